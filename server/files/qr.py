"""Links become QR codes: as SVG for pages and as text for the terminal."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

import qrcode
from markupsafe import Markup

from votes.model import Wifi

QUIET_ZONE = 4
SPECIAL = re.compile(r'([\\;,:"])')


def _code(text: str, border: int) -> qrcode.QRCode:
    code = qrcode.QRCode(border=border, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    return code


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, x - start
            start = None


def qr_svg(text: str, label: str = "", border: int = QUIET_ZONE) -> Markup:
    """One path of horizontal runs, a third of the size of a square per module. ``border`` is in modules."""
    matrix = _code(text, border).get_matrix()
    size = len(matrix)
    path = "".join(f"M{x} {y}h{w}v1h-{w}z" for y, row in enumerate(matrix) for x, w in _runs(row))
    named = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup(
        '<svg class="qr" viewBox="0 0 {size} {size}" shape-rendering="crispEdges" {named}>'
        '<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    ).format(size=size, named=named, path=path)


def terminal(text: str) -> str:
    """The same code in half blocks, for a terminal with light text on dark ground."""
    out = io.StringIO()
    _code(text, QUIET_ZONE // 2).print_ascii(out=out, invert=True)
    return out.getvalue()


def wifi_payload(wifi: Wifi) -> str:
    """What a phone's camera joins a network by; the five special characters are escaped."""
    ssid, password = (SPECIAL.sub(r"\\\1", part) for part in (wifi.ssid, wifi.password))
    return f"WIFI:T:WPA;S:{ssid};P:{password};;" if wifi.password else f"WIFI:T:nopass;S:{ssid};;"

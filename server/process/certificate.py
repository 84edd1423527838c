"""The certificate: read before the start, so that a wrong one ends it with one line, and again when it was renewed."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

from server.config import BadSetting


class Certificate(ssl.SSLContext):
    """The server's own context, whose files can be read again while it serves.

    Each connection is made by a whole context of files that belong together; a pair that does not changes nothing,
    which ``load_cert_chain`` on a context in use cannot promise.
    """

    def __new__(cls, _cert: Path, _key: Path) -> Certificate:
        return super().__new__(cls, ssl.PROTOCOL_TLS_SERVER)

    def __init__(self, cert: Path, key: Path) -> None:
        """Raises BadSetting as ``read_again``."""
        self._cert, self._key = cert, key
        self.read_again()

    def read_again(self) -> None:
        """Connections made from now on get what the files hold now; those that are open stay as they are.

        Raises BadSetting for files that are missing, do not belong together, or need a password; then all stays.
        """
        self._current = _read(self._cert, self._key)

    def wrap_bio(self, *given: Any, **named: Any) -> ssl.SSLObject:
        """What the event loop asks for each connection."""
        return self._current.wrap_bio(*given, **named)


def _read(cert: Path, key: Path) -> ssl.SSLContext:
    for name, path in (("cert", cert), ("key", key)):
        try:
            path.read_bytes()
        except OSError as refused:
            raise BadSetting(
                f"TOPFIVE_TLS_{name.upper()} / --tls-{name}: {path} cannot be read ({refused.strerror})."
            ) from None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(cert, key, password=_none)
    except (ssl.SSLError, OSError) as wrong:
        raise BadSetting(
            f"TOPFIVE_TLS_CERT, TOPFIVE_TLS_KEY: {cert} and {key} are no certificate in PEM with its key, without a "
            f"password ({getattr(wrong, 'reason', None) or 'not readable'})."
        ) from None
    return context


def _none() -> str:
    """Nobody is there to type one, and OpenSSL would ask on the terminal."""
    return ""

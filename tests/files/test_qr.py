"""Links and networks as QR codes that a camera reads."""

from __future__ import annotations

import re

import cv2
import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.files.qr import qr_svg, terminal, wifi_payload
from votes.model import Wifi

MODULE_PX = 6


def seen(svg: str) -> str:
    """What a camera reads from the drawing."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])  # type: ignore[index]
    dark = numpy.zeros((size, size), numpy.uint8)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg):
        dark[int(y), int(x) : int(x) + int(width)] = 1
    return read(dark)


def read(dark: numpy.ndarray) -> str:  # type: ignore[type-arg]
    picture = numpy.kron(numpy.where(dark, 0, 255).astype(numpy.uint8), numpy.ones((MODULE_PX, MODULE_PX), numpy.uint8))
    text, *_ = cv2.QRCodeDetectorAruco().detectAndDecode(picture)
    return str(text)


@pytest.mark.parametrize(
    "text",
    [
        "HTTP://192.168.1.20:8000/J/123456",
        "HTTPS://VOTE.EXAMPLE.ORG/J/000000/12",
        "http://[fd00::1]:8000/j/123456",
        "WIFI:T:WPA;S:会议中心;P:a\\;b;;",
    ],
)
def test_a_camera_reads_the_drawing(text: str) -> None:
    assert seen(qr_svg(text)) == text


def test_a_link_in_capitals_has_larger_modules() -> None:
    link = "http://192.168.1.20:8000/j/123456"
    sizes = [int(re.search(r'viewBox="0 0 (\d+)', qr_svg(text))[1]) for text in (link.upper(), link)]  # type: ignore[index]
    assert sizes == [33, 37]


def test_the_quiet_zone_is_four_modules_wide() -> None:
    svg = qr_svg("HTTP://192.168.1.20:8000/J/123456")
    assert min(int(x) for x in re.findall(r"M(\d+) \d+h\d+v1", svg)) == 4
    assert min(int(y) for y in re.findall(r"M\d+ (\d+)h\d+v1", svg)) == 4


def test_a_label_is_text_and_a_drawing_without_one_is_silent() -> None:
    assert 'aria-label="&lt;b&gt; &#34;x&#34;"' in qr_svg("X", '<b> "x"')
    assert 'aria-hidden="true"' in qr_svg("X")


def test_the_terminal_shows_the_same_code() -> None:
    lines = terminal("HTTP://192.168.1.20:8000").splitlines()
    halves = {" ": (1, 1), "▀": (0, 1), "▄": (1, 0), "█": (0, 0)}
    letters = [[halves[each] for each in line.replace("\xa0", " ")] for line in lines if line.strip("\x1b[0m7")]
    width = max(map(len, letters))
    rows = [[cell[half] for cell in line + [(0, 0)] * (width - len(line))] for line in letters for half in (0, 1)]
    assert read(numpy.array(rows, numpy.uint8)) == "HTTP://192.168.1.20:8000"


@pytest.mark.parametrize(
    ("wifi", "payload"),
    [
        (Wifi("Hall", "12345678"), "WIFI:T:WPA;S:Hall;P:12345678;;"),
        (Wifi("Hall"), "WIFI:T:nopass;S:Hall;;"),
        (Wifi('a;b,c:d"e\\f', ';,:"\\'), 'WIFI:T:WPA;S:a\\;b\\,c\\:d\\"e\\\\f;P:\\;\\,\\:\\"\\\\;;'),
    ],
)
def test_a_network_is_written_as_cameras_expect_it(wifi: Wifi, payload: str) -> None:
    assert wifi_payload(wifi) == payload


@settings(max_examples=200)
@given(st.text(alphabet='ab;,:"\\', min_size=1, max_size=12), st.text(alphabet='ab;,:"\\', max_size=12))
def test_what_was_escaped_can_be_read_back(ssid: str, password: str) -> None:
    fields = re.findall(r"([TSP]):((?:\\.|[^\\;])*);", wifi_payload(Wifi(ssid, password)).removeprefix("WIFI:"))
    plain = {name: re.sub(r"\\(.)", r"\1", value) for name, value in fields}
    assert (plain["S"], plain.get("P", "")) == (ssid, password)

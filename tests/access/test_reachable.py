"""Which of the machine's addresses go into the QR code, and which are told to the host with a warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.access.origins import Origins, read_origins
from server.config import Settings


def origins(host: str = "0.0.0.0", port: int = 8000, public: str | None = None) -> Origins:
    return read_origins(Settings(host=host, port=port, data=Path("data"), public_url=public))


@pytest.mark.parametrize(
    ("host", "likely"),
    [
        ("192.168.1.20", True),
        ("10.0.0.7", True),
        ("172.20.0.2", True),
        ("172.17.0.1", False),
        ("169.254.7.7", False),
        ("127.0.0.1", False),
        ("localhost", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", True),
        ("hall.example.org", True),
    ],
)
def test_an_address_is_likely_when_a_phone_can_open_it(host: str, likely: bool) -> None:
    (address,) = origins(host).reachable
    assert address.likely is likely


def test_the_public_address_leads_and_is_ours() -> None:
    found = origins(public="https://vote.example.org", host="127.0.0.1")
    assert found.public == "https://vote.example.org"
    assert [(each.url, each.likely) for each in found.reachable] == [
        ("https://vote.example.org", True),
        ("http://127.0.0.1:8000", False),
    ]
    assert found.is_ours("https://vote.example.org")


@pytest.mark.parametrize(
    ("public", "origin"),
    [("https://a.example:443", "https://a.example"), ("http://a.example:80", "http://a.example")],
)
def test_browsers_leave_the_usual_port_out_of_an_origin(public: str, origin: str) -> None:
    found = origins(public=public)
    assert found.is_ours(origin)
    assert not found.is_ours(origin.replace("a.example", "b.example"))  # the control


@pytest.mark.parametrize(
    ("host", "port", "url"),
    [
        ("192.168.1.20", 80, "http://192.168.1.20"),
        ("192.168.1.20", 8000, "http://192.168.1.20:8000"),
        ("fd00::1", 8000, "http://[fd00::1]:8000"),
    ],
)
def test_an_address_is_written_as_a_browser_opens_it(host: str, port: int, url: str) -> None:
    assert origins(host, port).public == url


def test_loopback_on_our_port_is_always_ours_and_on_another_never() -> None:
    found = origins("192.168.1.20", 9000)
    for name in ("127.0.0.1", "localhost", "[::1]", "192.168.1.20"):
        assert found.is_ours(f"http://{name}:9000")
        assert not found.is_ours(f"http://{name}:8000")
    assert not found.is_ours("null")
    assert not found.is_ours("http://192.168.1.20:9000.evil.example")

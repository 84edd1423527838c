"""Plain HTTP to a server of HTTPS: a way on that can be read, and nothing else changes for those who speak TLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import ExitStack
from pathlib import Path

import pytest
import trustme

from server.access.origins import read_origins
from server.config import Settings
from server.process.https_redirect import redirect
from tests.process.test_certificate_renewed import serving, write

PUBLIC = "https://vote.example.org"


def plain(port: int, sent: bytes) -> bytes:
    """All that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(sent)
        return b"".join(iter(lambda: wire.recv(4_096), b""))


async def shake_hands(port: int, trust: ssl.SSLContext) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trust)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    whole = await reader.read()
    writer.close()
    await writer.wait_closed()
    return whole.partition(b"\r\n")[0]


def test_plain_http_is_led_to_https_beside_a_hall_that_speaks_it(tmp_path: Path) -> None:
    authority, files = trustme.CA(), (tmp_path / "cert.pem", tmp_path / "key.pem")
    write(authority, files)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)

    async def hall(port: int) -> list[bytes]:
        return await asyncio.gather(*(shake_hands(port, trust) for _ in range(30)))

    with serving(tmp_path / "data", files) as (_, port):
        asked = f"GET /j/123456?lang=en HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode()
        head, _, text = plain(port, asked).decode().partition("\r\n\r\n")
        assert head.startswith("HTTP/1.1 307 ")
        assert f"\r\nlocation: https://localhost:{port}/j/123456?lang=en\r\n" in f"{head}\r\n"
        assert "speaks HTTPS" in text
        foreign = plain(port, b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").decode()
        assert f"\r\nlocation: https://127.0.0.1:{port}/\r\n" in foreign
        assert plain(port, b"\x15\x03\x01").startswith(b"HTTP/1.1 400")
        with socket.create_connection(("127.0.0.1", port)) as wire:  # what begins as a handshake and is none
            wire.sendall(b"\x16nonsense that is no handshake")
        with ExitStack() as silent:  # who says nothing holds up nobody
            for _ in range(20):
                silent.enter_context(socket.create_connection(("127.0.0.1", port)))
            assert set(asyncio.run(hall(port))) == {b"HTTP/1.1 200 OK"}
        left_open = socket.create_connection(("127.0.0.1", port))
    left_open.close()  # it kept nobody from ending


@pytest.mark.parametrize(
    ("request_line", "status", "target"),
    [
        (b"GET / HTTP/1.1", 307, PUBLIC + "/"),
        (b"HEAD /s/abc HTTP/1.0", 307, PUBLIC + "/s/abc"),
        (b"GET //evil.example HTTP/1.1", 307, PUBLIC + "//evil.example"),
        (b"GET http://evil.example/ HTTP/1.1", 400, None),
        (b"POST /j/123456 HTTP/1.1", 400, None),
        (b"GET /a\x00b HTTP/1.1", 400, None),
        (b"GET /a", 400, None),
    ],
)
def test_only_a_plain_question_for_a_path_is_led_on(request_line: bytes, status: int, target: str | None) -> None:
    answer = redirect(request_line + b"\r\nHost: x\r\n\r\n", lambda _: PUBLIC).decode()

    head, _, text = answer.partition("\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert ("location: " in head) == (target is not None)
    if target:
        assert f"\r\nlocation: {target}\r\n" in head
    assert PUBLIC in text
    assert f"content-length: {len(text)}" in head


def test_who_asked_for_an_address_of_ours_stays_at_it_and_others_go_to_the_public_one() -> None:
    tls = {"tls_cert": Path("a"), "tls_key": Path("b")}
    found = read_origins(Settings(host="127.0.0.1", port=8443, public_url=PUBLIC, **tls))
    assert found.over_https("LOCALHOST:8443") == "https://localhost:8443"
    assert found.over_https("vote.example.org") == PUBLIC
    for other in ("localhost", "localhost:8000", "evil.example", "", "user@localhost:8443", "localhost:8443/x"):
        assert found.over_https(other) == PUBLIC

"""A renewed certificate: read again at SIGHUP, without a connection lost, and a wrong one changes nothing."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection

import pytest
import trustme
from httpx2 import Client
from websockets.sync.client import ClientConnection, connect

from server.bench.process import HOST_KEY, free_port
from server.config import BadSetting
from server.process.certificate import Certificate
from tests.architecture.sources import ROOT

Files = tuple[Path, Path]


def write(authority: trustme.CA, files: Files) -> None:
    """A new certificate with its key."""
    issued = authority.issue_cert("127.0.0.1")
    files[0].write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    files[1].write_bytes(issued.private_key_pem.bytes())


@contextmanager
def serving(folder: Path, files: Files) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    own = [
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--data",
        str(folder),
    ]
    command = [sys.executable, "run.py", *own, "--tls-cert", str(files[0]), "--tls-key", str(files[1])]
    said = subprocess.PIPE
    environment = {**os.environ, "TOPFIVE_HOST_KEY": HOST_KEY}
    with subprocess.Popen(
        command, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT, text=True, env=environment
    ) as server:
        try:
            read_until(server, "Stop with Ctrl+C")
            yield server, port
        finally:
            server.terminate()
        assert server.wait(10) == 0


def read_until(server: subprocess.Popen[str], wanted: str) -> str:
    """The line that holds it."""
    assert server.stdout
    for line in server.stdout:
        if wanted in line:
            return line
    raise AssertionError(f"the server ended and did not say {wanted!r}")


def serial(port: int, trust: ssl.SSLContext) -> str:
    """Of the certificate that a new connection is given."""
    with trust.wrap_socket(create_connection(("127.0.0.1", port), 10), server_hostname="127.0.0.1") as wire:
        found = wire.getpeercert()
        assert found
        return str(found["serialNumber"])


@contextmanager
def screen(port: int, trust: ssl.SSLContext) -> Iterator[ClientConnection]:
    """A socket that stays."""
    host = {"Authorization": f"Bearer {HOST_KEY}"}
    with Client(base_url=f"https://127.0.0.1:{port}", verify=trust, headers=host) as http:
        session = http.post("/api/sessions", json={"title": "TLS", "polls": []}).json()["id"]
    address = f"wss://127.0.0.1:{port}/ws/{session}?view=screen"
    with connect(address, ssl=trust, additional_headers=host) as socket:
        yield socket


def is_alive(socket: ClientConnection) -> bool:
    return socket.ping().wait(10)


def test_a_renewed_certificate_is_given_to_new_connections_and_the_old_ones_go_on(tmp_path: Path) -> None:
    authority, files = trustme.CA(), (tmp_path / "cert.pem", tmp_path / "key.pem")
    write(authority, files)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    with serving(tmp_path / "data", files) as (server, port), screen(port, trust) as socket:
        first = serial(port, trust)

        write(authority, files)
        assert serial(port, trust) == first  # the control: not before it is told
        server.send_signal(signal.SIGHUP)
        read_until(server, "The certificate was read again")
        second = serial(port, trust)
        assert second != first
        assert is_alive(socket)

        files[1].write_bytes(authority.issue_cert("127.0.0.1").private_key_pem.bytes())
        server.send_signal(signal.SIGHUP)
        said = read_until(server, "not renewed")
        assert "the old one stays in use" in said
        assert str(files[1]) in said
        assert serial(port, trust) == second
        assert is_alive(socket)


def test_files_that_do_not_belong_together_leave_the_context_as_it_was(tmp_path: Path) -> None:
    authority, files = trustme.CA(), (tmp_path / "cert.pem", tmp_path / "key.pem")
    write(authority, files)
    certificate = Certificate(*files)
    before = certificate._current

    files[0].write_bytes(b"".join(blob.bytes() for blob in authority.issue_cert("a.example").cert_chain_pems))
    with pytest.raises(BadSetting, match="no certificate in PEM"):
        certificate.read_again()

    assert certificate._current is before
    write(authority, files)
    certificate.read_again()  # the control
    assert certificate._current is not before

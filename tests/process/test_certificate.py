"""HTTPS by a certificate of one's own: a whole vote, the screen's socket, and files that cannot be."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import subprocess
import sys
import time
from pathlib import Path
from socket import create_connection
from typing import Any

import pytest
import trustme
from httpx2 import Client
from websockets.sync.client import connect

from server.access.origins import read_origins
from server.bench.process import HOST_KEY, free_port
from server.config import BadSetting, Settings, read_settings
from server.process.certificate import Certificate
from tests.architecture.sources import ROOT


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def files(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    issued = authority.issue_cert("127.0.0.1", "localhost")
    cert, key = folder / "cert.pem", folder / "key.pem"
    for at, blob in enumerate(issued.cert_chain_pems):
        blob.write_to_path(str(cert), append=at > 0)
    issued.private_key_pem.write_to_path(str(key))
    return cert, key


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_a_whole_vote_over_tls(authority: trustme.CA, files: tuple[Path, Path], tmp_path: Path) -> None:
    port = free_port()
    own = ["--host", "127.0.0.1", "--port", str(port), "--data", str(tmp_path)]
    command = [sys.executable, "run.py", *own, "--tls-cert", str(files[0]), "--tls-key", str(files[1])]
    environment = {**os.environ, "TOPFIVE_HOST_KEY": HOST_KEY}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            said = wait_until_ready(server)
            assert f"https://127.0.0.1:{port}/host/sign-in?key=" in said
            assert "Not encrypted" not in said
            asyncio.run(asyncio.to_thread(vote, authority, port))
            assert 9 < seconds_until_closed(port) < 13  # who connects and shakes no hands
        finally:
            server.terminate()
        assert server.wait(10) == 0


def seconds_until_closed(port: int) -> float:
    begun = time.monotonic()
    with create_connection(("127.0.0.1", port), timeout=30) as silent:
        assert silent.recv(1) == b""
    return time.monotonic() - begun


def wait_until_ready(server: subprocess.Popen[str]) -> str:
    assert server.stdout
    said = ""
    for line in server.stdout:
        said += line
        if "Stop with Ctrl+C" in line:
            break
    return said


def vote(authority: trustme.CA, port: int) -> None:
    origin, trust = f"https://127.0.0.1:{port}", trusting(authority)
    with Client(base_url=origin, verify=trust, headers={"Origin": origin}) as http:
        host = {"Authorization": f"Bearer {HOST_KEY}"}
        poll = {"title": "List", "options": [{"title": "A"}, {"title": "B"}]}
        session: Any = http.post("/api/sessions", json={"title": "TLS", "polls": [poll]}, headers=host).json()
        assert session["screen_url"].startswith(origin)
        listed = session["polls"][0]
        http.post(f"/api/polls/{listed['id']}/open", headers=host)
        http.put(f"/api/sessions/{session['id']}/scene", json={"kind": "tally", "poll": listed["id"]}, headers=host)
        joined = http.post(f"/api/sessions/{session['id']}/join", json={})
        assert "Secure" in joined.headers["set-cookie"]
        screen = f"wss://127.0.0.1:{port}/ws/{session['id']}?view=screen"
        with connect(screen, ssl=trust, origin=origin, additional_headers=host) as socket:
            assert json.loads(socket.recv(5))["type"] == "state"
            body = {"choices": [listed["options"][0]["id"]]}
            for _ in range(2):  # the second one by the fast lane too
                assert http.put(f"/api/polls/{listed['id']}/ballot", json=body).status_code == 200
            while json.loads(socket.recv(5)).get("counts", {}).get(listed["options"][0]["id"]) != 1:
                pass
        assert http.get(f"/s/{session['id']}").status_code == 200
        foreign = http.put(
            f"/api/polls/{listed['id']}/ballot", json=body, headers={"Origin": f"http://127.0.0.1:{port}"}
        )
        assert foreign.status_code == 403  # the plain address is not ours any more


def test_files_that_cannot_be_stop_the_start_with_one_line(
    files: tuple[Path, Path], authority: trustme.CA, tmp_path: Path
) -> None:
    cert, key = files
    Certificate(cert, key)  # the control
    other = tmp_path / "other.pem"
    authority.issue_cert("elsewhere.example").private_key_pem.write_to_path(str(other))
    text = tmp_path / "text.pem"
    text.write_text("no certificate")
    for wrong_cert, wrong_key, said in (
        (tmp_path / "none", key, "--tls-cert"),
        (cert, tmp_path / "none", "--tls-key"),
        (text, key, "no certificate in PEM"),
        (cert, text, "no certificate in PEM"),
        (cert, other, "no certificate in PEM"),
    ):
        with pytest.raises(BadSetting, match=said):
            Certificate(wrong_cert, wrong_key)


@pytest.mark.parametrize("given", [{"tls_cert": "cert.pem"}, {"tls_key": "key.pem"}])
def test_one_file_without_the_other_stops_the_start(given: dict[str, str | None]) -> None:
    with pytest.raises(BadSetting, match="give both"):
        read_settings(given, {})
    assert read_settings({"tls_cert": "a", "tls_key": "b"}, {}).has_tls  # the control


def test_what_others_can_read_is_said_but_not_on_this_machine_alone() -> None:
    def readable(**fields: Any) -> bool:
        return read_origins(Settings(**fields)).is_readable

    assert readable(host="192.168.1.20")
    assert readable(public_url="http://vote.example.org")
    assert not readable(host="127.0.0.1")
    assert not readable(public_url="https://vote.example.org")
    assert not readable(host="192.168.1.20", tls_cert=Path("a"), tls_key=Path("b"))


def test_addresses_carry_the_scheme_and_leave_its_own_port_out() -> None:
    tls = {"tls_cert": Path("a"), "tls_key": Path("b")}
    assert read_origins(Settings(host="192.168.1.20", port=443, **tls)).public == "https://192.168.1.20"
    assert read_origins(Settings(host="192.168.1.20", port=8443, **tls)).public == "https://192.168.1.20:8443"
    assert read_origins(Settings(host="192.168.1.20", port=443)).public == "http://192.168.1.20:443"

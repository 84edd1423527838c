"""Run by test_hall_address.py in a network of its own: a laptop that is its own hotspot, then gets another network.

Prints what it met as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from server.bench.meeting import open_session
from server.bench.process import HOST_KEY, ServerProcess

BEARER = {"Authorization": f"Bearer {HOST_KEY}"}
PATIENCE_S = 20.0


class Hall(ServerProcess):
    """A server on all addresses."""

    def __init__(self, folder: Path, log: Path) -> None:
        super().__init__(folder, log=log)
        self._command += ["--host", "0.0.0.0"]


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def card(name: str, address: str) -> None:
    ip("link", "add", name, "type", "veth", "peer", "name", f"{name}-peer")
    ip("link", "set", f"{name}-peer", "up")
    ip("addr", "add", f"{address}/24", "dev", name)
    ip("link", "set", name, "up")


def status(url: str, sent: bytes | None = None, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, sent, named), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def view_of(socket: ClientConnection) -> str:
    """What the next state says of the page."""
    while True:
        message = json.loads(socket.recv(timeout=PATIENCE_S))
        if message["type"] == "state":
            return str(message["view"])


class Meeting:
    def __init__(self, port: int) -> None:
        self.port, self.id = port, open_session(port, [{"title": "A"}])["id"]

    def session(self) -> dict[str, Any]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/sessions/{self.id}", headers=BEARER)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return dict(json.load(answer))

    def socket(self, view: str) -> ClientConnection:
        return connect(f"ws://127.0.0.1:{self.port}/ws/{self.id}?view={view}", additional_headers=BEARER)

    def choose(self, address: str) -> None:
        sent = urllib.parse.urlencode({"act": "address", "kind": address}).encode()
        url = f"http://127.0.0.1:{self.port}/host/{self.id}/act"
        with urllib.request.urlopen(urllib.request.Request(url, sent, BEARER), timeout=10):
            pass


def told(meeting: Meeting, change: Any) -> tuple[float, str]:
    """Seconds from the change until screen and console both heard of it, and the address then."""
    with meeting.socket("host") as console, meeting.socket("screen") as screen:
        before = {each: view_of(each) for each in (console, screen)}
        begun = time.perf_counter()
        change()
        for each, view in before.items():
            while view_of(each) == view:
                pass
        took = time.perf_counter() - begun
    return took, str(meeting.session()["join_url"]).rpartition("/j/")[0]


def main(folder: Path) -> None:
    ip("link", "set", "lo", "up")
    card("hot0", "192.168.137.1")
    met: dict[str, Any] = {}
    with Hall(folder / "data", folder / "log") as server:
        port, meeting = server.port, Meeting(server.port)
        met["port"], met["first"] = port, meeting.session()["join_url"]
        met["hotspot"] = status(f"http://192.168.137.1:{port}/")
        met["foreign"] = status(f"http://192.168.137.1:{port}/", Host="evil.example")
        ip("link", "add", "new0", "type", "veth", "peer", "name", "new0-peer")
        ip("link", "set", "new0", "up")
        ip("addr", "add", "10.7.7.7/24", "dev", "new0")
        join = f"http://10.7.7.7:{port}/api/sessions/{meeting.id}/join"
        met["at once"] = status(join, b"{}", Origin=f"http://10.7.7.7:{port}", Content_Type="application/json")
        ip("addr", "del", "10.7.7.7/24", "dev", "new0")
        time.sleep(2.5)
        met["gone"] = told(meeting, lambda: ip("addr", "del", "192.168.137.1/24", "dev", "hot0"))
        met["back"] = told(meeting, lambda: ip("addr", "add", "192.168.137.1/24", "dev", "hot0"))
        card("two0", "10.8.8.8")
        time.sleep(2.5)
        met["two"] = meeting.session()["join_url"]
        other = "10.8.8.8" if "192.168.137.1" in met["two"] else "192.168.137.1"
        met["other"] = f"http://{other}:{port}"
        met["chosen"] = told(meeting, lambda: meeting.choose(other))
        server.stop()
        server.start()
        met["after a restart"] = meeting.session()["join_url"]
    print(json.dumps(met))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

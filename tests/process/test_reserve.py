"""At the limit of open files: phones are sent away, whoever runs the room comes in."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from socket import create_connection, socket

import pytest

from server.bench.process import HOST_KEY, free_port
from server.process.reserve import FOR_HOSTS, FOR_US, Reserve
from tests.architecture.sources import ROOT

MOST = 200


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """A server that may open few files."""
    port = free_port()
    command = [sys.executable, "run.py", "--host", "127.0.0.1", "--port", str(port), "--data", str(folder)]
    limit = f'ulimit -n {MOST}; exec "$@"'
    environment = {**os.environ, "TOPFIVE_HOST_KEY": HOST_KEY, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        ["bash", "-c", limit, "bash", *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    ) as server:
        try:
            ends_at = time.monotonic() + 20
            while True:
                try:
                    assert ask(port, "GET", "/healthz")[0] == 200
                    break
                except OSError:
                    assert time.monotonic() < ends_at
                    time.sleep(0.1)
            yield port
        finally:
            server.terminate()


def ask(port: int, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, dict[str, str]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, {"Origin": f"http://127.0.0.1:{port}", **headers})
        answer = connection.getresponse()
        answer.read()
        return answer.status, dict(answer.getheaders())
    finally:
        connection.close()


def hold(port: int, count: int) -> list[socket]:
    """Connections of phones that are in, and stay a while: each has begun a request's body."""
    head = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\nContent-Type: text/plain\r\n\r\na"
    held = []
    for _ in range(count):
        held.append(create_connection(("127.0.0.1", port), timeout=10))
        held[-1].send(head)
    return held


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no such limit")
def test_a_host_comes_in_when_phones_have_taken_what_there_is(tmp_path: Path) -> None:
    with serving(tmp_path) as port, ExitStack() as open_:
        for each in hold(port, MOST):
            open_.enter_context(each)
        time.sleep(0.5)

        status, headers = ask(port, "GET", "/")
        assert (status, headers.get("retry-after")) == (503, "10")
        assert ask(port, "GET", "/host/sign-in")[0] == 200
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        status, headers = ask(port, "POST", "/host/sign-in", f"key={HOST_KEY}", **form)
        assert status == 303
        cookie = headers["set-cookie"].partition(";")[0]
        assert ask(port, "GET", "/host", Cookie=cookie)[0] == 200
        assert ask(port, "GET", "/j/123456")[0] == 503


class Numbered(asyncio.Transport):
    def __init__(self, number: int) -> None:
        super().__init__({"socket": self})
        self._number = number

    def fileno(self) -> int:
        return self._number


def test_the_number_of_a_connection_tells_how_many_are_taken() -> None:
    reserve = Reserve(1_000)

    assert not reserve.is_touched(Numbered(999 - FOR_HOSTS))
    assert reserve.is_touched(Numbered(1_000 - FOR_HOSTS))
    assert not reserve.is_used_up(Numbered(999 - FOR_US))
    assert reserve.is_used_up(Numbered(1_000 - FOR_US))
    assert not Reserve(None).is_touched(Numbered(10_000))

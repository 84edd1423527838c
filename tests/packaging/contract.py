"""What this project relies on of packages whose inner parts it overrides, checked with those that Python finds first.

Run as a program, so that other versions than the installed ones can be put before them. Prints their versions.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import sqlite3
import sys
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiosqlite
import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.exceptions import InvalidState
from websockets.http11 import Request
from websockets.server import ServerProtocol

from server.bench.client import request, send_all
from server.bench.meeting import ballot, join_all, open_session
from server.bench.process import ServerProcess
from server.bench.sockets import listen

# What is overridden, or called from outside, with the arguments that it takes.
HTTP = {
    "connection_made": ["transport"],
    "connection_lost": ["exc"],
    "data_received": ["data"],
    "handle_websocket_upgrade": [],
    "send_400_response": ["msg"],
    "on_message_begin": [],
    "on_url": ["url"],
    "on_header": ["name", "value"],
    "on_headers_complete": [],
    "on_body": ["body"],
    "on_message_complete": [],
    "on_response_complete": [],
    "_start_asgi_task": ["cycle", "app"],
}
HTTP_HAS = "cycle pipeline flow parser transport scheme scope url headers expect_100_continue server_state loop"
CYCLE_HAS = "scope response_started response_complete message_event keep_alive disconnected"
SOCKET = {"data_received": ["data"], "handle_connect": ["event"], "connection_made": ["transport"]}
SOCKET_HAS = "close_timeout handshake_initiated handshake_complete close_sent disconnected writable conn"
SERVER = {"startup": ["sockets"], "shutdown": ["sockets"], "capture_signals": [], "handle_exit": ["sig", "frame"]}
SERVER_HAS = "config started should_exit force_exit"
PARSER = "feed_data get_method get_http_version should_upgrade should_keep_alive"


def main() -> None:
    asyncio.run(names())
    asyncio.run(driver())
    with TemporaryDirectory() as folder, ServerProcess(Path(folder)) as server:
        asyncio.run(conversation(server.port))
    print(*(f"{name}=={version(name)}" for name in ("uvicorn", "websockets", "httptools", "aiosqlite")))


def takes(owner: type, wanted: dict[str, list[str]]) -> None:
    for name, arguments in wanted.items():
        found = list(inspect.signature(getattr(owner, name)).parameters)[1:]
        assert found == arguments, f"{owner.__name__}.{name} takes {found}, not {arguments}"


def has(one: Any, wanted: str, whose: str = "") -> None:
    missing = [name for name in wanted.split() if not hasattr(one, name)]
    assert not missing, f"{whose or type(one).__name__} has no {missing}"


async def names() -> None:
    """Names, arguments and attributes."""
    config = uvicorn.Config(_app, http=HttpToolsProtocol, ws=WebSocketsSansIOProtocol, lifespan="off", log_config=None)
    config.load()
    given: Any = {"config": config, "server_state": ServerState(), "app_state": {}}
    takes(HttpToolsProtocol, HTTP)
    http = HttpToolsProtocol(**given)
    assert http.cycle is None
    http.on_message_begin()
    has(http, HTTP_HAS)
    assert not list(http.pipeline)
    made = inspect.getsource(RequestResponseCycle)
    assert not [name for name in CYCLE_HAS.split() if f"self.{name} =" not in made and f"self.{name}:" not in made]
    takes(WebSocketsSansIOProtocol, SOCKET)
    socket = WebSocketsSansIOProtocol(**given)
    has(socket, SOCKET_HAS)
    assert not socket.handshake_initiated
    takes(uvicorn.Server, SERVER)
    has(uvicorn.Server(config), SERVER_HAS)
    has(httptools.HttpRequestParser, PARSER, "HttpRequestParser")
    has(ServerProtocol, "send_text data_to_send", "ServerProtocol")
    assert issubclass(InvalidState, Exception)
    assert Request.__name__ == "Request"


async def driver() -> None:
    """One's own work on the driver's thread, on the connection that the driver has."""
    async with aiosqlite.connect(":memory:") as connection:
        assert isinstance(connection._conn, sqlite3.Connection)
        work: Callable[[], Any] = lambda: connection._conn.execute("SELECT 6 * 7").fetchone()  # noqa: E731
        assert await connection._execute(work) == (42,)  # type: ignore[no-untyped-call]


async def conversation(port: int) -> None:
    """A meeting as phones hold it: both lanes, a head that is too large, and a push to a socket."""
    session = open_session(port, [{"title": f"Option {n}"} for n in range(3)])
    (poll,), heard = session["polls"], []
    voters = await join_all(port, session, [None] * 20)
    host = f"/ws/{session['id']}?view=screen"
    screen = await listen(port, host, "a-host-key-for-load-tests", lambda _, text: heard.append(json.loads(text)))
    sent = [ballot(poll, voter, [at % 3]) for at, voter in enumerate(voters)]
    outcome = await send_all(port, sent, 4)
    assert outcome.statuses == {200: 20}, outcome.statuses
    await asyncio.sleep(0.5)
    tallies = [each for each in heard if each["type"] == "tally" and each.get("counts")]
    assert sum(tallies[-1]["counts"].values()) == 20, heard
    screen.transport.abort()
    page = await asyncio.to_thread(_page_of_a_phone, port, session)
    assert "Option 2" in page
    large = request("GET", "/", b"").replace(b"\r\n\r\n", b"\r\nX: " + b"x" * 40_000 + b"\r\n\r\n")
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(large)
    assert (await reader.readline()).split()[1] == b"431"
    writer.close()


def _page_of_a_phone(port: int, session: Any) -> str:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    address = f"http://127.0.0.1:{port}"
    form = urllib.request.Request(f"{address}/j/{session['join_code']}", b"group=", {"Origin": address})
    with browser.open(form, timeout=10) as answer:
        return bytes(answer.read()).decode()


async def _app(_scope: Any, _receive: Any, _send: Any) -> None:
    raise AssertionError("nobody asks")


if __name__ == "__main__":
    sys.exit(main())

"""The host opens, closes and reveals while a hall listens: until the page of that state stands on the last phone.

``TOPFIVE_OPENING=1000`` for a larger hall, ``TOPFIVE_RUSH=1`` for phones that do not honour the spread.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from server.bench.client import percentile
from server.bench.meeting import Json, call, join_all
from server.bench.process import HOST_KEY, ServerProcess
from server.bench.sockets import Listener, listen

PHONES = int(os.environ.get("TOPFIVE_OPENING", "200"))
IS_RUSH = bool(os.environ.get("TOPFIVE_RUSH"))
LONGEST_S = 90.0
GIVES_UP_S, FIRST_RETRY_S, LAST_RETRY_S = 10.0, 0.5, 8.0  # as static/js/shared/refresh.js
HOST_EVERY_S = 0.1
OPTIONS = [
    {"title": f"Project number {n}", "department": "Services", "description": "One line. " * 4} for n in range(12)
]


@dataclass
class Phone:
    """Loads its page as a browser does: when the view key of a state differs from the page's, after its spread."""

    port: int
    path: str
    voter: str
    told: str = ""
    shown: str = ""
    page: str = ""
    fetches: int = 0
    loading: asyncio.Task[None] | None = None
    arrived: list[float] = field(default_factory=list)

    def hear(self, _at: float, text: bytes) -> None:
        message = json.loads(text)
        if message["type"] != "state":
            return
        self.told = message["view"]
        if self.told != self.shown and self.loading is None:
            wait_s = 0.0 if IS_RUSH else message.get("spread_ms", 0) / 1_000 * random.random()
            self.loading = asyncio.get_running_loop().create_task(self.load(wait_s))

    async def load(self, wait_s: float = 0.0) -> None:
        await asyncio.sleep(wait_s)
        retry_s = FIRST_RETRY_S
        while True:
            self.fetches += 1
            try:
                async with asyncio.timeout(GIVES_UP_S):
                    status, body = await get(self.port, self.path, self.voter)
            except (TimeoutError, OSError):
                status, body = 0, ""
            if status == 200:
                break
            await asyncio.sleep(retry_s * (0.5 + random.random()))
            retry_s = min(2 * retry_s, LAST_RETRY_S)
        self.shown = attribute(body, "data-view")
        self.page = attribute(body, "data-page")
        self.arrived.append(time.perf_counter())
        self.loading = None
        if self.told and self.told != self.shown:  # it changed meanwhile
            self.loading = asyncio.get_running_loop().create_task(self.load())


@dataclass
class Figure:
    """Seconds until the last phone had its page, fetches per phone, and the host's own requests meanwhile."""

    last_s: float
    fetches: float
    host_s: list[float]

    def __str__(self) -> str:
        host = percentile(self.host_s, 0.99)
        return f"last page {self.last_s:.2f} s, {self.fetches:.2f} fetches per phone, host's p99 {host:.2f} s"


async def get(port: int, path: str, bearer: str) -> tuple[int, str]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        head = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {bearer}\r\nConnection: close\r\n"
        )
        writer.write(f"{head}Accept-Language: en\r\n\r\n".encode())
        answer = await reader.read()
    finally:
        writer.close()
    head_bytes, _, body = answer.partition(b"\r\n\r\n")
    return int(head_bytes[9:12] or 0), body.decode()


def attribute(html: str, name: str) -> str:
    return html.partition(f'{name}="')[2].partition('"')[0]


async def until_all(phones: list[Phone], page: str, host: Callable[[], Awaitable[float]]) -> Figure:
    """Do the host's step that ``host`` times, and wait until every phone shows the page."""
    before = sum(phone.fetches for phone in phones)
    begun, host_s = time.perf_counter(), [await host()]
    while not all(phone.page.startswith(page) and phone.loading is None for phone in phones):
        assert time.perf_counter() - begun < LONGEST_S, (
            f"{sum(p.page.startswith(page) for p in phones)} of {len(phones)}"
        )
        asked = time.perf_counter()
        await get(phones[0].port, "/host", HOST_KEY)
        host_s.append(time.perf_counter() - asked)
        await asyncio.sleep(HOST_EVERY_S)
    last = max(phone.arrived[-1] for phone in phones)
    return Figure(last - begun, (sum(phone.fetches for phone in phones) - before) / len(phones), host_s)


async def hold(port: int) -> dict[str, Figure]:
    """A meeting from the waiting page to the result."""
    fields = {"title": "Projects", "options": OPTIONS}
    session = await asyncio.to_thread(call, port, "POST", "/api/sessions", {"title": "Hall", "polls": [fields]})
    poll = session["polls"][0]["id"]
    voters = await join_all(port, session, [None] * PHONES)
    phones = [Phone(port, f"/s/{session['id']}", voter) for voter in voters]
    for phone in phones:
        await phone.load()
    sockets = [await attend(port, session, phone) for phone in phones]

    def step(verb: str, body: Json) -> Callable[[], Awaitable[float]]:
        async def act() -> float:
            begun = time.perf_counter()
            await asyncio.to_thread(call, port, "POST", f"/api/polls/{poll}/{verb}", body)
            return time.perf_counter() - begun

        return act

    figures = {
        "open": await until_all(phones, "ballot", step("open", {})),
        "close": await until_all(phones, "receipt", step("close", {"in": 0})),
        "reveal": await until_all(phones, "result", step("reveal", {})),
    }
    for socket in sockets:
        socket.transport.abort()
    await asyncio.sleep(0.1)
    return figures


async def attend(port: int, session: Json, phone: Phone) -> Listener:
    return await listen(port, f"/ws/{session['id']}?view=phone", phone.voter, phone.hear)


def test_every_phone_gets_each_page_once_and_the_host_need_not_wait(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        figures = asyncio.run(hold(server.port))

    for name, figure in figures.items():
        print(f"{PHONES} phones, {name}: {figure}")
    if not IS_RUSH:
        assert all(figure.fetches <= 1.1 for figure in figures.values())
        assert all(percentile(figure.host_s, 0.5) < 1 for figure in figures.values())

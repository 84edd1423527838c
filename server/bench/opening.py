"""The host opens, closes and reveals while a hall listens: until the page of that state stands on the last phone."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from server.bench.client import percentile
from server.bench.measures import OPTIONS, Figure, Target
from server.bench.meeting import Json, ballot, call, join_all, open_session
from server.bench.pages import page_request
from server.bench.sockets import Listener, listen

LONGEST_S = 120.0
GIVES_UP_S, FIRST_RETRY_S, LAST_RETRY_S = 10.0, 0.5, 8.0  # as static/js/shared/refresh.js
GOAL_PHONES_PER_S = 2_400  # 5,000 in 2 s, 9,500 in 4
MEANWHILE_EVERY_S = 0.1
STEPS: tuple[tuple[str, Json, str], ...] = (
    ("open", {}, "ballot"),
    ("close", {"in": 0}, "receipt"),
    ("reveal", {}, "result"),
)


@dataclass
class Answer:
    """``status`` 0: none came."""

    status: int = 0
    retry_after_s: float = 0.0
    body: bytes = b""


class _Get(asyncio.Protocol):
    """One request on a connection of its own, as a browser makes it that has not asked for long."""

    def __init__(self, request: bytes, done: asyncio.Future[Answer]) -> None:
        self._request, self._done, self._parts = request, done, list[bytes]()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._parts.append(data)

    def connection_lost(self, error: Exception | None) -> None:
        if self._done.done():
            return
        head, _, body = b"".join(self._parts).partition(b"\r\n\r\n")
        after = head.lower().partition(b"retry-after: ")[2].partition(b"\r\n")[0]
        self._done.set_result(Answer(int(head[9:12] or 0), float(after or 0), body))


async def get(port: int, request: bytes) -> Answer:
    """``request`` ends with its blank line, and asks for the connection to end. Raises OSError, TimeoutError."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Answer] = loop.create_future()
    async with asyncio.timeout(GIVES_UP_S):
        transport, _ = await loop.create_connection(lambda: _Get(request, done), "127.0.0.1", port)
        try:
            return await done
        finally:
            transport.close()


def once(request: bytes, *headers: str) -> bytes:
    """The request with more headers, on a connection that ends with it."""
    more = "".join(f"{header}\r\n" for header in ("Connection: close", *headers))
    return request[:-2] + more.encode() + b"\r\n"


@dataclass
class Phone:
    """Loads its page as a browser does: when the view key of a state differs from the page's, after its spread."""

    port: int
    request: bytes
    voter: str
    rushes: bool
    told: str = ""
    shown: str = ""
    page: str = ""
    fetches: int = 0
    loading: asyncio.Task[None] | None = None
    arrived_at: float = 0.0

    def hear(self, _at: float, text: bytes) -> None:
        if b'"type":"state"' not in text[:60]:
            return
        message = json.loads(text)
        self.told = message["view"]
        if self.told != self.shown and self.loading is None:
            wait_s = 0.0 if self.rushes else message.get("spread_ms", 0) / 1_000 * random.random()
            self.loading = asyncio.get_running_loop().create_task(self.load(wait_s))

    async def load(self, wait_s: float = 0.0) -> None:
        """Ask until the page comes; who is sent away comes again no sooner than told."""
        await asyncio.sleep(wait_s)
        retry_s = FIRST_RETRY_S
        while True:
            self.fetches += 1
            try:
                answer = await get(self.port, self.request)
            except (TimeoutError, OSError):
                answer = Answer()
            if answer.status == 200:
                break
            await asyncio.sleep(answer.retry_after_s + retry_s * (0.5 + random.random()))
            retry_s = min(2 * retry_s, LAST_RETRY_S)
        self.arrived_at = time.perf_counter()
        self.shown, self.page = _attributes(answer.body, "data-view", "data-page")
        self.loading = None
        if self.told and self.told != self.shown:  # it changed meanwhile
            self.loading = asyncio.get_running_loop().create_task(self.load())


def _attributes(body: bytes, *names: str) -> list[str]:
    html = gzip.decompress(body).decode()
    return [html.partition(f'{name}="')[2].partition('"')[0] for name in names]


@dataclass
class Meanwhile:
    """Seconds that others waited in the same moments: the host for pages, ballots on another list, the screen."""

    host_s: list[float] = field(default_factory=list)
    ballots_s: list[float] = field(default_factory=list)
    screen_s: float = 0.0


@dataclass
class Opening:
    """Seconds until the last of the phones had its page, fetches per phone, phones that were served, and meanwhile."""

    phones: int
    last_s: float
    fetches: float
    meanwhile: Meanwhile

    def __str__(self) -> str:
        host, ballots = (1_000 * percentile(each, 0.99) for each in (self.meanwhile.host_s, self.meanwhile.ballots_s))
        return (
            f"{self.phones:,} phones: last page {self.last_s:.2f} s, {self.fetches:.2f} fetches each; "
            f"host's p99 {host:.0f} ms, ballots' p99 {ballots:.0f} ms, screen {1_000 * self.meanwhile.screen_s:.0f} ms"
        )


class Hall:
    """A meeting whose phones all listen, with a screen; and another list that takes ballots all the while."""

    def __init__(self, target: Target, phones: int, *, rushes: bool = False) -> None:
        self._target, self._count, self._rushes = target, phones, rushes
        self._screen_told_at = 0.0

    async def hold(self) -> dict[str, Opening]:
        """From the waiting page to the result, by the names of the steps."""
        await self._gather()
        try:
            return {verb: await self._step(verb, body, page) for verb, body, page in STEPS}
        finally:
            for socket in self._sockets:
                socket.transport.abort()
            for session in (self._session, self._other):
                await asyncio.to_thread(self._call, "DELETE", f"/api/sessions/{session['id']}")

    async def _gather(self) -> None:
        port = self._target.port
        body = {"title": "Hall", "polls": [{"title": "Projects", "options": OPTIONS}]}
        self._session: Json = await asyncio.to_thread(self._call, "POST", "/api/sessions", body)
        self._other: Json = await asyncio.to_thread(open_session, port, OPTIONS, host_key=self._target.host_key)
        (self._elsewhere,) = await join_all(port, self._other, [None])
        voters = await join_all(port, self._session, [None] * self._count)
        path = f"/s/{self._session['id']}"
        self._phones = [Phone(port, once(page_request(path, voter)), voter, self._rushes) for voter in voters]
        for phone in self._phones:
            await phone.load()
        listens = f"/ws/{self._session['id']}?view="
        self._sockets: list[Listener] = [
            await listen(port, f"{listens}phone", phone.voter, phone.hear) for phone in self._phones
        ]
        self._sockets.append(await listen(port, f"{listens}screen", self._target.host_key, self._screen_hears))

    def _screen_hears(self, at: float, text: bytes) -> None:
        if b'"type":"state"' in text[:60]:
            self._screen_told_at = at

    async def _step(self, verb: str, body: Json, page: str) -> Opening:
        before, meanwhile = sum(phone.fetches for phone in self._phones), Meanwhile()
        loops = [asyncio.create_task(each) for each in (self._host_looks(meanwhile), self._others_vote(meanwhile))]
        begun = time.perf_counter()
        poll = self._session["polls"][0]["id"]
        await asyncio.to_thread(self._call, "POST", f"/api/polls/{poll}/{verb}", body)
        meanwhile.host_s.append(time.perf_counter() - begun)
        while not all(phone.page.startswith(page) and phone.loading is None for phone in self._phones):
            if time.perf_counter() - begun > LONGEST_S:
                there = sum(phone.page.startswith(page) for phone in self._phones)
                raise TimeoutError(f"after {LONGEST_S:.0f} s {there} of {self._count} phones show the page")
            await asyncio.sleep(MEANWHILE_EVERY_S)
        for loop in loops:
            loop.cancel()
        meanwhile.screen_s = self._screen_told_at - begun
        last = max(phone.arrived_at for phone in self._phones)
        fetches = sum(phone.fetches for phone in self._phones) - before
        return Opening(self._count, last - begun, fetches / self._count, meanwhile)

    async def _host_looks(self, meanwhile: Meanwhile) -> None:
        plain = f"GET /host HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self._target.host_key}\r\n\r\n"
        await self._again_and_again(lambda: get(self._target.port, once(plain.encode())), meanwhile.host_s)

    async def _others_vote(self, meanwhile: Meanwhile) -> None:
        poll, port = self._other["polls"][0], self._target.port
        head, blank, body = ballot(poll, self._elsewhere, [0, 1, 2]).partition(b"\r\n\r\n")
        cast = head + b"\r\nConnection: close" + blank + body
        await self._again_and_again(lambda: get(port, cast), meanwhile.ballots_s)

    async def _again_and_again(self, ask: Callable[[], Awaitable[Answer]], took_s: list[float]) -> None:
        while True:
            begun = time.perf_counter()
            answer = await ask()
            if answer.status not in (200, 429):
                raise RuntimeError(f"a request beside the hall's was answered {answer.status}")
            took_s.append(time.perf_counter() - begun)
            await asyncio.sleep(MEANWHILE_EVERY_S)

    def _call(self, method: str, path: str, body: object = None) -> Json:
        found: Json = call(self._target.port, method, path, body, self._target.host_key)
        return found


async def openings(whole: Target, phones: int) -> Sequence[Figure]:
    """Rows of the bench, by phones that honour the spread."""
    figures = []
    for verb, found in (await Hall(whole, phones).hold()).items():
        name = f"{verb}: page on the last of {phones:,} phones"
        figures.append(Figure(name, "s", found.last_s, floor=0.0, goal=max(0.5, phones / GOAL_PHONES_PER_S)))
        host_s = percentile(found.meanwhile.host_s, 0.99)
        figures.append(Figure(f"{verb}: host's own pages meanwhile, p99", "s", host_s, floor=0.0, goal=0.3))
    return figures

"""A hall comes in: by the API, by page as a phone does it, and by a ticket that is scanned.

``TOPFIVE_JOINING=3000`` for a larger hall. Where there are two cores the server has one, the phones have the other.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from server.bench.client import request, send_all
from server.bench.meeting import Json, call
from server.bench.process import ServerProcess

PHONES = int(os.environ.get("TOPFIVE_JOINING", "200"))
AT_ONCE = 100
LONGEST_S = 120.0
TICKETS = 1_000  # as many as are made at once
WARM = 50  # phones that are in before it counts
# What a join may take of the processor, in requests that do nothing: some three times what it does take.
MOST_NOTHINGS = {"by API": 15, "by page": 60, "by ticket": 60}
OPTIONS = [
    {"title": f"Project number {n}", "department": "Services", "description": "One line. " * 4} for n in range(12)
]
GROUPS = [{"name": f"Table {n}"} for n in range(8)]
BROWSER = (
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    "Accept-Encoding: gzip, deflate\r\nAccept-Language: zh-CN,zh;q=0.9,en;q=0.8\r\n"
    "User-Agent: Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36\r\n"
    "Upgrade-Insecure-Requests: 1\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: navigate\r\n"
)


@dataclass
class Answer:
    status: int
    head: str
    body: bytes

    def header(self, name: str) -> str:
        return self.head.partition(f"\r\n{name}: ")[2].partition("\r\n")[0]


Way = Generator[bytes, Answer, str]  # what one phone sends, each after the answer to the last; and its credential


class Phone(asyncio.Protocol):
    """Goes one way after the other over its connection."""

    def __init__(self, ways: Iterator[Way], found: list[str], done: asyncio.Future[None]) -> None:
        self._ways, self._found, self._done = ways, found, done
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._begin()

    def _begin(self) -> None:
        way = next(self._ways, None)
        if way is None:
            self._done.set_result(None)
            self._transport.close()
        else:
            self._way = way
            self._transport.write(next(way))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, blank, body = self._buffer.partition(b"\r\n\r\n")
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0) if blank else 0
        if not blank or len(body) < length:
            return
        self._buffer = body[length:]
        try:
            self._transport.write(self._way.send(Answer(int(head[9:12]), head.decode("latin-1"), body)))
        except StopIteration as came:
            self._found.append(came.value)
            self._begin()
        except Exception as failed:
            self.connection_lost(failed)

    def connection_lost(self, error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(error or ConnectionError("the server closed the connection"))


def page(method: str, port: int, path: str, cookie: str = "", **form: str) -> bytes:
    """As a browser asks for it."""
    body = urlencode(form).encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{BROWSER}"
    head += f"Cookie: {cookie}\r\n" if cookie else ""
    if method == "POST":
        head += f"Origin: http://127.0.0.1:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        head += f"Content-Length: {len(body)}\r\n"
    return f"{head}\r\n".encode() + body


def by_api(session: Json, at: int) -> Way:
    body = json.dumps({"group": session["groups"][at % len(GROUPS)]["id"]}).encode()
    answer = yield request("POST", f"/api/sessions/{session['id']}/join", body)
    assert answer.status == 201, answer
    return str(json.loads(answer.body)["voter"])


def by_page(port: int, session: Json, at: int) -> Way:
    """Look at the form, press its button, and follow to the page for who is in."""
    path = f"/j/{session['join_code']}"
    form = yield page("GET", port, path)
    drawn = form.header("set-cookie").partition(";")[0]
    assert (form.status, drawn.partition("=")[0]) == (200, f"voter-{session['id']}"), form
    pressed = yield page("POST", port, path, drawn, group=session["groups"][at % len(GROUPS)]["id"])
    return (yield from followed(port, session, pressed))


def by_ticket(port: int, session: Json, secret: str) -> Way:
    """Scan it, press the button, and follow."""
    looked = yield page("GET", port, f"/t/{secret}")
    assert looked.status == 200, looked
    token = gzip.decompress(looked.body).decode().partition('name="token" value="')[2].partition('"')[0]
    pressed = yield page("POST", port, f"/t/{secret}", token=token)
    return (yield from followed(port, session, pressed))


def followed(port: int, session: Json, pressed: Answer) -> Way:
    assert (pressed.status, pressed.header("location")) == (303, f"/s/{session['id']}"), pressed
    kept = pressed.header("set-cookie").partition(";")[0]
    shown = yield page("GET", port, f"/s/{session['id']}", kept)
    assert shown.status == 200, shown
    return kept.partition("=")[2]


async def go(port: int, ways: list[Way]) -> tuple[float, list[str]]:
    """Seconds, and the credentials of who is in."""
    loop, queue, found = asyncio.get_running_loop(), iter(ways), list[str]()
    done = [loop.create_future() for _ in range(min(AT_ONCE, len(ways)))]
    begun = time.perf_counter()
    async with asyncio.timeout(LONGEST_S):
        for each in done:
            await loop.create_connection(partial(Phone, queue, found, each), "127.0.0.1", port)
        await asyncio.gather(*done)
    return time.perf_counter() - begun, found


@dataclass
class Figure:
    """Of one way in: how many a second, and milliseconds of the server's processor time for each."""

    per_second: float
    cpu_ms: float

    def __str__(self) -> str:
        return f"{self.per_second:.0f} joins a second, {self.cpu_ms:.2f} ms of the server's processor time each"


def measured(server: ServerProcess, ways: list[Way]) -> tuple[Figure, list[str]]:
    before = cpu_s(server)
    seconds, found = asyncio.run(go(server.port, ways))
    return Figure(len(ways) / seconds, 1_000 * (cpu_s(server) - before) / len(ways)), found


def cpu_s(server: ServerProcess) -> float:
    try:
        return server.cpu_s()
    except OSError:  # only Linux tells it
        return float("nan")


def hall(port: int, admission: str) -> Json:
    """A meeting that waits to begin."""
    body = {"title": "Hall", "admission": admission, "groups": GROUPS, "polls": [{"title": "P", "options": OPTIONS}]}
    session: Json = call(port, "POST", "/api/sessions", body)
    return session


def printed(port: int, session: Json, count: int) -> list[str]:
    """The secrets of so many tickets."""
    found: list[str] = []
    while len(found) < count:
        body = {"group": session["groups"][0]["id"], "count": min(TICKETS, count - len(found))}
        made = call(port, "POST", f"/api/sessions/{session['id']}/tickets", body)["tickets"]
        found += [each["url"].rpartition("/")[2] for each in made]
    return found


@contextmanager
def on_cores_of_their_own() -> Iterator[Callable[[], None]]:
    """What starts in here has the first core; after the call this process has the last."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else [0]
    if len(cores) < 2:
        yield lambda: None
        return
    os.sched_setaffinity(0, cores[:1])
    try:
        yield lambda: os.sched_setaffinity(0, cores[-1:])
    finally:
        os.sched_setaffinity(0, cores)


def joined(port: int, session: Json) -> int:
    found = call(port, "GET", f"/api/sessions/{session['id']}/export.json")["joined"]
    return sum(found.values())


def nothing_cpu_ms(server: ServerProcess) -> float:
    """What a request takes that has no work."""
    before = cpu_s(server)
    asyncio.run(send_all(server.port, [request("PUT", "/ballot", b"{}")] * PHONES * 5, AT_ONCE))
    return 1_000 * (cpu_s(server) - before) / (PHONES * 5)


def test_a_hall_comes_in_and_each_is_a_voter_of_their_own(tmp_path: Path) -> None:
    with (
        on_cores_of_their_own() as apart,
        ServerProcess(tmp_path / "data") as server,
        ServerProcess(tmp_path / "floor", "server.bench.floor") as floor,
    ):
        apart()
        port = server.port
        api, pages, ticketed = hall(port, "open"), hall(port, "open"), hall(port, "ticket")
        secrets = printed(port, ticketed, WARM + PHONES)
        ways: dict[str, tuple[Json, Callable[[int], Way]]] = {
            "by API": (api, lambda at: by_api(api, at)),
            "by page": (pages, lambda at: by_page(port, pages, at)),
            "by ticket": (ticketed, lambda at: by_ticket(port, ticketed, secrets[at])),
        }
        figures = {"nothing": nothing_cpu_ms(floor)}
        for name, (session, way) in ways.items():
            _, early = asyncio.run(go(port, [way(at) for at in range(WARM)]))
            figure, late = measured(server, [way(at) for at in range(WARM, WARM + PHONES)])
            print(f"{PHONES} phones {name}: {figure}")
            everybody = WARM + PHONES
            assert joined(port, session) == everybody
            assert len({*early, *late}) == everybody
            figures[name] = figure.cpu_ms
    print(f"a request that does nothing: {figures['nothing']:.2f} ms")
    for name, most in MOST_NOTHINGS.items():
        assert not figures[name] > most * figures["nothing"], name  # a system that tells no times has none to compare

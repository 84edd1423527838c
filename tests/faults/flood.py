"""A hall that goes on voting, evenly, while something else goes on; and how long everybody waited meanwhile."""

from __future__ import annotations

import asyncio
import re
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from server.bench.client import percentile
from server.bench.meeting import Json, ballot, call, join_all
from server.bench.process import HOST_KEY, ROOT, ServerProcess
from tests.faults.attacks import Target

PER_S, HEALTH_EVERY_S, MEMORY_EVERY_S = 200, 0.2, 0.5
VOTERS, OPTIONS, LINKS = 400, 12, 6
GIVES_UP_S = 60.0


@dataclass
class Waits:
    """Seconds from the moment at which each was due, answers by status, and KB of the server while it went on."""

    ballots_s: list[float] = field(default_factory=list)
    health_s: list[float] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    memory_kb: list[int] = field(default_factory=list)

    @property
    def ballots_p99_s(self) -> float:
        return percentile(self.ballots_s, 0.99)

    @property
    def grown_mb(self) -> float:
        """From the first to the most."""
        return (max(self.memory_kb) - self.memory_kb[0]) / 1024


@dataclass
class Hall:
    """A meeting with an open list, its voters' bearers, and the links of some departments."""

    server: ServerProcess
    session: Json
    voters: Sequence[str]
    links: Sequence[str]
    list: str
    cast: int = 0

    @property
    def target(self) -> Target:
        return Target(self.server.port, self.session["id"], self.list, self.voters[0], self.links, HOST_KEY)

    async def vote(self, seconds: float) -> Waits:
        """200 ballots a second by changing voters, and somebody asks five times a second whether the server is well."""
        waits = Waits()
        meanwhile = [asyncio.create_task(each) for each in (self._look(waits), self._weigh(waits))]
        begun, under_way = time.perf_counter(), []
        for n in range(int(PER_S * seconds)):
            await asyncio.sleep(max(0.0, begun + n / PER_S - time.perf_counter()))
            under_way.append(asyncio.create_task(self._one(waits, begun + n / PER_S)))
        await asyncio.gather(*under_way)
        for task in meanwhile:
            task.cancel()
        return waits

    async def _one(self, waits: Waits, due: float) -> None:
        at, poll = self.cast, self.session["polls"][0]
        self.cast += 1
        sent = ballot(poll, self.voters[at % VOTERS], [at % OPTIONS, (at + 1 + at // VOTERS % (OPTIONS - 1)) % OPTIONS])
        status = await asked(self.server.port, sent)
        waits.told[status] += 1
        waits.ballots_s.append(time.perf_counter() - due)

    async def _look(self, waits: Waits) -> None:
        while True:
            begun = time.perf_counter()
            status = await asked(self.server.port, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            waits.health_s.append(time.perf_counter() - begun)
            assert status == "200"
            await asyncio.sleep(HEALTH_EVERY_S)

    async def _weigh(self, waits: Waits) -> None:
        while True:
            waits.memory_kb.append(await asyncio.to_thread(self.server.memory_kb))
            await asyncio.sleep(MEMORY_EVERY_S)


async def asked(port: int, sent: bytes) -> str:
    """The status of a request on a connection of its own, or what became of it."""
    try:
        async with asyncio.timeout(GIVES_UP_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(sent)
                return (await reader.readexactly(12))[9:].decode()
            finally:
                writer.close()
    except (OSError, asyncio.IncompleteReadError) as lost:
        return type(lost).__name__


@asynccontextmanager
async def attacked(name: str, seconds: float, hall: Hall, prepared: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Begins once the attack does, and ends it."""
    given = ("-m", "tests.faults.attacks", name, str(seconds), str(prepared))
    pipe = asyncio.subprocess.PIPE
    attack = await asyncio.create_subprocess_exec(sys.executable, *given, cwd=ROOT, stdin=pipe, stdout=pipe)
    assert attack.stdin is not None
    assert attack.stdout is not None
    try:
        attack.stdin.write(hall.target.line.encode())
        assert await attack.stdout.readline() == b"begins\n"
        yield attack
    finally:
        if attack.returncode is None:
            attack.kill()
        await attack.wait()


def gather(server: ServerProcess) -> Hall:
    """The hall votes on the first list, and departments are called on to fill the second."""
    lists = [{"title": title, "options": [{"title": f"Option {n}"} for n in range(OPTIONS)]} for title in ("A", "B")]
    session = call(server.port, "POST", "/api/sessions", {"title": "Hall", "polls": lists})
    call(server.port, "POST", f"/api/polls/{session['polls'][0]['id']}/open")
    voters = asyncio.run(join_all(server.port, session, [None] * VOTERS))
    deadline = (datetime.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    path = f"/host/{session['id']}/items"
    posted(server.port, path, act="call", deadline=deadline, poll=session["polls"][1]["id"])
    page = posted(server.port, path, act="invite", names="\n".join(f"Department {n}" for n in range(LINKS)))
    links = re.findall(r'id="link-[^"]*"[^>]*value="[^"]*(/d/[^"]+)"', page)
    assert len(links) == LINKS, page
    (wanted,) = re.findall(r'name="list" value="([^"]+)"', posted(server.port, links[0]))
    return Hall(server, session, voters, links, wanted)


def posted(port: int, path: str, **fields: str) -> str:
    """The page that follows a form of the host's; without one the page itself."""
    headers = {"Authorization": f"Bearer {HOST_KEY}", "Origin": f"http://127.0.0.1:{port}"}
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", urlencode(fields).encode() or None, headers)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return str(answer.read().decode())

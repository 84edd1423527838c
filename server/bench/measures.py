"""What is measured, each beside its floor in the same run: machines differ and are shared, ratios hold."""

from __future__ import annotations

import asyncio
import json
import random
import statistics
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from server.bench.client import Outcome, percentile, request, send_all
from server.bench.meeting import Json, ballot, call, join_all, open_session
from server.bench.process import ServerProcess
from server.bench.sockets import listen, listen_many

CONNECTIONS = 200
OPTIONS = [{"title": f"Option {n}"} for n in range(12)]
GROUPS = ["A", "B", "C", "D"]
SETTLE_S = 2.0


@dataclass(frozen=True, slots=True)
class Size:
    """How much is asked: rounds that take turns, requests per round, phones that listen."""

    rounds: int
    requests: int
    phones: int
    voting_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: the smaller the better, or with ``is_least`` the greater; then the goal is a ratio."""

    name: str
    unit: str
    value: float
    floor: float
    goal: float | None = None
    is_least: bool = False

    @property
    def ratio(self) -> float:
        return self.value / self.floor if self.floor else float("nan")

    @property
    def is_met(self) -> bool:
        if self.goal is None:
            return True
        return self.ratio >= self.goal if self.is_least else self.value <= self.goal


@dataclass(frozen=True, slots=True)
class Target:
    """The server that is measured; ``process`` where it is our own."""

    port: int
    host_key: str
    process: ServerProcess | None = None


class Meeting:
    """A session with one open poll and voters. It ends with the block, since a running server keeps others too."""

    def __init__(self, target: Target) -> None:
        self.port, self.host_key = target.port, target.host_key
        self.voters: list[str] = []
        self._chance, self._sent = random.Random(1), 0

    def __enter__(self) -> Meeting:
        self.session = open_session(self.port, OPTIONS, GROUPS, host_key=self.host_key)
        self.poll: Json = self.session["polls"][0]
        return self

    def __exit__(self, *_: object) -> None:
        call(self.port, "DELETE", f"/api/sessions/{self.session['id']}", bearer=self.host_key)

    async def join(self, voters: int) -> None:
        groups = [group["id"] for group in self.session["groups"]]
        self.voters += await join_all(self.port, self.session, [groups[n % 4] for n in range(voters)])

    def ballots(self, count: int) -> list[bytes]:
        """So many, each with a submission id of its own, from one voter after the other."""
        self._sent += count
        return [
            ballot(self.poll, self.voters[n % len(self.voters)], self._chance.sample(range(12), 5), id=str(n))
            for n in range(self._sent - count, self._sent)
        ]

    def show_votes(self) -> None:
        scene = {"kind": "tally", "poll": self.poll["id"]}
        call(self.port, "PUT", f"/api/sessions/{self.session['id']}/scene", scene, bearer=self.host_key)

    def path(self, view: str) -> str:
        return f"/ws/{self.session['id']}?view={view}"


async def ballots_per_second(floor: ServerProcess, whole: Target, size: Size) -> list[Figure]:
    """Durable ballots as fast as 200 connections send them, beside a POST that does nothing."""
    floors: list[Outcome] = []
    wholes: list[Outcome] = []
    with Meeting(whole) as meeting:
        await meeting.join(2_000)
        for _ in range(size.rounds):
            cast = meeting.ballots(size.requests)
            idle = [request("PUT", "/ballot", each.partition(b"\r\n\r\n")[2], meeting.voters[0]) for each in cast]
            floors.append(await _accepted(floor.port, idle))
            wholes.append(await _accepted(whole.port, cast))
    per_second = statistics.median(each.per_second for each in wholes)
    ratio = statistics.median(b.per_second / a.per_second for a, b in zip(floors, wholes, strict=True))
    slow, bare = (
        1000 * statistics.median(percentile(each.latencies, 0.99) for each in many) for many in (wholes, floors)
    )
    return [
        Figure(
            name="durable ballots, 200 connections",
            unit="/s",
            value=per_second,
            floor=per_second / ratio,
            goal=0.5,
            is_least=True,
        ),
        Figure("a ballot's answer meanwhile, p99", "ms", slow, bare),
    ]


async def latency_to_screen(floor: ServerProcess, whole: Target, size: Size) -> list[Figure]:
    """From a ballot's acknowledgement to the screen, while every phone listens and votes once."""
    told = [request("PUT", "/told", b"{}")] * size.phones
    bare = await _to_screen(Hall(floor.port, "/ws?view=screen", "/ws", None), [None] * size.phones, told, size)
    with Meeting(whole) as meeting:
        await meeting.join(size.phones)
        meeting.show_votes()
        hall = Hall(whole.port, meeting.path("screen"), meeting.path("phone"), whole.host_key)
        ours = await _to_screen(hall, meeting.voters, meeting.ballots(size.phones), size)
    name = f"acknowledged to screen, {size.phones:,} phones vote over {size.voting_s:.0f} s"
    figures = [(share, 1000 * percentile(ours, share), 1000 * percentile(bare, share)) for share in (0.5, 0.99)]
    return [
        Figure(
            name=f"{name}, p{100 * share:.0f}", unit="ms", value=value, floor=least, goal=120.0 if share > 0.9 else None
        )
        for share, value, least in figures
    ]


@dataclass(frozen=True, slots=True)
class Hall:
    """Where screens and phones listen, and the screen's bearer."""

    port: int
    screen: str
    phone: str
    bearer: str | None


async def _to_screen(hall: Hall, phones: Sequence[str | None], cast: Sequence[bytes], size: Size) -> list[float]:
    """Per ballot the seconds from its acknowledgement to the first tally that has so many; 0 where it came before."""
    shown: list[tuple[int, float]] = []

    def heard(at: float, frame: bytes) -> None:
        message = json.loads(frame)
        if message["type"] == "tally":
            shown.append((message["ballots"], at))

    screen = await listen(hall.port, hall.screen, hall.bearer, heard)
    others = await listen_many(hall.port, hall.phone, phones)
    outcome = await _accepted(hall.port, cast, connections=50, over_s=size.voting_s)
    await asyncio.sleep(0.5)
    for each in (screen, *others):
        each.transport.close()
    ballots, moments = [n for n, _ in shown], [at for _, at in shown]
    if not ballots or ballots[-1] < len(cast):
        raise RuntimeError(f"the screen shows {ballots[-1] if ballots else 'no'} ballots of {len(cast)}")
    answered = sorted(outcome.answered_at)
    return [max(0.0, moments[bisect_left(ballots, n)] - at) for n, at in enumerate(answered, start=1)]


async def memory_per_phone(floor: ServerProcess, whole: Target, size: Size) -> list[Figure]:
    """What a phone that only listens costs: its voter and its socket."""
    if whole.process is None:
        return []
    bare = await _memory(floor, "/ws", lambda: _nobody(size.phones))
    with Meeting(whole) as meeting:
        await meeting.join(100)

        async def more() -> list[str]:
            await meeting.join(size.phones)
            return meeting.voters[-size.phones :]

        ours = await _memory(whole.process, meeting.path("phone"), more)
    return [
        Figure(
            name=f"memory per idle phone, of {size.phones:,}",
            unit="KB",
            value=ours / size.phones,
            floor=bare / size.phones,
            goal=40.0,
        )
    ]


async def _nobody(phones: int) -> list[None]:
    return [None] * phones


async def _memory(server: ServerProcess, path: str, join: Callable[[], Awaitable[Sequence[str | None]]]) -> int:
    """KB that so many sockets add."""
    await asyncio.sleep(SETTLE_S)
    before = server.memory_kb()
    phones = await listen_many(server.port, path, await join())
    await asyncio.sleep(SETTLE_S)
    grown = server.memory_kb() - before
    for phone in phones:
        phone.transport.close()
    return grown


async def _accepted(
    port: int, requests: Sequence[bytes], connections: int = CONNECTIONS, over_s: float = 0.0
) -> Outcome:
    outcome = await send_all(port, requests, connections, over_s=over_s)
    if outcome.statuses != {200: len(requests)}:
        raise RuntimeError(f"not every request was accepted: {outcome.statuses}")
    return outcome

"""How fast phones get a page that a whole hall asks for, beside the same bytes kept in memory behind Starlette."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Sequence

from server.bench.client import Outcome, send_all
from server.bench.measures import CONNECTIONS, Figure, Meeting, Size, Target
from server.bench.meeting import call
from server.bench.process import ServerProcess

GOAL = 0.6


async def pages_per_second(floor: ServerProcess, whole: Target, size: Size) -> list[Figure]:
    """The first ballot's page, and the receipt of who has voted in what closed, each by cookie, compressed."""
    with Meeting(whole) as meeting:
        await meeting.join(min(2_000, size.requests))
        path, voters = f"/s/{meeting.session['id']}", meeting.voters
        asked = [page_request(path, voter) for voter in voters]
        ballots = await _beside(floor, whole, asked, size)
        await send_all(whole.port, meeting.ballots(len(voters)), CONNECTIONS)
        await asyncio.to_thread(
            call, whole.port, "POST", f"/api/polls/{meeting.poll['id']}/close", {"in": 0}, meeting.host_key
        )
        receipts = await _beside(floor, whole, asked, size)
    return [
        Figure("first ballot's page, 200 connections", "/s", *ballots, goal=GOAL, is_least=True),
        Figure("page after closing, by who has voted", "/s", *receipts),
    ]


def page_request(path: str, voter: str) -> bytes:
    """As a browser asks: by the cookie that joining left, and for a compressed answer."""
    session = path.rsplit("/", 1)[-1]
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: voter-{session}={voter}\r\n"
    return f"{head}Accept-Language: en\r\nAccept-Encoding: gzip, deflate\r\nAccept: text/html\r\n\r\n".encode()


async def _beside(floor: ServerProcess, whole: Target, asked: Sequence[bytes], size: Size) -> tuple[float, float]:
    """Pages a second, ours and the floor's, in turns; the floor answers with the bytes of one of ours."""
    asked = list(asked) * max(1, size.requests // len(asked))
    one = await send_all(whole.port, asked[:1], 1, keep=True)
    kept = b"PUT /kept HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n" % len(one.bodies[0])
    await send_all(floor.port, [kept + one.bodies[0]], 1)
    bare = [each.replace(b"GET /s/", b"GET /kept?", 1) for each in asked]
    floors: list[Outcome] = []
    wholes: list[Outcome] = []
    for _ in range(size.rounds):
        floors.append(await _all(floor.port, bare))
        wholes.append(await _all(whole.port, asked))
    ours = statistics.median(each.per_second for each in wholes)
    ratio = statistics.median(b.per_second / a.per_second for a, b in zip(floors, wholes, strict=True))
    return ours, ours / ratio


async def _all(port: int, asked: Sequence[bytes]) -> Outcome:
    outcome = await send_all(port, asked, CONNECTIONS)
    if outcome.statuses != {200: len(asked)}:
        raise RuntimeError(f"not every page came: {outcome.statuses}")
    return outcome

"""A hall that asks and supports: pages stay quick meanwhile, every support counts once, sockets are not flooded.

``TOPFIVE_QUESTIONS=500`` for the whole of it: 500 questions, 20,000 supports by 500 phones that listen.
"""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

from server.bench.client import Outcome, percentile, request, send_all
from server.bench.meeting import Json, call, join_all, open_session
from server.bench.process import HOST_KEY, ServerProcess
from server.bench.sockets import listen, listen_many

ASKED = int(os.environ.get("TOPFIVE_QUESTIONS", "60"))
EACH = 40  # supports of one phone
A_SECOND = 330  # supports; a hall of 500 that taps as fast as people do
PAGES = 60
BATCH = 4_000  # requests of one Outcome
PATIENCE_S = 1.0  # what people still take for at once; the median, since other work runs on this machine


async def _hall(port: int, session: Json) -> dict[str, Outcome]:
    path = f"/api/sessions/{session['id']}/questions"
    call(port, "PATCH", path, {"open": True})
    voters = await join_all(port, session, [None] * ASKED)
    words = [
        json.dumps({"text": f"Question number {n} about the lifts of our building?"}).encode() for n in range(ASKED)
    ]
    sent = [request("POST", path, body, voter) for body, voter in zip(words, voters, strict=True)]
    asked = await send_all(port, sent, 8, keep=True)
    questions = [json.loads(body) for body in asked.bodies]
    heard: list[bytes] = []
    phones = await listen_many(port, f"/ws/{session['id']}?view=phone", voters)
    console = await listen(port, f"/ws/{session['id']}?view=host", HOST_KEY, lambda _, text: heard.append(text))

    supports = asyncio.create_task(_support(port, _taps(questions, voters)))
    await asyncio.sleep(0.5)
    phone = await _pages(port, f"/s/{session['id']}", voters)
    every = await _pages(port, f"/s/{session['id']}/questions", voters)
    host = await _pages(port, f"/host/{session['id']}/questions", [HOST_KEY])
    supported = await supports
    await asyncio.sleep(1.5)
    for socket in (*phones, console):
        socket.transport.abort()
    await asyncio.sleep(0.1)

    told = [each for each in heard if b'"questions"' in each]
    assert sum(json.loads(told[-1])["supports"].values()) == ASKED * EACH
    assert len(told) <= 4 + supported.seconds  # at most one a second
    return {"asked": asked, "supported": supported, "phone": phone, "all": every, "host": host}


async def _support(port: int, taps: list[bytes]) -> Outcome:
    """At the hall's own pace, or as fast as they are answered."""
    whole = Outcome()
    for at in range(0, len(taps), BATCH):
        part = taps[at : at + BATCH]
        outcome = await send_all(port, part, 50, over_s=len(part) / A_SECOND)
        whole.seconds += outcome.seconds
        whole.latencies += outcome.latencies
        for status, count in outcome.statuses.items():
            whole.statuses[status] = whole.statuses.get(status, 0) + count
    return whole


def _taps(questions: list[Json], voters: list[str]) -> list[bytes]:
    """Each voter supports the ``EACH`` questions after their own; texts say whose a question is."""
    by_owner = {int(each["text"].split()[2]): each["id"] for each in questions}
    return [
        request("PUT", f"/api/questions/{by_owner[(at + step) % len(voters)]}/support", b"", voter)
        for step in range(1, EACH + 1)
        for at, voter in enumerate(voters)
    ]


async def _pages(port: int, path: str, bearers: list[str]) -> Outcome:
    return await send_all(port, [request("GET", path, b"", bearers[n % len(bearers)]) for n in range(PAGES)], 2)


def test_hundreds_of_questions_and_their_supports_stay_smooth(tmp_path: Path) -> None:
    with ServerProcess(tmp_path) as server:
        session = open_session(server.port, [{"title": f"Option {n}"} for n in range(12)])
        call(server.port, "POST", f"/api/polls/{session['polls'][0]['id']}/close", {"in": 0})  # ballots come first
        found = asyncio.run(_hall(server.port, session))
        assert server.stop() == 0

    for name, outcome in found.items():
        p50, p99 = (percentile(outcome.latencies, share) for share in (0.5, 0.99))
        print(
            f"{name}: {sum(outcome.statuses.values())}, {outcome.per_second:.0f}/s, {p50 * 1e3:.0f}/{p99 * 1e3:.0f} ms"
        )
        assert set(outcome.statuses) <= {200, 201}, name
        assert p50 <= PATIENCE_S, name

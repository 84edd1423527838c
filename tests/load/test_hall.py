"""A hall behind one address: nobody is refused, whatever others type. ``TOPFIVE_HALL=5000`` for the whole of it."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from pathlib import Path

from server.bench.client import Outcome, request, send_all
from server.bench.meeting import Json, ballot, open_session
from server.bench.process import ServerProcess

PHONES = int(os.environ.get("TOPFIVE_HALL", "300"))
AT_ONCE = 300
SLIP_EVERY = 20  # one phone in twenty types a wrong code before the right one


async def _all(port: int, requests: Sequence[bytes]) -> Outcome:
    return await send_all(port, requests, min(AT_ONCE, len(requests)), keep=True)


async def _hall(port: int, session: Json) -> dict[str, dict[int, int]]:
    """Everybody scans, joins, reads and votes, while those who mistyped wait for their turn: answers by status."""
    code, poll = session["join_code"], session["polls"][0]
    wrong = [request("GET", f"/api/join/{n:06d}x", b"") for n in range(0, PHONES, SLIP_EVERY)]
    slips = asyncio.create_task(_all(port, wrong))
    await asyncio.sleep(0)
    scanned = await _all(port, [request("GET", f"/j/{code}", b"")] * PHONES)
    typed = await _all(port, [request("GET", f"/api/join/{code}", b"")] * PHONES)
    joined = await _all(port, [request("POST", f"/api/sessions/{session['id']}/join", b'{"group": null}')] * PHONES)
    voters = [json.loads(body)["voter"] for body in joined.bodies]
    read = await _all(port, [request("GET", f"/s/{session['id']}", b"", voter) for voter in voters])
    voted = await _all(port, [ballot(poll, voter, [at % 5, 5 + at % 3]) for at, voter in enumerate(voters)])
    slipped = await slips
    found = {"scanned": scanned, "typed": typed, "joined": joined, "read": read, "voted": voted, "slipped": slipped}
    return {name: outcome.statuses for name, outcome in found.items()}


def test_nobody_of_a_hall_behind_one_address_is_refused(tmp_path: Path) -> None:
    with ServerProcess(tmp_path) as server:
        session = open_session(server.port, [{"title": f"Option {n}"} for n in range(12)])
        found = asyncio.run(_hall(server.port, session))
        assert server.stop() == 0

    assert found == {
        "scanned": {200: PHONES},
        "typed": {200: PHONES},
        "joined": {201: PHONES},
        "read": {200: PHONES},
        "voted": {200: PHONES},
        "slipped": {404: PHONES // SLIP_EVERY},  # told so, one after the other, and not shut out
    }

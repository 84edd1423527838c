"""Durable ballots per second beside a do-nothing Starlette POST, in one run. Only the ratio is a goal."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
from pathlib import Path

from tests.load.client import Outcome, request, send_all
from tests.load.meeting import ballot, join_all, open_session
from tests.load.server import ServerProcess

CONNECTIONS = 200
VOTERS = 2_000
GOAL = 0.5


async def measure(rounds: int, requests: int) -> dict[str, float]:
    """Medians over rounds that take turns, so that a slow moment of the machine hits both."""
    with tempfile.TemporaryDirectory() as folder:
        floor = ServerProcess(Path(folder), "-m", "tests.load.floor")
        with floor, ServerProcess(Path(folder)) as whole:
            return await _take_turns(floor, whole, rounds, requests)


async def _take_turns(floor: ServerProcess, whole: ServerProcess, rounds: int, requests: int) -> dict[str, float]:
    session = open_session(whole.port, [{"title": f"Option {n}"} for n in range(12)], ["A", "B", "C", "D"])
    poll, groups = session["polls"][0], [group["id"] for group in session["groups"]]
    voters = await join_all(whole.port, session, [groups[n % 4] for n in range(VOTERS)])
    chance = random.Random(1)
    cast = [ballot(poll, voters[n % VOTERS], chance.sample(range(12), 5), id=f"{n}") for n in range(requests * rounds)]
    idle = [request("PUT", "/ballot", each.partition(b"\r\n\r\n")[2], voters[0]) for each in cast[:requests]]
    floors: list[Outcome] = []
    wholes: list[Outcome] = []
    for turn in range(rounds):
        floors.append(await send_all(floor.port, idle, CONNECTIONS))
        wholes.append(await send_all(whole.port, cast[turn * requests : (turn + 1) * requests], CONNECTIONS))
    assert all(outcome.statuses == {200: requests} for outcome in (*floors, *wholes))
    return _figures(floors, wholes)


def _figures(floors: list[Outcome], wholes: list[Outcome]) -> dict[str, float]:
    return {
        "floor_per_second": statistics.median(each.per_second for each in floors),
        "ballots_per_second": statistics.median(each.per_second for each in wholes),
        "ratio": statistics.median(b.per_second / a.per_second for a, b in zip(floors, wholes, strict=True)),
        "ballot_p50_ms": 1000 * statistics.median(each.percentile(0.5) for each in wholes),
        "ballot_p99_ms": 1000 * statistics.median(each.percentile(0.99) for each in wholes),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=6_000, help="per round and server")
    asked = parser.parse_args()
    figures = asyncio.run(measure(asked.rounds, asked.requests))
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}, indent=2))
    if figures["ratio"] < GOAL:
        sys.exit(f"Below the goal: {figures['ratio']:.2f} of the floor, not {GOAL}.")


if __name__ == "__main__":
    main()

"""kill -9 under load: what was acknowledged is counted once, and nothing else."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

from server.bench.process import ServerProcess
from tests.faults.amount import amount
from tests.faults.figures import Figures
from tests.faults.hall import Hall
from tests.faults.oracle import NOTHING_WRONG, Verdict

SHARE, WHOLE = 5, 1_000
A_MEETING = 25  # kills, until another one begins: nobody votes for ever
VOTERS = 120
READY_S = 5


async def _killed(server: ServerProcess, hall: Hall, kills: int) -> list[float]:
    """Returns how long each start took until it was ready."""
    ready = []
    for _ in range(kills):
        await hall.vote_until_killed(hall.chance.uniform(0.05, 0.5))
        ready.append(server.start())
        await hall.judge()
        await hall.try_again()
    await hall.judge()
    hall.close()
    return ready


def test_kills_under_load_lose_and_double_nothing_acknowledged(tmp_path: Path, figures: Figures) -> None:
    kills, chance = amount(SHARE, WHOLE), random.Random(20260105)
    verdict, acknowledged, ready = Verdict(), 0, list[float]()
    with ServerProcess(tmp_path) as server:
        while len(ready) < kills:
            hall = asyncio.run(Hall.filled(server, VOTERS, chance, verdict))
            ready += asyncio.run(_killed(server, hall, min(A_MEETING, kills - len(ready))))
            acknowledged += hall.acknowledged
        assert server.stop() == 0
    found = f"{verdict} of {acknowledged:,} acknowledged ballots"
    figures.add("kill -9 under votes", kills, "kills", found, NOTHING_WRONG, verdict.is_clean)
    late, middle = sum(each > READY_S for each in ready), sorted(ready)[len(ready) // 2]
    slow = f"{max(ready):.1f} s at most, {middle:.1f} s in the middle, {late} above the goal"
    figures.add("ready after a kill under votes", kills, "starts", slow, f"≤ {READY_S} s", max(ready) <= READY_S)
    assert verdict.cases == []
    assert acknowledged > kills * VOTERS / 2, "the load was too light to mean anything"

"""kill -9 while tickets are made, lists imported, sheets keyed: what was told is there once, nothing in part."""

from __future__ import annotations

import random
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from server.bench.process import ServerProcess
from tests.faults.amount import amount
from tests.faults.desk import BREAKS, Imports, Paper, Tickets
from tests.faults.figures import Figures
from tests.faults.oracle import Verdict

SHARE, WHOLE = 2, 100
A_MEETING = 10  # kills, until another one begins
GOAL = "0 lost, 0 doubled, 0 in part"


def _work_until_killed(server: ServerProcess, work: Tickets | Imports | Paper, after_s: float) -> int:
    """Returns how many pieces were done."""
    killer, done = threading.Timer(after_s, server.kill), 0
    killer.start()
    with suppress(*BREAKS):
        while True:
            work.work()
            done += 1
    killer.join()
    return done


@pytest.mark.parametrize("kind", [Tickets, Imports, Paper])
def test_a_kill_at_the_desk_leaves_each_piece_whole_or_not_begun(
    tmp_path: Path, figures: Figures, kind: type[Tickets] | type[Imports] | type[Paper]
) -> None:
    kills, chance, verdict, done = amount(SHARE, WHOLE), random.Random(20261209), Verdict(), 0
    with ServerProcess(tmp_path) as server:
        for at in range(kills):
            if at % A_MEETING == 0:
                work = kind(server, chance)
            done += _work_until_killed(server, work, chance.uniform(0.02, 0.4))
            server.start()
            work.judge(verdict)
        work.work()  # it goes on
        work.judge(verdict)
        assert server.stop() == 0
    found = f"{len(verdict.cases)} wrong, of {done:,} pieces done"
    figures.add(f"kill -9 while {kind.name}", kills, "kills", found, GOAL, verdict.is_clean)
    assert verdict.cases == []
    assert done > 0

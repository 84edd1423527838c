"""Power cuts: whatever of the unsynced writes a disk keeps, what was acknowledged is there once; and a control."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from server.store import database as database_module
from tests.faults.amount import amount
from tests.faults.figures import Figures
from tests.faults.oracle import NOTHING_WRONG, Verdict, Wrong
from tests.faults.recorded import Recorded, pragmas

SHARE, WHOLE = 200, 10_000
CONTROLS = 30
A_MEETING = 500  # cuts
BALLOTS = 240
SOON = 30  # pages of log until it is brought into the file, so that cuts come in there too
LOG_SHARE, LOG_BALLOTS = 600, 48


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "judged").mkdir()
    return tmp_path


def test_no_cut_of_power_loses_doubles_or_reverts_what_was_acknowledged(
    place: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch, figures: Figures
) -> None:
    monkeypatch.setattr(database_module, "PRAGMAS", pragmas(wal_autocheckpoint=str(SOON)))
    chance, cuts = random.Random(20261203), amount(SHARE, WHOLE)
    verdict, wrong = Verdict(), 0
    for at in range(0, cuts, A_MEETING):
        recorded = Recorded(place / str(at), migrated, chance, BALLOTS)
        assert {event.name for event in recorded.events} == {"", "-wal"}, "nothing was brought into the file"
        found, more = recorded.cut(place / "judged", min(A_MEETING, cuts - at))
        verdict.add(found)
        wrong += more
    figures.add("power cut while ballots are written", cuts, "cuts", str(verdict), NOTHING_WRONG, verdict.is_clean)
    assert (verdict.cases, wrong) == ([], 0)


def test_the_control_that_syncs_less_loses_ballots_at_nearly_every_cut(
    place: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch, figures: Figures
) -> None:
    monkeypatch.setattr(database_module, "PRAGMAS", pragmas(synchronous="NORMAL"))
    cuts = amount(CONTROLS, WHOLE // 10)
    recorded = Recorded(place / "control", migrated, random.Random(20261204), BALLOTS)

    verdict, wrong = recorded.cut(place / "judged", cuts)

    is_found = wrong > 0.9 * cuts and verdict.counted[Wrong.LOST] > cuts
    said = f"{wrong} cuts lose or revert ballots"
    figures.add("the same with synchronous=NORMAL (control)", cuts, "cuts", said, "nearly all: it must fail", is_found)
    assert is_found, f"the cuts find nothing where much is lost: {verdict}"


def test_a_log_cut_at_any_byte_holds_what_was_acknowledged_by_then(
    place: Path, migrated: Path, figures: Figures
) -> None:
    chance = random.Random(20261205)
    recorded = Recorded(place / "log", migrated, chance, LOG_BALLOTS)
    log, commits, verdict = recorded.log(), recorded.commits(), Verdict()
    every = range(commits[0][0], len(log) + 1)
    cuts = amount(LOG_SHARE, len(every))
    with recorded.disk.mounted():
        at = 0
        for long in sorted(chance.sample(every, cuts)):
            while at + 1 < len(commits) and commits[at + 1][0] <= long:
                at += 1
            recorded.judge_log(place / "judged", log[:long], commits[at][1], verdict)
        control = Verdict()
        for long, later in commits[1:]:
            recorded.judge_log(place / "judged", log[: long - 1], later, control)
    figures.add("log cut at a byte", cuts, f"of {len(every):,} bytes", str(verdict), NOTHING_WRONG, verdict.is_clean)
    said = f"{control.counted[Wrong.LOST] + control.counted[Wrong.REVERTED]} lost or reverted"
    is_found = len(control.cases) >= len(commits) - 1
    figures.add("log cut a byte too early (control)", len(commits) - 1, "cuts", said, "all: it must fail", is_found)
    assert verdict.cases == []
    assert is_found, "a log that lacks a byte of what was acknowledged is not noticed"

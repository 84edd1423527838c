"""A disk that is full, or fails to write or to sync, at any moment: no acknowledgement that is not true."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from server.files.data_folder import DATABASE
from server.store import database as database_module
from server.store.disk import SAID, Trouble
from tests.builders import Json
from tests.faults.amount import amount
from tests.faults.figures import Figures
from tests.faults.oracle import Verdict
from tests.faults.power import Record
from tests.faults.recorded import LOG, judge_files, pragmas
from tests.faults.shim import FULL, IOERR_FSYNC, IOERR_WRITE, OK, Disk
from tests.faults.watched import Meeting, meeting

SHARE, WHOLE = 25, 500
A_MEETING = 12  # disks that fill up, until another meeting begins
VOTERS, BALLOTS, AT_ONCE = 16, 12, 4
CALLS = {"sync": 6, "write": 20}  # up to so many are well
SOON = 30  # pages of log until it is brought into the file, so that some faults come in there
GOAL = "0 false acknowledgements; 503 with what to do; goes on"


class Place:
    """Folders for one meeting after the other, and what was found wrong in all of them."""

    def __init__(self, folder: Path, migrated: Path, chance: random.Random) -> None:
        self._folder, self._migrated, self.chance = folder, migrated, chance
        self.verdict, self.told, self._made = Verdict(), Counter[tuple[int, str]](), 0
        self.judged = folder / "judged"
        self.judged.mkdir()

    def next(self) -> tuple[Path, Disk]:
        self._made += 1
        data = self._folder / str(self._made)
        data.mkdir()
        shutil.copy(self._migrated, data)
        return data, Disk(data / DATABASE)

    def vote(self, met: Meeting) -> int:
        """Note what refusals say, and return how many there were."""
        assert met.room.client.portal
        refused: list[Json] = met.room.client.portal.call(met.vote, BALLOTS, AT_ONCE)
        for each in refused:
            self.told[each["status"], each["detail"]] += 1
        return len(refused)


@pytest.fixture
def place(tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(database_module, "PRAGMAS", pragmas(wal_autocheckpoint=str(SOON)))
    return Place(tmp_path, migrated, random.Random(20261206))


class Fault:
    """Well for so many calls; then, so many times, another answer. ``met`` counts those."""

    def __init__(self, calls: int, answer: int, times: int) -> None:
        self._calls, self._answer, self._times, self.met = calls, answer, times, 0

    def __call__(self, _name: str) -> int:
        self._calls -= 1
        if self._calls >= 0 or self.met == self._times:
            return OK
        self.met += 1
        return self._answer


def files_of(data: Path) -> dict[str, bytes]:
    """As a server that is killed now leaves them."""
    found = {name: data / f"{DATABASE}{name}" for name in ("", LOG)}
    return {name: path.read_bytes() for name, path in found.items() if path.exists()}


def test_a_disk_that_fills_up_acknowledges_nothing_that_is_not_there_and_goes_on_after_it(
    place: Place, figures: Figures
) -> None:
    faults, at_a_commit = amount(SHARE, WHOLE), 0
    for at in range(0, faults, A_MEETING):
        data, disk = place.next()
        with meeting(data, disk, VOTERS, place.chance) as met:
            for _ in range(min(A_MEETING, faults - at)):
                disk.on_write = Fault(place.chance.randrange(CALLS["write"]), FULL, times=1_000_000)
                at_a_commit += place.vote(met) > 0
                judge_files(place.judged, files_of(data), met, place.verdict)
                disk.on_write = lambda _: OK
                assert place.vote(met) == 0, "there is room again, and it does not go on"
                disk.events.clear()
            judge_files(place.judged, files_of(data), met, place.verdict)
    is_said = set(place.told) == {(503, SAID[Trouble.FULL])}
    found = f"{place.verdict}; {at_a_commit} came at a commit: {place.told.total():,} ballots refused with 503"
    figures.add("disk full at a write", faults, "faults", found, GOAL, place.verdict.is_clean and is_said)
    assert place.verdict.cases == []
    assert is_said, place.told
    assert at_a_commit > faults / 4


@pytest.mark.parametrize(
    ("what", "number", "share", "whole"), [("sync", IOERR_FSYNC, SHARE, WHOLE), ("write", IOERR_WRITE, 8, WHOLE)]
)
def test_a_disk_that_fails_once_is_not_believed_any_more_until_a_restart(
    place: Place, figures: Figures, what: str, number: int, share: int, whole: int
) -> None:
    """But for one that fails while the log is brought into the file: the log stays, and that is begun again."""
    faults, at_a_commit = amount(share, whole), 0
    for _ in range(faults):
        data, disk = place.next()
        with meeting(data, disk, VOTERS, place.chance) as met:
            record = Record(files_of(data))
            fault = Fault(place.chance.randrange(CALLS[what]), number, times=1)
            setattr(disk, f"on_{what}", fault)
            refused = place.vote(met) + place.vote(met)  # from the first one on all, though it answers well again
            assert fault.met == 1
            assert met.room.call("GET", "/healthz").json.get("trouble", "") == ("failed" if refused else "")
            at_a_commit += refused > 0
        for event in disk.events:
            record.take(event)
        judge_files(place.judged, record.cut(place.chance), met, place.verdict)  # what a cut of power leaves
        with met.again():
            assert place.vote(met) == 0
            judge_files(place.judged, files_of(data), met, place.verdict)
    is_said = set(place.told) == {(503, SAID[Trouble.FAILED])}
    found = f"{place.verdict}; {at_a_commit} came at a commit: {place.told.total():,} ballots refused with 503"
    figures.add(f"a {what} fails once", faults, "faults", found, GOAL, place.verdict.is_clean and is_said)
    assert place.verdict.cases == []
    assert is_said, place.told
    assert at_a_commit > faults / 4

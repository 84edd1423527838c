"""Power cuts while a list closes: the next start ends with the same counts and lists, and without K."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from server.features.polls import erasure
from server.files.data_folder import DATABASE
from server.files.keys import Keys
from server.store import database as database_module
from tests.builders import Room, client_of
from tests.faults.amount import amount
from tests.faults.figures import Figures
from tests.faults.oracle import NOTHING_WRONG, Verdict
from tests.faults.power import Record
from tests.faults.recorded import LOG, lay, pragmas
from tests.faults.shim import Disk
from tests.faults.watched import Meeting, meeting
from tests.features.polls.erasing import wait_for_erasure
from votes.model import PollId

SHARE, WHOLE = 12, 1_000
A_MEETING = 100  # cuts
VOTERS, BALLOTS = 24, 60
CLOSED, KEY_GONE = "the close is acknowledged", "K is gone"


@pytest.fixture(autouse=True)
def _in_many_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "PAGE", 4)
    monkeypatch.setattr(erasure, "ROWS", 5)
    monkeypatch.setattr(database_module, "PRAGMAS", pragmas(wal_autocheckpoint="30"))


class Closed:
    """A meeting whose list closed on a watched disk, until K was erased."""

    def __init__(self, folder: Path, migrated: Path, chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
        (folder / "data").mkdir(parents=True)
        shutil.copy(migrated, folder / "data")
        self._keys, data, disk = folder / "keys", folder / "data", Disk(folder / "data" / DATABASE)
        plain = Keys.erase

        def erase(keys: Keys, poll: PollId) -> None:
            plain(keys, poll)
            disk.note(KEY_GONE)

        with meeting(data, disk, VOTERS, chance) as self.met, monkeypatch.context() as noted:
            noted.setattr(Keys, "erase", erase)
            assert self.met.room.client.portal
            assert self.met.room.client.portal.call(self.met.vote, BALLOTS, 4) == []
            self.before = {name: (data / f"{DATABASE}{name}").read_bytes() for name in ("", LOG)}
            shutil.copytree(data / "keys", self._keys)
            disk.events.clear()
            assert self.met.room.close(self.met.poll).status == 200
            disk.note(CLOSED)
            wait_for_erasure(self.met.room, self.met.poll)
            self.events = list(disk.events)

    def cut(self, folder: Path, moment: int, chance: random.Random) -> Room:
        """The folder as a cut of power at this moment leaves it. Returns what runs on it next, not yet begun."""
        record = Record(self.before)
        for event in self.events[:moment]:
            record.take(event)
        folder.mkdir()
        if KEY_GONE not in self.notes(moment):
            shutil.copytree(self._keys, folder / "keys")
        lay(folder, record.cut(chance))
        clock = self.met.room.clock
        return Room(client_of(folder, clock), clock, folder)

    def notes(self, moment: int) -> Sequence[object]:
        return [event.note for event in self.events[:moment] if event.note]


def _published(room: Room, met: Meeting, was_closed: bool) -> tuple[list[int], list[int]]:
    """The counts, and the lengths of the lists, once it is closed: again, where nobody was told that it was."""
    if room.state(met.poll) == "open":
        assert not was_closed, "an acknowledged close is undone"
        assert room.close(met.poll).status == 200
    wait_for_erasure(room, met.poll)
    (found,) = room.host("GET", f"/api/sessions/{met.poll['session']}/export.json").json["polls"]
    votes = {each["option"]: each["votes"] for each in found["result"]["options"]}
    options, tags = [option["id"] for option in met.poll["options"]], found["tags"]
    counted = [*(votes[option] for option in options), found["result"]["ballots"]]
    return counted, [*(len(tags["marks"][option]) for option in options), len(tags["ballots"])]


def test_no_cut_of_power_while_a_list_closes_changes_what_it_comes_to(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch, figures: Figures
) -> None:
    chance, cuts, verdict = random.Random(20261207), amount(SHARE, WHOLE), Verdict()
    for at in range(cuts):
        if at % A_MEETING == 0:
            closed = Closed(tmp_path / str(at), migrated, chance, monkeypatch)
        moment = chance.randrange(len(closed.events) + 1)
        judged = tmp_path / "judged"
        room = closed.cut(judged, moment, chance)
        with room.client:
            for published in _published(room, closed.met, CLOSED in closed.notes(moment)):
                verdict.compare(published, closed.met.voters)
        assert list((judged / "keys").glob("*.key")) == []
        shutil.rmtree(judged)
    figures.add("power cut while a list closes", cuts, "cuts", str(verdict), NOTHING_WRONG, verdict.is_clean)
    assert verdict.cases == []

"""Data of every state of the store that has landed goes on; what no version of ours left is refused in one line."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from server.store import migrate
from server.store.database import DamagedDatabase, Database
from tests.builders import Clock, Room, client_of
from tests.store.landed import MIGRATIONS, RENUMBERED, STATES, Held, as_of, hold

LANDED = Path(__file__).parents[1] / "data" / "landed-migrations.txt"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    return hold(tmp_path_factory.mktemp("held"), Clock())


def test_what_has_landed_never_changes() -> None:
    recorded = dict(reversed(line.split("  ")) for line in LANDED.read_text("ascii").splitlines())  # type: ignore[misc]
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in MIGRATIONS.glob("versions/[0-9]*.py")}
    assert found == recorded, "write a new migration; a new one's digest is recorded with it"


@pytest.mark.parametrize("state", STATES)
def test_a_meeting_goes_on(held: Held, tmp_path: Path, clock: Clock, state: str) -> None:
    then = as_of(held, tmp_path / "data", state)
    with client_of(then.folder, clock) as client:
        room = Room(client, clock, then.folder)
        assert (room.votes(then.open), room.votes(then.closed)) == then.votes
        assert room.call("GET", f"/api/polls/{then.open['id']}/ballot", by=then.voters[0]).json["revision"] == 1
        assert room.cast(then.voters[0], then.open, [1], revision=1).json["revision"] == 2
        assert room.cast(room.join(then.session, "West"), then.open, [2]).status == 200
        for poll in (then.open, then.closed):
            if poll is then.open:
                assert room.close(poll).status == 200
            assert room.reveal(poll).status == 200
        assert room.result(then.open)["ballots"] == 7
        _wait_for_erasure(then)
        assert room.votes(then.closed) == then.votes[1]


def _wait_for_erasure(held: Held) -> None:
    ends_at = time.monotonic() + 10
    while list((held.folder / "keys").glob("*.key")):
        assert time.monotonic() < ends_at
        time.sleep(0.01)


@pytest.mark.parametrize("state", RENUMBERED)
def test_without_catching_up_none_would(
    held: Held, tmp_path: Path, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without catching up the start ends, or would with a schema that nobody compares."""
    then = as_of(held, tmp_path / "data", state)
    monkeypatch.setattr(migrate, "_SKIPPED_ONCE", {})
    with pytest.raises(DamagedDatabase):
        _start(then.folder)


def _start(folder: Path) -> None:
    async def run() -> None:
        database = Database(folder / "topfive.db")
        try:
            await database.start()
        finally:
            await database.stop()

    asyncio.run(run())


CHANGES = {
    "ALTER TABLE ballots DROP COLUMN phone": "its table ballots differs in phone",
    "ALTER TABLE voters ADD COLUMN stray VARCHAR": "its table voters differs in stray",
    "DROP TABLE counts": "its table counts differs in grp, option, poll, server, votes",
    "UPDATE alembic_version SET version_num = '9999'": "newer version of Topfive (its revision is 9999)",
}


@pytest.mark.parametrize("change", CHANGES)
def test_another_schema_ends_the_start_in_one_line_and_changes_nothing(held: Held, tmp_path: Path, change: str) -> None:
    then = as_of(held, tmp_path / "data", migrate.revisions()[-1])
    path = then.folder / "topfive.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(change)
        before = list(database.iterdump())
    with pytest.raises(DamagedDatabase) as told:
        _start(then.folder)
    said = str(told.value)
    assert CHANGES[change] in said
    assert said.startswith(str(path))
    assert "\n" not in said
    with closing(sqlite3.connect(path)) as database:
        assert list(database.iterdump()) == before

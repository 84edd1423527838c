"""kill -9 while an old database is brought to the newest revision: all its data is there at the next start."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from server.files.data_folder import DATABASE
from tests.builders import Clock, Room, client_of
from tests.faults.amount import amount
from tests.faults.figures import Figures
from tests.faults.test_damage import Started, started
from tests.store.landed import take_back

SHARE, WHOLE = 2, 100
VOTERS, COPIES = 20, 2_000  # so many more voters, who make a migration last
READY_S = 5
KEPT = ("sessions", "groups", "polls", "options", "voters", "ballots", "counts")
GOAL = "all data there, ready ≤ 5 s"


def _as_0001_left_it(folder: Path, work: Path) -> None:
    """A meeting with ballots, in the tables of the first revision."""
    clock = Clock()
    with client_of(work, clock) as client:
        room = Room(client, clock, work)
        session = room.session(options=3, groups=("East",))
        assert room.open(session["polls"][0]).status == 200
        for at in range(VOTERS):
            assert room.cast(room.join(session, "East"), session["polls"][0], [at % 3]).status == 200
    take_back(work, folder, "0001")
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        names = [row[1] for row in database.execute("PRAGMA table_info(voters)")]
        own = {"id": "v.id || n", "token_hash": "CAST(v.token_hash || n AS BLOB)"}
        many = f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {COPIES // VOTERS}) "
        columns = ", ".join(own.get(name, f"v.{name}") for name in names)
        database.execute(f"{many} INSERT INTO voters ({', '.join(names)}) SELECT {columns} FROM voters v, c")
        database.commit()


def _rows(path: Path, columns: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    """What stands in the old columns of the old tables."""
    with closing(sqlite3.connect(path, timeout=10)) as database:
        return {
            table: sorted(database.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall(), key=repr)
            for table, names in columns.items()
        }


def _columns(path: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(path)) as database:
        return {table: [row[1] for row in database.execute(f"PRAGMA table_info({table})")] for table in KEPT}


def _revision(path: Path) -> str:
    with closing(sqlite3.connect(path, timeout=10)) as database:
        return str(database.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _until_opened(data: Path) -> None:
    """Its log is the first thing that a database that is opened gets."""
    begun = time.perf_counter()
    while not (data / f"{DATABASE}-wal").exists():
        assert time.perf_counter() - begun < READY_S * 10
        time.sleep(0.002)


def _killed_after(data: Path, seconds: float) -> None:
    server = Started(data)
    _until_opened(data)
    time.sleep(seconds)
    server.kill()


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old")
    _as_0001_left_it(folder / "data", folder / "work")
    return folder / "data"


def test_a_kill_in_the_middle_of_migrating_loses_nothing(old: Path, tmp_path: Path, figures: Figures) -> None:
    kills, chance, columns = amount(SHARE, WHOLE), random.Random(20261210), _columns(old / DATABASE)
    before, wrong, ready, revisions = _rows(old / DATABASE, columns), list[str](), list[float](), list[str]()
    undisturbed = 0.0  # from the opened database to the ready server
    for at in range(kills + 1):
        data = tmp_path / str(at)
        shutil.copytree(old, data)
        if at:  # the first one says how long it takes
            _killed_after(data, undisturbed * chance.uniform(0, 0.5))
            revisions.append(_revision(data / DATABASE))
        begun = time.perf_counter()
        with started(data) as server:
            if not at:
                _until_opened(data)
                opened = time.perf_counter()
            assert server.is_ready(), server.said
            ready.append(time.perf_counter() - begun)
            undisturbed = undisturbed if at else time.perf_counter() - opened
        if _rows(data / DATABASE, columns) != before or _revision(data / DATABASE) == "0001":
            wrong.append(f"kill {at}")
    done = sum(revision != "0001" for revision in revisions)
    found = f"{len(wrong)} lost any; {done} came after the migration; ready in {max(ready):.1f} s at most"
    figures.add("kill -9 while migrations run", kills, "kills", found, GOAL, not wrong and max(ready) <= READY_S)
    assert wrong == []
    assert set(revisions) <= {"0001", _revision(tmp_path / "0" / DATABASE)}, "a migration was left half done"

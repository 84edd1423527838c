"""Data folders as each landed state of the store left them: a meeting that is held now, in the tables of then."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from server.store.migrate import revisions
from tests.builders import Clock, Json, Room, client_of

MIGRATIONS = Path(__file__).parents[2] / "server" / "store" / "migrations"
# States of the main branch whose revisions were numbered otherwise: what had run, in order, and what it was called.
RENUMBERED = {
    "actions before shared phones": (("0001", "0002", "0003", "0006"), "0006"),
    "actions before pictures": (("0001", "0002", "0003", "0004", "0006"), "0006"),
    "erasure before tickets": (("0001", "0002", "0003", "0004", "0005", "0006", "0007"), "0010"),
    "report pages before tellers": ((*(f"{n:04}" for n in range(1, 16)), "0018"), "0018"),
    "rehearsals before tellers": ((*(f"{n:04}" for n in range(1, 16)), "0017", "0018"), "0018"),
}
STATES = {
    **{revision: (tuple(revisions()[: at + 1]), revision) for at, revision in enumerate(revisions())},
    **RENUMBERED,
}


@dataclass(frozen=True)
class Held:
    """A meeting in a data folder: the first list is open, the second has closed and waits to be erased."""

    folder: Path
    session: Json
    voters: tuple[str, ...]
    votes: tuple[list[int], list[int]]

    @property
    def open(self) -> Json:
        return self.session["polls"][0]  # type: ignore[no-any-return]

    @property
    def closed(self) -> Json:
        return self.session["polls"][1]  # type: ignore[no-any-return]


def hold(folder: Path, clock: Clock) -> Held:
    """Six voters of two groups, each with a ballot for both lists, both open still."""
    with client_of(folder, clock) as client:
        room = Room(client, clock, folder)
        lists = [{"title": name, "options": [{"title": f"{name} {n}"} for n in range(4)]} for name in ("A", "B")]
        session = room.session(groups=("East", "West"), polls=lists, smallest_group=1)
        voters = tuple(room.join(session, ("East", "West")[n % 2]) for n in range(6))
        for poll in session["polls"]:
            assert room.open(poll).status == 200
            for at, voter in enumerate(voters):
                assert room.cast(voter, poll, [at % 3, 3]).status == 200
        votes = room.votes(session["polls"][0]), room.votes(session["polls"][1])
    return Held(folder, session, voters, votes)


def as_of(held: Held, folder: Path, state: str) -> Held:
    """The same folder as this state of the store would have left it, with its second list just closed."""
    take_back(held.folder, folder, state)
    with closing(sqlite3.connect(folder / "topfive.db", isolation_level=None)) as database:
        closed = "UPDATE polls SET state = 'closed', closed_ms = opened_ms + 1000 WHERE id = ?"
        database.execute(closed, (held.closed["id"],))
    return Held(folder, held.session, held.voters, held.votes)


def take_back(present: Path, folder: Path, state: str) -> None:
    """Make of a data folder of now one as this state of the store would have left it: no row less."""
    shutil.copytree(present, folder)
    now, then = folder / "now.db", folder / "topfive.db"
    then.rename(now)
    _make(then, *STATES[state])
    with closing(sqlite3.connect(then, isolation_level=None)) as database:
        database.execute("ATTACH ? AS now", (str(now),))
        for (table,) in database.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            if table != "alembic_version":
                _copy(database, table)
    now.unlink()


def _make(path: Path, ran: Sequence[str], called: str) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        for revision in ran:
            _run(connection, revision)
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (called,))
    engine.dispose()


def _run(connection: Connection, revision: str) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        ScriptDirectory(str(MIGRATIONS)).get_revision(revision).module.upgrade()


def _copy(database: sqlite3.Connection, table: str) -> None:
    """Every row of now, in the columns of then."""
    then, now = (
        [row[1] for row in database.execute(f"PRAGMA {schema}.table_info({table})")] for schema in ("main", "now")
    )
    shared = ", ".join(name for name in then if name in now)
    if shared:
        database.execute(f"INSERT INTO main.{table} ({shared}) SELECT {shared} FROM now.{table}")

"""What was acknowledged stands in the database's own file before long, for whoever copies that file alone."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from server.features.meetings import timekeeper
from tests.builders import Clock, Json, Room, client_of
from tests.features.polls.erasing import until


def ballots_in_a_copy(room: Room, to: Path) -> int:
    """How many stand in a copy of the one file, without its log."""
    shutil.copy(room.folder / "topfive.db", to)
    with closing(sqlite3.connect(to)) as database:
        (found,) = database.execute("SELECT count(*) FROM ballots").fetchone()
    return int(found)


def hold(room: Room) -> Json:
    session = room.session(options=3)
    room.open(session["polls"][0])
    for _ in range(5):
        assert room.cast(room.join(session), session["polls"][0], [0]).status == 200
    return session


def test_a_copy_of_the_file_alone_has_what_was_acknowledged(
    tmp_path: Path, clock: Clock, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timekeeper, "LONGEST_SLEEP_S", 0.05)
    monkeypatch.setattr(timekeeper, "SETTLED_EVERY_S", 0.05)
    (tmp_path / "data").mkdir()
    shutil.copy(migrated, tmp_path / "data")
    with client_of(tmp_path / "data", clock) as client:
        room = Room(client, clock, tmp_path / "data")
        hold(room)
        until(lambda: ballots_in_a_copy(room, tmp_path / "copy.db") == 5)


def test_without_that_they_stand_in_the_log_alone(fresh: Room, tmp_path: Path) -> None:
    """The control: nothing else brings them into the file while a small meeting votes."""
    hold(fresh)
    assert ballots_in_a_copy(fresh, tmp_path / "copy.db") == 0

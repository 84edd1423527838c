"""Fixtures that every kind of test shares: running applications, and one session with one list of three."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.access.origins import Address
from tests.builders import Clock, Json, Room, client_of


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest revision, to begin with as a restart does: making one takes longest."""
    folder = tmp_path_factory.mktemp("migrated")
    with client_of(folder, Clock()):
        pass
    return folder / "topfive.db"


@pytest.fixture
def fresh(tmp_path: Path, clock: Clock, migrated: Path) -> Iterator[Room]:
    """A running application on an empty database."""
    yield from running(tmp_path, clock, migrated)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Room]:
    """A running application that the tests of a file share, each with sessions of its own."""
    yield from running(tmp_path_factory.mktemp("hall"), Clock(), migrated)


@pytest.fixture
def room(hall: Room) -> Room:
    """The same, at the time at which every test begins. What a test makes in it is not there alone."""
    hall.clock.now = Clock().now
    return hall


@pytest.fixture
def reachable(room: Room, monkeypatch: pytest.MonkeyPatch) -> str:
    """The room's server has an address that phones can open, instead of this machine's own alone."""
    origins, url = room.origins, "http://192.168.1.20:8000"
    monkeypatch.setattr(origins, "public", url)
    monkeypatch.setattr(origins, "reachable", (Address(url, likely=True), *origins.reachable))
    return url


@pytest.fixture
def session(room: Room) -> Json:
    return room.session(options=3, groups=("East", "West"))


@pytest.fixture
def draft(session: Json) -> Json:
    return dict(session["polls"][0])


@pytest.fixture
def poll(room: Room, draft: Json) -> Json:
    """Open, without an end."""
    assert room.open(draft).status == 200
    return draft


def running(folder: Path, clock: Clock, migrated: Path) -> Iterator[Room]:
    shutil.copy(migrated, folder)
    with client_of(folder, clock) as client:
        yield Room(client, clock, folder)

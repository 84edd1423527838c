"""Fixtures that every kind of test shares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import Clock, Room, client_of


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(tmp_path: Path, clock: Clock) -> Iterator[Room]:
    """A running application on a fresh database."""
    with client_of(tmp_path, clock) as client:
        yield Room(client, clock, tmp_path)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A running application that the tests of a file share, each with sessions of its own."""
    folder, clock = tmp_path_factory.mktemp("hall"), Clock()
    with client_of(folder, clock) as client:
        yield Room(client, clock, folder)

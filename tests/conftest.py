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

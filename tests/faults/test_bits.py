"""One bit turned anywhere in the database or its log: what starts on it answers, or the start is refused in words."""

from __future__ import annotations

import random
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.files.data_folder import DATABASE
from server.store.database import DamagedDatabase
from tests.builders import Clock, Room, client_of
from tests.faults.amount import amount
from tests.faults.damage import Whole, do
from tests.faults.figures import Figures

SHARE, WHOLE = 5, 1_000


def _answers(whole: Whole, data: Path) -> str | set[int]:
    """Why it was refused, or the statuses of all that was asked."""
    clock = Clock()
    clock.now = datetime.now(UTC)
    try:
        with client_of(data, clock) as client:
            room = Room(client, clock, data)
            return {room.host("GET", path).status for path in whole.pages}
    except DamagedDatabase as refused:
        return str(refused)


@pytest.mark.parametrize("name", [DATABASE, f"{DATABASE}-wal"])
def test_one_turned_bit_is_refused_in_words_or_answered_without_an_error(
    whole: Whole, tmp_path: Path, figures: Figures, name: str
) -> None:
    turns, chance = amount(SHARE, WHOLE), random.Random(20261211)
    refused, wrong = 0, dict[int, object]()
    for turn in range(turns):
        data = tmp_path / "data"
        shutil.copytree(whole.folder, data)
        do(data, name, "one bit flipped", chance)
        try:
            found = _answers(whole, data)
        except Exception as failed:  # whatever is raised is what is looked for
            wrong[turn] = repr(failed)
        else:
            refused += isinstance(found, str)
            if not isinstance(found, str) and not found <= {200, 404, 503}:
                wrong[turn] = found
        shutil.rmtree(data)
    said = f"{len(wrong)} errors; {refused} starts refused in words"
    figures.add(f"one bit turned in {name}", turns, "turns", said, "0 errors", not wrong)
    assert wrong == {}

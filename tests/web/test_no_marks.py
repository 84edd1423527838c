"""Whatever others are answered is the same whoever has cast which ballot: every route and role, two open lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.features.paper import teller_page
from server.features.paper.teller_page import Entered, Place
from server.store.ballots import Recorded
from server.writers import ballots as writer
from tests.builders import Clock
from tests.conftest import running
from tests.web.secret_ballots import Told, World
from votes.model import Poll


def told(folder: Path, migrated: Path, *, swapped: bool) -> Told:
    folder.mkdir()
    rooms: Iterator = running(folder, Clock(), migrated)  # type: ignore[type-arg]
    try:
        return World(next(rooms), swapped).build().ask_all()
    finally:
        next(rooms, None)


def leaks(tmp_path: Path, migrated: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Who learned by which request which of the two meetings it is, and what they were answered in each."""
    one, other = (told(tmp_path / name, migrated, swapped=name == "other") for name in ("one", "other"))
    assert one.keys() == other.keys()
    return {asked: (one[asked], other[asked]) for asked in one if one[asked] != other[asked]}


def test_nobody_but_a_voters_own_phone_is_told_what_a_ballot_holds(tmp_path: Path, migrated: Path) -> None:
    assert leaks(tmp_path, migrated) == {}


def test_the_walk_finds_what_would_be_told(tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the refusals, the phone after a move and the teller's page as they were, or might be."""
    chosen = teller_page._chosen

    def as_recorded(poll: Poll, place: Place | None, entered: Entered) -> object:
        recorded = place.recorded if place else None
        return recorded.ballot.choices if recorded else chosen(poll, place, entered)

    monkeypatch.setattr(writer, "_told", lambda _, before: before.ballot.choices if before else None)
    monkeypatch.setattr(Recorded, "may_be_told", lambda *_: True)
    monkeypatch.setattr(teller_page, "_chosen", as_recorded)

    found = leaks(tmp_path, migrated)

    for kind in ("live", "sealed"):
        for who in ("the host", "teller"):
            assert (who, f"a stale helped ballot for 0 of {kind}") in found
            assert (who, f"paper page for 1 of {kind}") in found
        assert ("teller", f"a sheet for 0 of {kind}") in found  # the second person to key it
        for who in ("the phone that a ticket moved to", "the first phone after a teller"):
            assert (who, f"a stale ballot of {kind}") in found
            assert (who, f"the list again of {kind}") in found
            assert (who, f"GET /api/polls/{{poll}}/ballot of {kind}") in found
    assert ("its browser", "GET /s/{session} of live") in found
    assert not {who for who, _ in found} & {"nobody", "another voter", "desk", "observer", "the screen"}

"""Phones of a large hall ask for their pages in a spread that grows with the hall; others are told of none."""

from __future__ import annotations

import pytest

from server.live.spread import PAGES_PER_S, SMALL_HALL, spread_ms
from tests.builders import Json, Room
from tests.live.listening import listening


def test_the_spread_grows_with_the_hall_and_a_small_one_has_none() -> None:
    assert [spread_ms(phones) for phones in (0, 1, SMALL_HALL)] == [0, 0, 0]
    assert spread_ms(3_000) == 3_000_000 // PAGES_PER_S
    assert spread_ms(9_000) == pytest.approx(3 * spread_ms(3_000), abs=5)


@pytest.mark.parametrize(("view", "told"), [("phone", 0), ("screen", None), ("host", None)])
def test_phones_alone_are_told_of_it(room: Room, session: Json, view: str, told: int | None) -> None:
    with listening(room, session, view) as ear:
        assert ear.until("state").get("spread_ms") == told


def test_it_is_told_by_how_many_listen(room: Room, session: Json, draft: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.live.spread.SMALL_HALL", 1)
    with listening(room, session, "phone") as ear:
        assert ear.until("state")["spread_ms"] == 0
        with listening(room, session, "phone"):
            room.open(draft)
            assert ear.until_poll("open")["spread_ms"] == 2 * 1_000 // PAGES_PER_S

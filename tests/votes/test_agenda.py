"""The run of show and its clocks: whatever is pressed, one item at most is current, and no second is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votes import agenda
from votes.agenda import AgendaItem, ItemId, ItemKind, NoClock, NotCurrent
from votes.model import Option, OptionId, Poll, PollId, PollState, SceneKind, SessionId

SESSION, NOON = SessionId("s" * 16), datetime(2027, 1, 8, 12, tzinfo=UTC)
KINDS = (ItemKind.CHECK_IN, ItemKind.REPORT, ItemKind.REPORT, ItemKind.BREAK, ItemKind.MESSAGE)


MOVES: Mapping[str, Callable[[AgendaItem, datetime], AgendaItem]] = {
    "start": agenda.start,
    "pause": agenda.pause,
    "add": lambda found, _now: agenda.add(found, 60),
}


def item(n: int, kind: ItemKind, seconds: int | None = 420) -> AgendaItem:
    return AgendaItem(ItemId(str(n)), SESSION, kind, kind.value, seconds=seconds)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


ITEMS = tuple(item(n, kind) for n, kind in enumerate(KINDS))


@given(st.lists(st.tuples(st.sampled_from(["go", "start", "pause", "add"]), st.integers(0, 4), st.integers(0, 900))))
def test_one_item_at_most_is_current_and_the_clocks_add_up(presses: list[tuple[str, int, int]]) -> None:
    items, now = ITEMS, 0
    ran = dict.fromkeys((each.id for each in ITEMS), 0)
    for press, which, passes in presses:
        wanted = items[which]
        if press == "go":
            items = agenda.go_to(items, wanted.id, at(now))
        elif wanted.is_current and wanted.has_clock:
            moved = MOVES[press](wanted, at(now))
            items = tuple(moved if each.id == wanted.id else each for each in items)
        for each in items:
            ran[each.id] += passes if each.is_running else 0
        now += passes
        assert sum(each.is_current for each in items) <= 1
        assert all(each.is_current or not each.is_running for each in items)
    assert {each.id: agenda.taken(each, at(now)) for each in items} == ran
    for each in items:
        if each.has_clock and each.seconds is not None:
            assert agenda.left(each, at(now)) == each.seconds + each.added - ran[each.id]


def test_next_is_the_first_before_all_and_nothing_after_the_last() -> None:
    items = ITEMS
    for n in range(len(items)):
        upcoming = agenda.upcoming(items)
        assert upcoming is not None
        assert upcoming.id == str(n)
        items = agenda.go_to(items, upcoming.id, NOON)

    assert agenda.upcoming(items) is None


def test_going_to_the_current_item_again_changes_nothing() -> None:
    items = agenda.go_to(ITEMS, ItemId("1"), NOON)
    started = tuple(agenda.start(each, NOON) if each.is_current else each for each in items)

    assert agenda.go_to(started, ItemId("1"), at(60)) == started


def test_a_slip_is_no_beginning_but_a_speech_is() -> None:
    first = agenda.go_to(ITEMS, ItemId("1"), NOON)
    slipped = agenda.go_to(agenda.go_to(first, ItemId("2"), at(5)), ItemId("1"), at(8))
    assert slipped[2] == ITEMS[2]

    second = agenda.go_to(first, ItemId("2"), at(5))
    spoken = tuple(agenda.start(each, at(5)) if each.is_current else each for each in second)
    back = agenda.go_to(spoken, ItemId("1"), at(65))
    assert (back[2].began_at, back[2].ended_at, back[2].spent) == (at(5), at(65), 60)


@pytest.mark.parametrize("press", MOVES)
def test_only_the_current_items_clock_moves_and_only_where_there_is_one(press: str) -> None:
    move = MOVES[press]
    with pytest.raises(NotCurrent):
        move(ITEMS[1], NOON)
    items = agenda.go_to(ITEMS, ItemId("0"), NOON)
    with pytest.raises(NoClock):
        move(items[0], NOON)
    move(agenda.go_to(ITEMS, ItemId("1"), NOON)[1], NOON)  # the control


def test_a_report_without_a_limit_has_no_clock() -> None:
    assert not item(1, ItemKind.REPORT, None).has_clock
    assert agenda.left(item(1, ItemKind.REPORT, None), NOON) is None


def poll(state: PollState) -> Poll:
    return Poll(PollId("p"), SESSION, "List", (Option(OptionId("a"), "A"),), state=state)


@pytest.mark.parametrize(
    ("kind", "state", "scene", "done"),
    [
        (ItemKind.POLL, PollState.DRAFT, SceneKind.VOTING, False),
        (ItemKind.POLL, PollState.OPEN, SceneKind.VOTING, False),
        (ItemKind.POLL, PollState.CLOSED, SceneKind.VOTING, True),
        (ItemKind.REVEAL, PollState.OPEN, SceneKind.MESSAGE, False),
        (ItemKind.REVEAL, PollState.CLOSED, SceneKind.REVEAL, False),
        (ItemKind.REVEAL, PollState.REVEALED, SceneKind.REVEAL, True),
        (ItemKind.CHECK_IN, PollState.DRAFT, SceneKind.JOIN, True),
        (ItemKind.MESSAGE, PollState.DRAFT, SceneKind.MESSAGE, True),
    ],
)
def test_what_the_screen_shows_and_whether_the_meeting_may_go_on(
    kind: ItemKind, state: PollState, scene: SceneKind, done: bool
) -> None:
    found = replace(item(1, kind, None), polls=(PollId("p"),))

    assert agenda.scene_of(found, [poll(state)]).kind is scene
    assert agenda.is_done(found, [poll(state)]) is done


def test_speakers_are_counted_among_their_own() -> None:
    assert agenda.place_among(ITEMS, ITEMS[2]) == (2, 2)
    assert agenda.place_among(ITEMS, ITEMS[3]) == (1, 1)

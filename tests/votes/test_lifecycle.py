"""Draft → open → closed → revealed, with deadlines, the countdown, and every refusal."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.votes.nouns import NOON, after, poll
from votes.errors import NoDeadline, NotCountingDown, NotOpen, PollClosed, TooLate, WrongState
from votes.lifecycle import (
    cancel_close,
    close,
    closes_at,
    extend,
    open_poll,
    remaining,
    require_open,
    reveal,
    set_display,
    settled,
    shorten,
)
from votes.model import Display, Poll, PollState

DRAFT = poll()
OPEN = open_poll(DRAFT, NOON, None)
TIMED = open_poll(DRAFT, NOON, 180)
CLOSED = close(OPEN, after(60), 0)
REVEALED = reveal(CLOSED, after(90))


def test_a_poll_goes_from_draft_to_open_to_closed_to_revealed() -> None:
    assert (DRAFT.state, OPEN.state) == (PollState.DRAFT, PollState.OPEN)
    assert (CLOSED.state, CLOSED.closed_at, CLOSED.closing_at) == (PollState.CLOSED, after(60), None)
    assert (REVEALED.state, REVEALED.revealed_at) == (PollState.REVEALED, after(90))


def test_a_poll_opened_for_some_seconds_has_a_deadline_and_another_has_none() -> None:
    assert (TIMED.opened_at, TIMED.deadline, closes_at(TIMED)) == (NOON, after(180), after(180))
    assert (OPEN.opened_at, OPEN.deadline, closes_at(OPEN)) == (NOON, None, None)


@pytest.mark.parametrize(
    ("act", "start", "at", "refusal"),
    [
        (lambda p, now: open_poll(p, now, 60), OPEN, 95, WrongState),
        (lambda p, now: open_poll(p, now, 60), CLOSED, 95, PollClosed),
        (lambda p, now: open_poll(p, now, 60), REVEALED, 95, PollClosed),
        (lambda p, now: extend(p, 60, now), DRAFT, 95, NotOpen),
        (lambda p, now: extend(p, 60, now), OPEN, 95, NoDeadline),
        (lambda p, now: extend(p, 60, now), CLOSED, 95, PollClosed),
        (lambda p, now: extend(p, 60, now), TIMED, 180, PollClosed),
        (lambda p, now: shorten(p, 60, now), DRAFT, 95, NotOpen),
        (lambda p, now: shorten(p, 60, now), OPEN, 95, NoDeadline),
        (lambda p, now: shorten(p, 60, now), CLOSED, 95, PollClosed),
        (lambda p, now: shorten(p, 60, now), TIMED, 91, TooLate),
        (lambda p, now: close(p, now, 10), DRAFT, 95, NotOpen),
        (lambda p, now: close(p, now, 10), CLOSED, 95, PollClosed),
        (lambda p, now: close(p, now, 0), REVEALED, 95, PollClosed),
        (lambda p, now: close(p, now, 0), TIMED, 180, PollClosed),
        (lambda p, now: cancel_close(p, now), DRAFT, 95, NotCountingDown),
        (lambda p, now: cancel_close(p, now), OPEN, 95, NotCountingDown),
        (lambda p, now: cancel_close(p, now), CLOSED, 95, PollClosed),
        (lambda p, now: cancel_close(p, now), TIMED, 180, PollClosed),
        (lambda p, now: reveal(p, now), DRAFT, 95, WrongState),
        (lambda p, now: reveal(p, now), OPEN, 95, WrongState),
        (lambda p, now: reveal(p, now), TIMED, 179, WrongState),
        (lambda p, now: reveal(p, now), REVEALED, 95, WrongState),
        (lambda p, now: require_open(p, now), DRAFT, 95, NotOpen),
        (lambda p, now: require_open(p, now), TIMED, 180, PollClosed),
        (lambda p, now: require_open(p, now), REVEALED, 95, PollClosed),
    ],
)
def test_any_other_step_is_refused_with_the_state_the_poll_is_in(
    act: Callable[[Poll, datetime], Poll], start: Poll, at: int, refusal: type[WrongState]
) -> None:
    with pytest.raises(refusal) as refused:
        act(start, after(at))

    assert type(refused.value) is refusal
    assert refused.value.state == settled(start, after(at)).state


def test_extending_moves_the_deadline_and_each_time_again() -> None:
    once = extend(TIMED, 60, after(179))

    assert (once.deadline, extend(once, 60, after(200)).deadline) == (after(240), after(300))


def test_extending_leaves_a_running_countdown_as_it_is() -> None:
    counting = close(TIMED, after(100), 10)

    assert closes_at(extend(counting, 60, after(105))) == after(110)


def test_a_countdown_can_be_cancelled_and_the_deadline_stays() -> None:
    counting = close(TIMED, after(100), 10)

    assert (counting.state, closes_at(counting)) == (PollState.OPEN, after(110))
    assert cancel_close(counting, after(109)) == TIMED


def test_a_countdown_cannot_be_cancelled_once_it_has_ended() -> None:
    counting = close(OPEN, after(100), 10)
    cancel_close(counting, after(109.9))  # the control

    with pytest.raises(PollClosed):
        cancel_close(counting, after(110))


def test_a_countdown_lies_inside_the_deadline() -> None:
    assert closes_at(close(TIMED, after(175), 10)) == after(180)


def test_closing_again_never_lengthens_the_countdown_but_may_shorten_it() -> None:
    counting = close(OPEN, after(100), 10)

    assert closes_at(close(counting, after(105), 10)) == after(110)
    assert closes_at(close(counting, after(105), 2)) == after(107)
    assert close(counting, after(105), 0).closed_at == after(105)


def test_a_poll_is_closed_from_the_moment_it_ends_even_if_nobody_wrote_it_down() -> None:
    assert settled(TIMED, after(179.999)) == TIMED  # the control
    for late in (180, 5000):
        ended = settled(TIMED, after(late))
        assert (ended.state, ended.closed_at, ended.closing_at) == (PollState.CLOSED, after(180), None)


def test_a_poll_that_ended_by_itself_can_be_revealed() -> None:
    assert reveal(TIMED, after(200)).closed_at == after(180)


def test_remaining_counts_down_and_is_none_without_an_end_or_when_not_open() -> None:
    assert [remaining(TIMED, after(at)) for at in (0, 100, 179.5)] == [180, 80, 0.5]
    assert [remaining(p, after(180)) for p in (DRAFT, OPEN, TIMED, CLOSED, REVEALED)] == [None] * 5


def test_an_open_live_poll_may_be_sealed_and_never_unsealed() -> None:
    sealed = set_display(OPEN, Display.SEALED, after(1))
    assert sealed.display is Display.SEALED
    assert set_display(sealed, Display.SEALED, after(1)) == sealed

    with pytest.raises(WrongState) as refused:
        set_display(sealed, Display.LIVE, after(2))

    assert refused.value.state == PollState.OPEN


def test_a_draft_takes_any_display_and_a_closed_poll_none() -> None:
    sealed = replace(DRAFT, display=Display.SEALED)
    assert set_display(sealed, Display.LIVE, NOON) == DRAFT

    for ended in (CLOSED, REVEALED, TIMED):
        with pytest.raises(PollClosed):
            set_display(ended, Display.SEALED, after(180))


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_length_of_time_that_is_not_above_zero_is_a_fault_of_the_caller(seconds: float) -> None:
    for act in (
        lambda: open_poll(DRAFT, NOON, seconds),
        lambda: extend(TIMED, seconds, after(1)),
        lambda: close(OPEN, NOON, seconds or -1),
    ):
        with pytest.raises(ValueError, match="above 0"):
            act()


STEPS: dict[str, Callable[[Poll, float], Poll]] = {
    "open": lambda p, at: open_poll(p, after(at), 30),
    "extend": lambda p, at: extend(p, 20, after(at)),
    "countdown": lambda p, at: close(p, after(at), 10),
    "close": lambda p, at: close(p, after(at), 0),
    "cancel": lambda p, at: cancel_close(p, after(at)),
    "reveal": lambda p, at: reveal(p, after(at)),
}
LADDER = list(PollState)


@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 15)), max_size=12))
def test_whatever_is_tried_a_poll_never_goes_back_and_its_times_stay_in_order(
    steps: list[tuple[str, int]],
) -> None:
    now, current = 0, DRAFT
    for step, pause in steps:
        now += pause
        before = settled(current, after(now))
        with suppress(WrongState):
            current = STEPS[step](current, now)
        assert LADDER.index(settled(current, after(now)).state) >= LADDER.index(before.state)
        times = [current.opened_at, current.closed_at, current.revealed_at]
        told = [time for time in times if time is not None]
        assert told == sorted(told)
        assert current.closing_at is None or current.state is PollState.OPEN


def test_an_extension_is_taken_back_while_the_last_call_is_left() -> None:
    extended = extend(TIMED, 60, after(10))

    assert shorten(extended, 60, after(150)).deadline == after(180)  # thirty seconds are left
    assert shorten(extended, 60, after(10)) == TIMED

"""What a rehearsal is made of: its steps, its brakes, who sits where, and what they choose."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from server.features.rehearsal.people import MOST, USUAL, marked, places
from server.features.rehearsal.random_choices import choose, grade
from server.features.rehearsal.walk import Pace, Step, Stopped, Walk, WalkState, lasts, plan
from votes.agenda import AgendaItem, ItemId, ItemKind
from votes.ballot import read_ballot
from votes.model import Grade, Group, GroupId, Option, OptionId, Poll, PollId, Session, SessionId

SESSION = SessionId("s")
POLL = Poll(PollId("p"), SESSION, "List", tuple(Option(OptionId(f"o{n}"), f"Option {n}") for n in range(9)))
OTHER = replace(POLL, id=PollId("q"), title="Other list")


def item(kind: ItemKind, *polls: PollId, seconds: int | None = None) -> AgendaItem:
    return AgendaItem(ItemId(f"i-{kind}"), SESSION, kind, kind.title(), polls=polls, seconds=seconds)


def kinds(steps: tuple[Step, ...]) -> list[str]:
    return [step.kind.value for step in steps]


def test_without_an_agenda_people_come_in_ask_vote_and_see_each_list() -> None:
    steps = plan((), (POLL, OTHER), takes_questions=True)

    assert kinds(steps) == ["check-in", "questions", "poll", "poll"]
    assert [step.polls for step in steps[2:]] == [("p",), ("q",)]
    assert all(step.reveals for step in steps[2:])
    assert kinds(plan((), (POLL,), takes_questions=False)) == ["check-in", "poll"]


def test_the_agenda_is_kept_and_what_it_leaves_out_is_added() -> None:
    items = (
        item(ItemKind.REPORT, seconds=420),
        item(ItemKind.POLL, POLL.id),
        item(ItemKind.REVEAL, POLL.id),
    )

    steps = plan(items, (POLL, OTHER), takes_questions=True)

    assert kinds(steps) == ["check-in", "questions", "report", "poll", "reveal", "poll"]
    assert [step.item for step in steps] == [None, None, "i-report", "i-poll", "i-reveal", None]
    assert [step.reveals for step in steps] == [False, False, False, False, True, True]
    assert steps[2].seconds == 420
    whole = (item(ItemKind.CHECK_IN), item(ItemKind.QUESTIONS), *items[1:])
    assert kinds(plan(whole, (POLL,), takes_questions=True)) == ["check-in", "questions", "poll", "reveal"]


def test_it_is_said_beforehand_about_how_long_it_takes() -> None:
    pace, winners = Pace(), {POLL.id: 5, OTHER.id: 3}
    alone = lasts(plan((), (POLL,), takes_questions=False), pace, winners)

    assert alone == pace.joining + pace.voting + pace.countdown + 5 * pace.place
    items = (item(ItemKind.REPORT, seconds=10), item(ItemKind.POLL, POLL.id), item(ItemKind.REVEAL, POLL.id))
    assert lasts(plan(items, (POLL,), takes_questions=False), pace, winners) == pytest.approx(alone + 10)
    both = lasts(plan((), (POLL, OTHER), takes_questions=True), pace, winners)
    assert both > alone + pace.voting + 3 * pace.place


def test_a_rest_takes_its_time_and_a_pause_does_not_count() -> None:
    async def run() -> None:
        walk = Walk([Step(ItemKind.CHECK_IN)])
        begun = time.monotonic()
        await walk.rest(0.05)
        assert 0.05 <= time.monotonic() - begun < 1

        resting = asyncio.create_task(walk.rest(0.1))
        walk.pause()
        await asyncio.sleep(0.3)
        assert not resting.done()
        again = time.monotonic()
        walk.go_on()
        await resting
        assert time.monotonic() - again < 1

    asyncio.run(run())


def test_a_walk_that_is_stopped_rests_no_more() -> None:
    async def run() -> None:
        for is_paused in (False, True):
            walk = Walk([])
            if is_paused:
                walk.pause()
            resting = asyncio.create_task(walk.rest(60))
            await asyncio.sleep(0)
            walk.stop()
            with pytest.raises(Stopped):
                await resting
            with pytest.raises(Stopped):
                await walk.rest(0)
            walk.go_on()
            walk.finish()
            assert walk.state is WalkState.STOPPED
        done = Walk([])
        await done.rest(0)  # the control
        done.finish()
        done.stop()
        assert done.state is WalkState.DONE

    asyncio.run(run())


def session(*seats: int | None) -> Session:
    groups = tuple(Group(GroupId(f"g{n}"), f"Group {n}", each) for n, each in enumerate(seats))
    return Session(SESSION, "Meeting", "123456", starts_at=datetime(2026, 12, 5, tzinfo=UTC), groups=groups)


@pytest.mark.parametrize(
    ("seats", "found"),
    [((), [USUAL]), ((3, 5), [3, 5]), ((None, None), [20, 20]), ((4, None), [4, 20]), ((400, 300), [250, 250])],
)
def test_each_seat_is_taken_and_never_more_than_there_may_be(seats: tuple[int | None, ...], found: list[int]) -> None:
    taken = places(session(*seats))

    wanted = [GroupId(f"g{n}") for n in range(len(seats))] or [None]
    assert [taken.count(group) for group in wanted] == found
    assert len(taken) == sum(found) <= MOST


@pytest.mark.parametrize(("least", "most"), [(1, 5), (3, 3), (7, 9), (1, 1), (1, 40)])
def test_whoever_chooses_keeps_the_rule_of_the_list(least: int, most: int) -> None:
    poll = replace(POLL, min_choices=least, max_choices=most)

    for number in range(50):
        assert least <= len(read_ballot(poll, marked(poll, number))) <= most


def test_whoever_grades_grades_all_of_them() -> None:
    grades = tuple(Grade(name, Fraction(n, 4)) for n, name in enumerate("abcd"))
    poll = replace(POLL, type="grade", rule="mean-grade", grades=grades, max_choices=9, good_grades=2)

    for number in range(50):
        assert len(read_ballot(poll, marked(poll, number))) == 9


def test_some_are_liked_by_more_than_others() -> None:
    """So that a tally has something to show."""
    times = [0] * 9
    for number in range(400):
        for at in choose(range(9), 1, 5, number):
            times[at] += 1
    assert times[0] > 1.5 * min(times)
    first, last = ([grade(at, 9, (3, 2, 1, 0), n) for n in range(400)] for at in (0, 5))
    assert sum(first) > 1.3 * sum(last)

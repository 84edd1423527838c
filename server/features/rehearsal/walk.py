"""Where a rehearsal stands, what is still to come, and its brakes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from votes import agenda
from votes.agenda import AgendaItem, ItemId, ItemKind
from votes.model import Poll, PollId

DRAWN = 2  # questions, that are answered


class WalkState(StrEnum):
    WALKING = "walking"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class Stopped(Exception):
    """Nothing more is to be done."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: short enough to be watched to the end, long enough to be seen."""

    joining: float = 8.0
    voting: float = 15.0
    countdown: int = 5
    place: float = 1.6  # of a reveal
    asking: float = 6.0
    question: float = 4.0
    message: float = 4.0
    overtime: float = 2.0  # of the first report, so that its bell is heard
    report: float | None = None  # None: as long as the agenda says


@dataclass(frozen=True, slots=True)
class Step:
    """An item of the agenda; without ``item`` what the agenda leaves out. ``who`` speaks, and turns so many ``pages``.

    ``reveals``: results are revealed here.
    """

    kind: ItemKind
    title: str = ""
    who: str = ""
    item: ItemId | None = None
    polls: tuple[PollId, ...] = ()
    seconds: int | None = None
    reveals: bool = False
    pages: int = 0


def plan(items: Sequence[AgendaItem], polls: Sequence[Poll], *, takes_questions: bool) -> tuple[Step, ...]:
    """The agenda's items in their order, and around them what it does not name: people come in, questions are asked

    if the meeting takes any, every list is voted on and revealed.
    """
    steps = [_step(items, item) for item in items]
    if not any(step.kind is ItemKind.CHECK_IN for step in steps):
        steps.insert(0, Step(ItemKind.CHECK_IN))
    if takes_questions and not any(step.kind is ItemKind.QUESTIONS for step in steps):
        at = next(at for at, step in enumerate(steps) if step.kind is ItemKind.CHECK_IN)
        steps.insert(at + 1, Step(ItemKind.QUESTIONS))
    put = {poll for step in steps if step.kind is ItemKind.POLL for poll in step.polls}
    left = (poll for poll in polls if poll.id not in put)
    return (*steps, *(Step(ItemKind.POLL, poll.title, polls=(poll.id,), reveals=True) for poll in left))


def _step(items: Sequence[AgendaItem], item: AgendaItem) -> Step:
    seconds = item.seconds if item.has_clock else None
    who = item.speaker or item.department or ""
    return Step(
        kind=item.kind,
        title=item.title,
        who=who,
        item=item.id,
        polls=item.polls,
        seconds=seconds,
        reveals=agenda.reveals(items, item),
        pages=len(item.pages),
    )


def lasts(steps: Sequence[Step], pace: Pace, winners: Mapping[PollId, int]) -> float:
    """About how many seconds the steps take, where nobody holds them."""
    return sum(_lasts(step, pace, winners) for step in steps)


def _lasts(step: Step, pace: Pace, winners: Mapping[PollId, int]) -> float:
    places = sum(winners.get(poll, 0) for poll in step.polls) * pace.place
    match step.kind:
        case ItemKind.CHECK_IN:
            return pace.joining
        case ItemKind.QUESTIONS:
            return 2 * pace.asking + DRAWN * 1.5 * pace.question
        case ItemKind.POLL:
            return pace.voting + pace.countdown + (places if step.reveals else 0)
        case ItemKind.REVEAL:
            return places
        case _:
            return pace.message if step.seconds is None else step.seconds


class Walk:
    """``at`` is the number of the step that is taken now; ``stumbles`` are sentences on what did not work."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps, self.at, self.state = tuple(steps), 0, WalkState.WALKING
        self.stumbles: list[str] = []
        self._turned = asyncio.Event()

    @property
    def is_over(self) -> bool:
        return self.state in (WalkState.STOPPED, WalkState.DONE)

    def stumble(self, sentence: str) -> None:
        """Each sentence is written down once."""
        if sentence not in self.stumbles:
            self.stumbles.append(sentence)

    def pause(self) -> None:
        self._turn(WalkState.WALKING, WalkState.PAUSED)

    def go_on(self) -> None:
        self._turn(WalkState.PAUSED, WalkState.WALKING)

    def stop(self) -> None:
        """For good. Safe to repeat, and after its end."""
        self._turn(self.state, self.state if self.is_over else WalkState.STOPPED)

    def finish(self) -> None:
        self._turn(self.state, self.state if self.is_over else WalkState.DONE)

    def _turn(self, before: WalkState, after: WalkState) -> None:
        if self.state is before:
            self.state, turned = after, self._turned
            self._turned = asyncio.Event()
            turned.set()

    async def rest(self, seconds: float) -> None:
        """Let this much time pass; a pause does not count. Raises Stopped."""
        loop = asyncio.get_running_loop()
        left = seconds
        while not self._is_stopped() and (left > 0 or self.state is WalkState.PAUSED):
            begun, is_paused = loop.time(), self.state is WalkState.PAUSED
            with suppress(TimeoutError):
                async with asyncio.timeout(None if is_paused else left):
                    await self._turned.wait()
            left -= 0 if is_paused else loop.time() - begun
        if self._is_stopped():
            raise Stopped

    def _is_stopped(self) -> bool:
        return self.state is WalkState.STOPPED

"""The run of show: items in their order, of which at most one is current, and the clock of those that are timed.

Times are aware UTC, lengths of time are seconds. An item is current from when it has begun until it has ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from votes.errors import VotingError
from votes.model import Poll, PollId, PollState, Scene, SceneKind, SessionId

ItemId = NewType("ItemId", str)


class ItemKind(StrEnum):
    CHECK_IN = "check-in"
    REPORT = "report"
    QUESTIONS = "questions"
    DISCUSSION = "discussion"
    POLL = "poll"
    REVEAL = "reveal"
    BREAK = "break"
    MESSAGE = "message"


TIMED = (ItemKind.REPORT, ItemKind.DISCUSSION, ItemKind.BREAK)
AT_ONCE = (ItemKind.DISCUSSION, ItemKind.BREAK)  # a speaker walks up first; a break begins when it begins


class NotCurrent(VotingError):
    """The clock of another item runs, or of none."""

    reason = "not-current"


class NoPage(VotingError):
    """The report has no such page."""

    reason = "no-page"


class NoClock(VotingError):
    """The item has no time to keep."""

    reason = "no-clock"


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """``seconds`` are planned, None for no limit; ``added`` came on top. ``polls`` are what a poll or reveal is about.

    ``spent`` counts the seconds of the clock until it stopped last; since ``running_since`` it runs.

    ``pages`` are pictures of the report by name, ``report`` the document they were made from; ``page`` is the one on
    the screen, from 1, 0 for none.
    """

    id: ItemId
    session: SessionId
    kind: ItemKind
    title: str
    speaker: str | None = None
    department: str | None = None
    seconds: int | None = None
    polls: tuple[PollId, ...] = ()
    text: str | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    running_since: datetime | None = None
    spent: float = 0.0
    added: int = 0
    pages: tuple[str, ...] = ()
    report: str | None = None
    page: int = 0

    @property
    def on_screen(self) -> str | None:
        """The page that the screen shows."""
        return self.pages[self.page - 1] if self.page else None

    @property
    def is_current(self) -> bool:
        return self.began_at is not None and self.ended_at is None

    @property
    def has_clock(self) -> bool:
        return self.kind in TIMED and self.seconds is not None

    @property
    def is_running(self) -> bool:
        return self.running_since is not None

    @property
    def is_ready(self) -> bool:
        """Its clock stands at the start."""
        return self.has_clock and not self.is_running and not self.spent


def current(items: Sequence[AgendaItem]) -> AgendaItem | None:
    return next((item for item in items if item.is_current), None)


def upcoming(items: Sequence[AgendaItem]) -> AgendaItem | None:
    """The first after the current one; before the first has begun that one. None at the end."""
    at = next((place for place, item in enumerate(items) if item.is_current), None)
    if at is None:
        return next((item for item in items if item.began_at is None), None)
    return items[at + 1] if at + 1 < len(items) else None


def taken(item: AgendaItem, now: datetime) -> float:
    """Seconds that its clock has run."""
    return item.spent + ((now - item.running_since).total_seconds() if item.running_since else 0.0)


def left(item: AgendaItem, now: datetime) -> float | None:
    """Seconds until its time is over, below 0 from then on. None without a clock."""
    return item.seconds + item.added - taken(item, now) if item.has_clock and item.seconds is not None else None


def go_to(items: Sequence[AgendaItem], wanted: ItemId, now: datetime) -> tuple[AgendaItem, ...]:
    """Leave the current item and begin, or come back to, another. Coming back is no second beginning.

    An item that is left for an earlier one before its clock ran was a slip, and has not begun. Safe to repeat.
    """
    places = {item.id: at for at, item in enumerate(items)}
    return tuple(
        _begun(item, now) if item.id == wanted else _left(item, now, places[item.id] > places[wanted]) for item in items
    )


def start(item: AgendaItem, now: datetime) -> AgendaItem:
    """Let its clock run; with the speech the first page is shown. Safe to repeat. Raises NotCurrent, NoClock."""
    _require_clock(item)
    if item.is_running:
        return item
    return replace(item, running_since=now, page=1 if item.is_ready and item.pages else item.page)


def pause(item: AgendaItem, now: datetime) -> AgendaItem:
    """Stop its clock. Safe to repeat. Raises NotCurrent, NoClock."""
    _require_clock(item)
    return _stopped(item, now)


def add(item: AgendaItem, seconds: int) -> AgendaItem:
    """Give it more time, also when its time is over. Repeating adds again. Raises NotCurrent, NoClock."""
    _require_clock(item)
    return replace(item, added=item.added + seconds)


def turn(item: AgendaItem, page: int) -> AgendaItem:
    """Show a page of the report on the screen, 0 for none. Safe to repeat. Raises NotCurrent, NoPage."""
    _require_current(item)
    if not 0 <= page <= len(item.pages):
        raise NoPage(f"This report has no page {page}.")
    return replace(item, page=page)


def with_report(item: AgendaItem, pages: Sequence[str], report: str | None) -> AgendaItem:
    """Give it these pages in place of those it has. The screen stays at the page it shows as far as there is one."""
    return replace(item, pages=tuple(pages), report=report, page=min(item.page, len(pages)))


def scene_of(item: AgendaItem, polls: Sequence[Poll]) -> Scene:
    """What the screen shows when the item begins."""
    first = next((poll for poll in polls if poll.id in item.polls), None)
    if item.kind is ItemKind.CHECK_IN:
        return Scene(SceneKind.JOIN)
    if item.kind is ItemKind.POLL and first:
        return Scene(SceneKind.VOTING, first.id)
    if item.kind is ItemKind.REVEAL and first and first.state in (PollState.CLOSED, PollState.REVEALED):
        return Scene(SceneKind.REVEAL, first.id, 0)
    if item.kind is ItemKind.QUESTIONS:
        return Scene(SceneKind.QUESTION)
    if item.has_clock or item.pages:
        return Scene(SceneKind.TIMER)
    return Scene(SceneKind.MESSAGE)


def reveals(items: Sequence[AgendaItem], item: AgendaItem) -> bool:
    """Whether results are revealed at this item: at a list's own, where no later one is for that."""
    if item.kind is not ItemKind.POLL:
        return item.kind is ItemKind.REVEAL
    later = items[items.index(item) :]
    return not any(each.kind is ItemKind.REVEAL and set(each.polls) & set(item.polls) for each in later)


def is_over(state: PollState, reveals_here: bool) -> bool:
    """Whether a list in this state needs nothing more at an item."""
    return state is PollState.REVEALED or (state is PollState.CLOSED and not reveals_here)


def is_done(item: AgendaItem, polls: Sequence[Poll], reveals_here: bool = False) -> bool:
    """Whether nothing keeps the meeting here: of a poll that its lists are closed, where they are revealed that all are

    out, of a report that its clock was started.
    """
    if item.kind in (ItemKind.POLL, ItemKind.REVEAL):
        reveals_here = reveals_here or item.kind is ItemKind.REVEAL
        return all(is_over(poll.state, reveals_here) for poll in polls if poll.id in item.polls)
    return not item.is_ready


def place_among(items: Sequence[AgendaItem], item: AgendaItem) -> tuple[int, int]:
    """Its number among those of the same kind and title, and how many these are: the third of nine speakers."""
    alike = [each.id for each in items if (each.kind, each.title) == (item.kind, item.title)]
    return alike.index(item.id) + 1, len(alike)


def has_time_of_all(items: Sequence[AgendaItem], item: AgendaItem) -> bool:
    """Whether all of the same kind and title have as much time as this one, so that it is the time of each."""
    return {each.seconds for each in items if (each.kind, each.title) == (item.kind, item.title)} == {item.seconds}


@dataclass(frozen=True, slots=True)
class Standing:
    """The current item, the seconds left of its clock, its number among its kind, and what follows.

    ``is_alike``: all of that kind have the same time.
    """

    item: AgendaItem | None
    left: float | None
    number: tuple[int, int]
    following: AgendaItem | None
    is_alike: bool = True


def standing(items: Sequence[AgendaItem], now: datetime) -> Standing:
    item = current(items)
    number = place_among(items, item) if item else (1, 1)
    is_alike = has_time_of_all(items, item) if item else True
    return Standing(item, left(item, now) if item else None, number, upcoming(items), is_alike=is_alike)


def _require_current(item: AgendaItem) -> None:
    if not item.is_current:
        raise NotCurrent("This item of the agenda is not the current one; go to it first.")


def _require_clock(item: AgendaItem) -> None:
    _require_current(item)
    if not item.has_clock:
        raise NoClock("This item of the agenda has no time to keep.")


def _begun(item: AgendaItem, now: datetime) -> AgendaItem:
    if item.is_current:
        return item
    runs = now if item.kind in AT_ONCE and item.has_clock else None
    return replace(item, began_at=item.began_at or now, ended_at=None, running_since=runs)


def _left(item: AgendaItem, now: datetime, goes_back: bool) -> AgendaItem:
    if not item.is_current:
        return item
    if goes_back and item.has_clock and item.is_ready:
        return replace(item, began_at=None)
    return replace(_stopped(item, now), ended_at=now)


def _stopped(item: AgendaItem, now: datetime) -> AgendaItem:
    return replace(item, spent=taken(item, now), running_since=None)

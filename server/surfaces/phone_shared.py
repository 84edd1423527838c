"""Pages of phones on which nothing is one phone's own: made once for all of a hall, and filled in for each.

When voting starts, when a result is revealed and while people wait, every phone shows the same page but for a mark of
its voter and a fresh id. The page is made from a class that has no field for anything else of a voter, so whatever a
page shows, nobody reads what is another's. Who has anything of their own on the page gets it made for them alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from math import floor
from typing import Any

from server.files import keys
from server.live.snapshots import Room, View
from server.live.view_keys import view_key
from server.web.render import make_html
from votes import agenda
from votes.agenda import AgendaItem
from votes.lifecycle import remaining
from votes.model import Group, Option, Poll, PollState, Session
from votes.result import Result

MOST_KEPT = 600  # pages of one state: a variant per group, language and size of text, anew each second of a clock
# What stands in a shared page for the mark of a voter and for a fresh id. Nobody can write it into a title.
_MARK, _ID = secrets.token_hex(16), secrets.token_hex(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPage:
    """What every such page shows. Its group stands for everybody who sits there and has not voted."""

    session: Session
    group: Group | None
    may_change_group: bool
    view: str
    reports: tuple[AgendaItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedBallot(SharedPage):
    """The first open list, for those who have sent none of them."""

    poll: Poll
    options: tuple[Option, ...]
    remaining: float | None
    closing: bool
    number: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedEntry:
    """A revealed list, for those of whose ballot the server knows nothing any more."""

    poll: Poll
    result: Result
    own: None = None
    chosen: tuple[()] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedResult(SharedPage):
    """The results that are public, and the lists whose results are not yet."""

    entries: tuple[SharedEntry, ...]
    waiting: tuple[Poll, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedWaiting(SharedPage):
    """Before anything has opened: the lists to read, and who speaks."""

    polls: tuple[Poll, ...]
    item: AgendaItem | None
    left: float | None
    number: tuple[int, int]


TEMPLATES: Mapping[type[SharedPage], str] = {
    SharedBallot: "phone/ballot.html",
    SharedResult: "phone/result.html",
    SharedWaiting: "phone/waiting.html",
}
# What the templates ask of one phone, and of which there is nothing.
_NOTHING: Mapping[str, object] = {
    "mark_of_voter": _MARK,
    "submission": _ID,
    "chosen": {},
    "marked": frozenset(),
    "revision": 0,
    "sent": (),
    "recorded": None,
    "problem": None,
    "board": None,
    "earlier": (),
}


def shared_page(
    room: Room, group: Group | None, results: Iterable[tuple[Poll, Result]], *, may_change_group: bool
) -> SharedPage | None:
    """All that stands on it; None where a page is never the same for two phones."""
    opened = [poll for poll in room.polls if poll.state is not PollState.DRAFT]
    together = [poll for poll in opened if poll.state is PollState.OPEN]
    every: dict[str, Any] = {
        "session": room.session,
        "group": group,
        "may_change_group": may_change_group,
        "view": view_key(room, View.PHONE),
        "reports": reports_of(room),
    }
    if together:
        return _ballot(room, together, every)
    if public := tuple(SharedEntry(poll=poll, result=result) for poll, result in results):
        return SharedResult(entries=public, waiting=closed_polls(room), **every)
    if opened:  # a receipt
        return None
    at = agenda.standing(room.agenda, room.now)
    return SharedWaiting(polls=room.polls, item=at.item, left=_whole(at.left), number=at.number, **every)


def _ballot(room: Room, together: Sequence[Poll], every: Mapping[str, Any]) -> SharedBallot | None:
    poll = together[0]
    if poll.option_order == "shuffled":
        return None
    return SharedBallot(
        poll=poll,
        options=poll.options,
        remaining=_whole(remaining(poll, room.now)),
        closing=poll.closing_at is not None,
        number=1,
        total=len(together),
        **every,
    )


def closed_polls(room: Room) -> tuple[Poll, ...]:
    return tuple(poll for poll in room.polls if poll.state is PollState.CLOSED)


def reports_of(room: Room) -> tuple[AgendaItem, ...]:
    """What can be read on phones."""
    return tuple(item for item in room.agenda if item.pages)


def shared_html(room: Room, page: SharedPage, language: str, mark: str, *, big: bool) -> str:
    """The page for the phone of the voter with this mark, with an id of its own.

    It is kept under all that it is made from, so no key can forget a part of it.
    """
    key = page, language, big
    if key not in room.pages:
        if len(room.pages) >= MOST_KEPT:
            room.pages.clear()
        shown = {each.name: getattr(page, each.name) for each in fields(page)}
        room.pages[key] = make_html(TEMPLATES[type(page)], language, big=big, context={**_NOTHING, **shown})
    return room.pages[key].replace(_MARK, mark).replace(_ID, keys.new_id())


def _whole(seconds: float | None) -> float | None:
    """A clock's time to the second, so that a page is made once a second at most; the room's messages correct it."""
    return None if seconds is None else float(floor(seconds))

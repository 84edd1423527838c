"""Pages of phones that a hall shares: made and compressed once for all, with holes for what is one phone's own.

When voting starts, when it ends and when a result is revealed, every phone shows nearly the same page. Such a page is
made from a class that has no field for anything of a voter, so whatever it shows, nobody reads what is another's: the
mark of the voter, a fresh id, a receipt's code and the card of what one has sent are put into its holes for each.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import Any, NamedTuple

from server.files import keys
from server.live.boards import SharedBoard
from server.live.own_ballots import next_poll
from server.live.snapshots import Room, View
from server.live.view_keys import view_key
from server.surfaces.phone_ballot import Received, Runoff, received, runoff_of
from server.surfaces.phone_cookies import may_pass_on
from server.surfaces.phone_reads import Phone
from server.surfaces.phone_receipt import end_apart, folds
from server.words.formats import code
from votes import agenda
from votes.agenda import AgendaItem
from votes.lifecycle import remaining
from votes.model import Group, Option, Poll, PollId, PollState, Session, VoterId
from votes.result import Result

MOST_LISTS = 40  # on a receipt that is shared
# What stands in a shared page where the holes are; nobody can write it into a title. Some have their length always.
_MARK, _ID = secrets.token_hex(16), secrets.token_hex(16)
_BLOCKS = secrets.token_hex(16)
_CARDS = tuple(secrets.token_hex(16) for _ in range(MOST_LISTS))
_CODES = tuple(keys.new_id()[:12] for _ in range(MOST_LISTS))
HOLES = {
    "mark": _MARK,
    "id": _ID,
    "blocks": _BLOCKS,
    **{f"card {at}": text for at, text in enumerate(_CARDS)},
    **{f"code {at}": code(text) for at, text in enumerate(_CODES)},
}
FIXED = {
    "mark": len(keys.voter_mark(VoterId(""))),
    "id": len(keys.new_id()),
    **{f"code {at}": len(code(text)) for at, text in enumerate(_CODES)},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPage:
    """What every such page shows. Its group stands for everybody who sits there."""

    session: Session
    group: Group | None
    may_change_group: bool
    view: str
    reports: tuple[AgendaItem, ...]
    board: SharedBoard | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedBallot(SharedPage):
    """An open list, for those who have not sent it, but the same of the others.

    ``blocks`` names a hole where each phone has its own order.
    """

    poll: Poll
    blocks: str | None
    options: tuple[Option, ...]
    remaining: float | None
    closing: bool
    number: int
    total: int
    received: tuple[Received, ...]
    runoff: Runoff | None


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
class SharedList:
    """One list on a receipt, for all who sent it, or for all who did not. ``receipt`` and ``card`` name a hole."""

    poll: Poll
    counted: bool
    remaining: float | None
    closing: bool
    receipt: str | None
    card: str | None
    own: None = None
    revision: int = 0
    may_change: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedReceipt(SharedPage):
    """For all who have sent the same of the lists."""

    entries: tuple[SharedList, ...]
    ends_apart: bool
    folds: bool
    may_pass_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedWaiting(SharedPage):
    """Before anything has opened: the lists to read, and who speaks."""

    polls: tuple[Poll, ...]
    item: AgendaItem | None
    left: float | None
    number: tuple[int, int]
    following: AgendaItem | None


TEMPLATES: Mapping[type[SharedPage], str] = {
    SharedBallot: "phone/ballot.html",
    SharedReceipt: "phone/receipt.html",
    SharedResult: "phone/result.html",
    SharedWaiting: "phone/waiting.html",
}
# What the templates ask of one phone, and of which there is nothing.
NOTHING: Mapping[str, object] = {
    "mark_of_voter": _MARK,
    "submission": _ID,
    "chosen": {},
    "marked": frozenset(),
    "revision": 0,
    "sent": (),
    "recorded": None,
    "problem": None,
    "earlier": (),
    "late": None,
    "kept_group": False,
}


class Kind(NamedTuple):
    """Which of the pages it is. Of what was sent it says of each list: nothing, that it was, its code, or a card of

    one's own.
    """

    page: type[SharedPage]
    poll: PollId | None = None
    sent: tuple[str, ...] = ()
    may_pass_on: bool = False


def kind_of(phone: Phone) -> Kind | None:
    """None for who sees more of their own on it than there are holes for."""
    room, own = phone.room, phone.own
    if upcoming := next_poll(room.polls, own):
        return Kind(SharedBallot, upcoming.id, tuple("sent" if poll.id in own else "" for poll in room.polls))
    states = {poll.state for poll in room.polls}
    if phone.results and PollState.OPEN not in states:
        return None if own else Kind(SharedResult)
    if not states - {PollState.DRAFT}:
        return Kind(SharedWaiting)
    if len(room.polls) > MOST_LISTS:
        return None
    return Kind(
        SharedReceipt,
        sent=tuple(_sent(phone, poll) for poll in room.polls),
        may_pass_on=may_pass_on(room.session, room.polls, own),
    )


def _sent(phone: Phone, poll: Poll) -> str:
    if poll.id in phone.own:
        return "card"
    return "code" if poll.id in phone.codes and poll.state is not PollState.OPEN else ""


def page_of(phone: Phone, kind: Kind) -> SharedPage:
    """All that stands on it."""
    room = phone.room
    every: dict[str, Any] = {
        "session": room.session,
        "group": phone.group,
        "may_change_group": phone.may_change_group,
        "view": view_key(room, View.PHONE),
        "reports": reports_of(room),
        "board": phone.board,
    }
    if kind.page is SharedBallot:
        return _ballot(phone, kind, every)
    if kind.page is SharedReceipt:
        return _receipt(room, kind, every)
    if kind.page is SharedResult:
        entries = tuple(SharedEntry(poll=each.poll, result=each.result) for each in phone.results)
        return SharedResult(entries=entries, waiting=closed_polls(room), **every)
    at = agenda.standing(room.agenda, room.now)
    return SharedWaiting(
        polls=room.polls, item=at.item, left=whole_seconds(at.left), number=at.number, following=at.following, **every
    )


def _ballot(phone: Phone, kind: Kind, every: Mapping[str, Any]) -> SharedBallot:
    room, poll = phone.room, phone.room.poll(kind.poll)
    assert poll is not None
    sent = {each.id for each, sent in zip(room.polls, kind.sent, strict=True) if sent}
    together = [each.id for each in room.polls if each.state is PollState.OPEN]
    return SharedBallot(
        poll=poll,
        blocks=_BLOCKS if poll.option_order == "shuffled" else None,
        options=poll.options,
        remaining=whole_seconds(remaining(poll, room.now)),
        closing=poll.closing_at is not None,
        number=together.index(poll.id) + 1,
        total=len(together),
        received=received(room, sent, poll),
        runoff=runoff_of(room, phone.results, poll),
        **every,
    )


def _receipt(room: Room, kind: Kind, every: Mapping[str, Any]) -> SharedReceipt:
    entries = tuple(
        SharedList(
            poll=poll,
            counted=sent != "",
            remaining=whole_seconds(remaining(poll, room.now)),
            closing=poll.closing_at is not None,
            receipt=_CODES[at] if sent == "code" else None,
            card=_CARDS[at] if sent == "card" else None,
        )
        for at, (poll, sent) in enumerate(zip(room.polls, kind.sent, strict=True))
    )
    return SharedReceipt(
        entries=entries,
        ends_apart=end_apart(room.polls),
        folds=folds(room.polls),
        may_pass_on=kind.may_pass_on,
        **every,
    )


def closed_polls(room: Room) -> tuple[Poll, ...]:
    return tuple(poll for poll in room.polls if poll.state is PollState.CLOSED)


def reports_of(room: Room) -> tuple[AgendaItem, ...]:
    """What can be read on phones."""
    return tuple(item for item in room.agenda if item.pages)


def whole_seconds(seconds: float | None) -> float | None:
    """A clock's time to the second, so that a page is made once a second at most."""
    return None if seconds is None else float(floor(seconds))

"""A shared page as it is made, kept, and filled in for each phone."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import fields

from server.files import keys
from server.live.boards import SharedBoard
from server.live.own_ballots import options_for
from server.live.snapshots import Room
from server.surfaces.phone_reads import Phone
from server.surfaces.phone_receipt import Entry, end_apart, entry_of, folds
from server.surfaces.phone_shared import (
    FIXED,
    HOLES,
    NOTHING,
    TEMPLATES,
    Kind,
    SharedBallot,
    SharedPage,
    SharedResult,
    kind_of,
    page_of,
    whole_seconds,
)
from server.web.filled_page import FilledPage
from server.web.render import make_html
from server.words.formats import code
from votes import agenda
from votes.lifecycle import remaining
from votes.model import Poll, PollState

_PLACE = secrets.token_hex(16)  # where an option's place in the phone's own order goes
MOST_RECEIPTS = 40  # different ones of one state, by which lists were sent: phones say that of lists that are over


def shared_page(phone: Phone, language: str, *, big: bool) -> tuple[FilledPage, Mapping[str, bytes]] | None:
    """The page that a hall shares and what this phone has in its holes; None where it has none to share.

    Pages are kept with the room as it was last read. The key has whatever of it differs between phones, and the time;
    should it ever forget something, a page would be an old one, never another's.
    """
    if (kind := kind_of(phone)) is None:
        return None
    room = phone.room
    group = phone.group.id if phone.group else None
    joined = room.joined_for_public if kind.page is SharedResult else None
    board = phone.board.number if isinstance(phone.board, SharedBoard) else 0
    key = (kind, group, phone.may_change_group, language, big, joined, board, tuple(_clocks(room)))
    if key not in room.pages:
        if not _may_be_kept(room, kind):
            return None
        room.keep(key, _made(page_of(phone, kind), language, big=big))
    page: FilledPage = room.pages[key]
    return page, _filling(phone, kind, language, big=big)


def _may_be_kept(room: Room, kind: Kind) -> bool:
    """Whether a hall has such receipts: hundreds of kinds would each be made for one phone, while all wait."""
    kinds: set[tuple[str, ...]] = room.pages.setdefault("receipts", set())
    if kind.sent not in kinds and len(kinds) >= MOST_RECEIPTS:
        return False
    kinds.add(kind.sent)
    return True


def _made(page: SharedPage, language: str, *, big: bool) -> FilledPage:
    shown = {each.name: getattr(page, each.name) for each in fields(page)}
    html = make_html(TEMPLATES[type(page)], language, big=big, context={**NOTHING, **shown})
    return FilledPage(html, HOLES, FIXED)


def _filling(phone: Phone, kind: Kind, language: str, *, big: bool) -> Mapping[str, bytes]:
    """What is this phone's own, by hole."""
    values = {"mark": keys.voter_mark(phone.voter.id).encode(), "id": keys.new_id().encode()}
    if "card" in kind.sent:
        shown = {**NOTHING, "mark_of_voter": values["mark"].decode(), "session": phone.room.session}
        shown["open"] = [entry_of(phone, poll) for poll in phone.room.polls if poll.state is PollState.OPEN]
        shown["ends_apart"] = end_apart(phone.room.polls)
        shown["folds"] = folds(phone.room.polls)
    ballot = phone.room.poll(kind.poll) if kind.page is SharedBallot else None
    if ballot and ballot.option_order == "shuffled":
        values["blocks"] = _shuffled(phone, ballot, language, big=big).encode()
    for at, (poll, sent) in enumerate(zip(phone.room.polls, kind.sent, strict=False)):
        if sent == "card":
            values[f"card {at}"] = _card(entry_of(phone, poll), shown, language, big=big).encode()
        elif sent == "code":
            values[f"code {at}"] = code(phone.codes[poll.id]).encode()
    return values


def _shuffled(phone: Phone, poll: Poll, language: str, *, big: bool) -> str:
    """The options in this phone's order, each as it is made once for all."""
    room, key = phone.room, ("options", poll.id, language, big)
    if key not in room.pages:
        shown = {**NOTHING, "poll": poll, "place": _PLACE}
        made = {
            option.id: make_html("phone/ballot-options.html", language, big=big, context={**shown, "options": [option]})
            for option in poll.options
        }
        room.keep(key, made)
    made = room.pages[key]
    ordered = options_for(poll, phone.voter.id)
    return "".join(made[option.id].replace(_PLACE, str(at)) for at, option in enumerate(ordered, start=1))


def _card(entry: Entry, shown: Mapping[str, object], language: str, *, big: bool) -> str:
    return make_html("phone/receipt-card.html", language, big=big, context={**shown, "entry": entry})


def _clocks(room: Room) -> Iterable[object]:
    """What time changes on a page: the states of lists, and clocks to the second; messages correct those."""
    for poll in room.polls:
        yield poll.state
        if poll.state is PollState.OPEN:
            yield whole_seconds(remaining(poll, room.now))
    item = agenda.current(room.agenda)
    if item and item.is_running:
        yield whole_seconds(agenda.left(item, room.now))

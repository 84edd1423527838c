"""The pages before a button lets somebody in: made once for all of a hall, and filled in for each ticket.

Each is made from a class that has no field for anything of one person, and is kept under all that it is made from.
Whoever is signed in, or asked in a way of their own, gets it made for them alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields

from server.live.snapshots import Room
from server.store.tickets import TicketState
from server.web.filled_page import FilledPage
from server.web.reader import ChatApp
from server.web.render import make_html
from votes.model import Group, GroupId, Session
from votes.result import is_judged


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinPage:
    """``most`` are how many choices the lists allow, each number once, 0 for lists that are graded; ``chosen`` is the
    group that the link names.

    ``is_plain``: the address is one that chat apps may refuse; ``app`` is the one whose browser got through.
    ``at_once``: nothing is to be decided here, so that the page's script may send the join. ``is_over``: every list
    has closed, so whoever comes in now can read and not vote.
    """

    session: Session
    most: tuple[int, ...]
    chosen: GroupId | None
    is_plain: bool
    app: ChatApp
    at_once: bool
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPage:
    """What the tickets of a group show that are in one state."""

    session: Session
    group: Group | None
    state: TicketState


TEMPLATES: Mapping[type, str] = {JoinPage: "admission/join.html", TicketPage: "admission/ticket.html"}
GAPS = {name: secrets.token_hex(16) for name in ("ticket", "serial", "token")}  # what is one ticket's own
# What the templates ask of one person, and of which there is nothing.
_NOTHING: Mapping[type, Mapping[str, object]] = {
    JoinPage: {"error": False},
    TicketPage: {"is_helper": False, "is_teller": False, **GAPS},
}


def most_choices(room: Room) -> tuple[int, ...]:
    return tuple(dict.fromkeys(0 if poll.grades else poll.most_choices for poll in room.polls))


def joins_at_once(room: Room) -> bool:
    """No group to choose, nobody to make sure of on a shared phone, and something that is still to come."""
    return not (room.session.groups or room.session.shared_phones or is_over(room))


def is_over(room: Room) -> bool:
    """Whether every list has closed."""
    return bool(room.polls) and all(is_judged(poll.state) for poll in room.polls)


def shared_page(room: Room, page: JoinPage | TicketPage, language: str, *, big: bool) -> FilledPage:
    """Kept with the room, so that it goes when the room changes."""
    key = page, language, big
    if key not in room.pages:
        shown = {each.name: getattr(page, each.name) for each in fields(page)}
        html = make_html(TEMPLATES[type(page)], language, big=big, context={**_NOTHING[type(page)], **shown})
        room.keep(key, FilledPage(html, GAPS))
    found: FilledPage = room.pages[key]
    return found

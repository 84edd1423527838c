"""When a page must be made anew: what each audience's pages show of a session, and a key that changes exactly with it.

Every phone of a hall loads its page when its key changes, so nothing is in it that the page does not show, or that
messages move in place. What makes a key is a typed value, all of whose fields are in it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from server.live.snapshots import Room, View
from votes.agenda import AgendaItem, ItemId, current, has_time_of_all, place_among, upcoming
from votes.call_changes import Unpublished
from votes.model import Display, GroupId, PollId, PollState, Scene
from votes.questions import QuestionRules
from votes.ties import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenItem:
    """The agenda's current item, in words."""

    id: ItemId
    title: str
    speaker: str | None
    department: str | None
    text: str | None
    has_clock: bool
    number: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report that can be read."""

    id: ItemId
    title: str
    speaker: str | None
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhonePages:
    """What phones' pages show. Lists that have not opened are read when a page is loaded, and are no news.

    ``item`` and what follows it are shown while nothing has opened; ``decisions`` with results that are revealed.
    Pages that show questions have a key of their own for them (``live/questions.py``).
    """

    title: str
    locale: str
    shares_phones: bool
    smallest_group: int
    groups: tuple[tuple[GroupId, str], ...]
    polls: tuple[tuple[PollId, PollState], ...]
    decisions: tuple[tuple[PollId, Decision], ...]
    takes_questions: bool
    reports: tuple[Report, ...]
    item: SpokenItem | None
    following: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPoll:
    """A poll as console and screen show it. Times are when it ends."""

    id: PollId
    state: PollState
    display: Display
    closing_at: datetime | None
    deadline: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What screen and console both show. ``questions`` is without the one on the card, which has a key of its own.

    ``address`` is where phones find this server, and what else it has.
    """

    title: str
    locale: str
    admission: tuple[bool, str]
    groups: tuple[tuple[GroupId, str], ...]
    polls: tuple[ListedPoll, ...]
    decisions: tuple[tuple[PollId, Decision], ...]
    questions: QuestionRules | None
    scene: Scene
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenPages:
    """What the screen's scenes show."""

    shown: Shown
    item: tuple[SpokenItem, int | None, str | None] | None
    is_alike: bool
    following: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPages:
    """What the console and its neighbours show."""

    shown: Shown
    shares_phones: bool
    item: AgendaItem | None
    agenda: tuple[tuple[ItemId, datetime | None, datetime | None, str, int | None], ...]
    unpublished: tuple[tuple[PollId, Unpublished], ...]


Pages = PhonePages | ScreenPages | HostPages | Shown


def key_of(pages: Pages) -> str:
    """16 hex digits."""
    return hashlib.sha256(repr(pages).encode()).hexdigest()[:16]


def view_key(room: Room, view: View, address: str = "") -> str:
    """Changes exactly when a page of this audience must be made anew; figures that move in place are not in it.

    ``address`` is the mark of ``access/origins.py``; phones are where they are, and show none.
    """
    if view is View.PHONE:
        return key_of(phone_pages(room))
    if view is View.SCREEN:
        return key_of(screen_pages(room, address.partition("\n")[0]))  # of our addresses the QR code's alone
    return key_of(host_pages(room, address))


def phone_pages(room: Room) -> PhonePages:
    opened = [poll for poll in room.polls if poll.state is not PollState.DRAFT]
    revealed = {poll.id for poll in opened if poll.is_public}
    return PhonePages(
        title=room.session.title,
        locale=room.session.locale,
        shares_phones=room.session.shared_phones,
        smallest_group=room.session.smallest_group,
        groups=_groups(room),
        polls=tuple((poll.id, poll.state) for poll in opened),
        decisions=tuple(each for each in _decisions(room) if each[0] in revealed),
        takes_questions=room.questions is not None,
        reports=tuple(
            Report(id=each.id, title=each.title, speaker=each.speaker, pages=each.pages)
            for each in room.agenda
            if each.pages
        ),
        item=None if opened else _spoken(room),
        following="" if opened else _following(room),
    )


def screen_pages(room: Room, address: str = "") -> ScreenPages:
    item = current(room.agenda)
    spoken = _spoken(room)
    return ScreenPages(
        shown=_shown(room, address),
        item=(spoken, item.seconds, item.on_screen) if item and spoken else None,
        is_alike=item is None or has_time_of_all(room.agenda, item),
        following=_following(room),
    )


def host_pages(room: Room, address: str = "") -> HostPages:
    return HostPages(
        shown=_shown(room, address),
        shares_phones=room.session.shared_phones,
        item=current(room.agenda),
        agenda=tuple((each.id, each.began_at, each.ended_at, each.title, each.seconds) for each in room.agenda),
        unpublished=tuple(room.unpublished.items()),
    )


def _groups(room: Room) -> tuple[tuple[GroupId, str], ...]:
    return tuple((group.id, group.name) for group in room.session.groups)


def _decisions(room: Room) -> tuple[tuple[PollId, Decision], ...]:
    return tuple(sorted(room.decisions.items(), key=lambda each: each[0]))


def _shown(room: Room, address: str) -> Shown:
    session = room.session
    return Shown(
        title=session.title,
        locale=session.locale,
        admission=(session.locked, session.join_code),
        groups=_groups(room),
        polls=tuple(
            ListedPoll(
                id=poll.id,
                state=poll.state,
                display=poll.display,
                closing_at=poll.closing_at,
                deadline=poll.deadline,
            )
            for poll in room.polls
        ),
        decisions=_decisions(room),
        questions=replace(room.questions, current=None) if room.questions else None,
        scene=session.scene,
        address=address,
    )


def _following(room: Room) -> str:
    """What is said of the next item; nothing before the first has begun."""
    item = upcoming(room.agenda) if current(room.agenda) else None
    return f"{item.title} {item.speaker} {item.department}" if item else ""


def _spoken(room: Room) -> SpokenItem | None:
    item = current(room.agenda)
    if item is None:
        return None
    return SpokenItem(
        id=item.id,
        title=item.title,
        speaker=item.speaker,
        department=item.department,
        text=item.text,
        has_clock=item.has_clock,
        number=place_among(room.agenda, item),
    )

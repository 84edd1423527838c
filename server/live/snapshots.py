"""What each audience may see, read from the database: the only filter between the counts and the room."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from server.live.call_changes import read_unpublished
from server.store import agenda, attendance, counts, polls, questions, sessions, ties, voters, ways
from server.store.compiled import linked
from server.store.database import Connection, told_before
from server.words.language import catalogue
from votes import lifecycle, tally
from votes.agenda import AgendaItem
from votes.call_changes import Unpublished
from votes.errors import WrongState
from votes.marks import every_mark, votes_of
from votes.model import Counts, Display, Group, GroupId, Mark, Poll, PollId, PollState, SceneKind, Session, SessionId
from votes.questions import QuestionRules
from votes.result import Ranked, Result, Tie, is_judged, judge, places
from votes.rules.mean_grade import gradings
from votes.ties import Decision

MOST_PAGES = 600  # a variant per group, language and size of text, anew each second of a clock
MOST_JUDGED = 100  # people who join late change how many joined, and so the results


class View(StrEnum):
    """The audiences of the live room."""

    PHONE = "phone"
    SCREEN = "screen"
    HOST = "host"


Judged = tuple[PollId, View, frozenset[tuple[GroupId | None, int]]]  # whose result, for whom, and who had joined


@dataclass(frozen=True, slots=True)
class Room:
    """A session with its polls as they are at ``now``, who joined, the ballots cast, and the ties decided, by poll.

    ``attendance`` is who was in when a poll closed, by poll; absent for one that is not closed.
    ``questions`` says how it takes questions, None that it takes none. ``unpublished`` is, by poll, what changed in the
    call for items since a list was published on which voting has not begun. ``as_of`` is how many changes had been
    told of when it was read. ``judged`` keeps results that cannot change while the room stands as it was read, and
    ``pages`` what is the same on many phones: a hall has each made once.
    """

    session: Session
    polls: tuple[Poll, ...]
    joined: Mapping[GroupId | None, int]
    ballots: Mapping[PollId, int]
    decisions: Mapping[PollId, Decision]
    attendance: Mapping[PollId, Mapping[GroupId | None, int]]
    agenda: tuple[AgendaItem, ...]
    now: datetime
    questions: QuestionRules | None = None
    unpublished: Mapping[PollId, Unpublished] = field(default_factory=dict)
    as_of: int = field(default=-1, compare=False)
    judged: dict[Judged, Result] = field(default_factory=dict, compare=False, repr=False)
    pages: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def keep(self, key: Hashable, page: Any) -> None:
        """A page among ``pages``, which are only so many; nobody can make them more by asking in many ways."""
        if len(self.pages) >= MOST_PAGES:
            self.pages.clear()
        self.pages[key] = page

    def joined_for(self, poll: Poll) -> Mapping[GroupId | None, int]:
        """Who could vote in the poll: who is in, and once it is closed who was in then."""
        return self.attendance.get(poll.id, self.joined)

    @property
    def attended(self) -> Mapping[GroupId | None, int]:
        """Who was in the meeting: whoever comes after all lists are closed was not there for any of them."""
        opened = [poll for poll in self.polls if poll.state is not PollState.DRAFT]
        if not opened or any(poll.state is PollState.OPEN for poll in opened):
            return self.joined
        return self.joined_for(max(opened, key=lambda poll: poll.closed_at or self.now))

    @property
    def joined_for_public(self) -> frozenset[tuple[PollId, frozenset[tuple[GroupId | None, int]]]]:
        """What public results say of who joined: all of it that a page of them depends on."""
        return frozenset((poll.id, frozenset(self.joined_for(poll).items())) for poll in self.polls if poll.is_public)

    def poll(self, wanted: PollId | None) -> Poll | None:
        return next((poll for poll in self.polls if poll.id == wanted), None)


async def read_room(connection: Connection, session: SessionId, now: datetime) -> Room:
    """Raises UnknownSession."""
    kept = await sessions.get(connection, session)
    held = tuple(lifecycle.settled(poll, now) for poll in await polls.of_session(connection, session))
    return Room(
        session=kept,
        polls=held,
        joined=await voters.joined(connection, session),
        ballots=await counts.ballots_cast(connection, session),
        decisions=await ties.of_session(connection, session),
        attendance=await attendance.of_session(connection, session),
        agenda=await agenda.of_session(connection, session),
        now=now,
        questions=await questions.rules_of(connection, session),
        unpublished=await read_unpublished(connection, session, held),
    )


def at(room: Room, now: datetime) -> Room:
    """The room with its polls as they are at ``now``: what was open may have reached its end."""
    return replace(room, polls=tuple(lifecycle.settled(poll, now) for poll in room.polls), now=now)


def may_see_counts(poll: Poll, view: View) -> bool:
    """Whether counts of the poll may leave the server for this audience.

    Phones learn them at reveal. Screens see a live poll move; a sealed one shows nothing before its reveal.
    Hosts see a live poll at any time, a sealed one after close.
    """
    if poll.state is PollState.DRAFT:
        return view is View.HOST and poll.display is Display.LIVE
    if poll.is_public:
        return True
    if view is View.PHONE:
        return False
    closed = poll.state is PollState.CLOSED
    return poll.display is Display.LIVE or (closed and view is View.HOST)


def may_know_runoff(runoff: Poll, view: View) -> bool:
    """Whether a run-off that is over may already decide the tie before this audience: for the host yes, for others

    once it is revealed itself. Otherwise the first list would tell what the reveal of the second is about.
    """
    return view is View.HOST or runoff.is_public


async def read_result(connection: Connection, room: Room, poll: Poll, view: View) -> Result:
    """The poll's result, its counts without a filter. Callers ask ``may_see_counts`` first.

    A revealed one is judged once: its counts are final, and whatever else it depends on makes the room be read anew.
    """
    if not poll.is_public:
        return await _judge(connection, room, poll, view)
    key = poll.id, view, frozenset(room.joined_for(poll).items())
    if key in room.judged:
        return room.judged[key]
    result = await _judge(connection, room, poll, view)
    if told_before(connection) >= room.as_of >= 0:  # else this reading may be older than the room
        if len(room.judged) >= MOST_JUDGED:
            room.judged.clear()
        room.judged[key] = result
    return result


def judged_result(room: Room, poll: Poll, view: View) -> Result | None:
    """The result as ``read_result`` has it, where it is judged already."""
    return room.judged.get((poll.id, view, frozenset(room.joined_for(poll).items())))


async def _judge(connection: Connection, room: Room, poll: Poll, view: View) -> Result:
    found = await counts.of_poll(connection, poll.id)
    decision = None
    if poll.id in room.decisions:
        decision = await ties.of_poll(connection, poll.id, room.now, lambda runoff: may_know_runoff(runoff, view))
    session = room.session
    ungrouped = catalogue(session.locale).gettext("Without a group")
    every = (frozenset(found.items()), session.groups, frozenset(room.joined_for(poll).items()))
    judged = _judged(poll, *every, session.smallest_group, ungrouped, decision)
    return replace(judged, ways=await ways.of_poll(connection, poll.id))


@lru_cache(maxsize=MOST_JUDGED)
def _judged(
    poll: Poll,
    found: frozenset[tuple[tuple[GroupId | None, Mark | None], int]],
    groups: tuple[Group, ...],
    joined: frozenset[tuple[GroupId | None, int]],
    smallest_group: int,
    ungrouped: str,
    decision: Decision | None,
) -> Result:
    """As ``judge``, once for all who look, until something that it is made from changes: nothing can be forgotten."""
    return judge(poll, dict(found), groups, dict(joined), smallest_group, ungrouped, decision)


async def read_public_result(connection: Connection, room: Room, poll: Poll, view: View) -> Result | None:
    """The result if this audience may see its counts, else None."""
    return await read_result(connection, room, poll, view) if may_see_counts(poll, view) else None


async def read_lists(connection: Connection, room: Room, view: View) -> list[tuple[Poll, int, Result | None]]:
    """Every poll with its ballots, and its result once it has opened, if this audience may see its counts."""
    found = []
    for poll in room.polls:
        is_opened = poll.state is not PollState.DRAFT
        result = await read_public_result(connection, room, poll, view) if is_opened else None
        found.append((poll, room.ballots.get(poll.id, 0), result))
    return found


async def read_published(
    connection: Connection, room: Room, about_to_be: Poll | None = None
) -> list[tuple[Poll, int, Result]]:
    """The lists that everybody may know, as everybody may know them: whatever leaves the house is made of these.

    ``about_to_be`` is one that is over and that the press of a button is about to publish, its run-off with it.
    """
    lists = [each for each in await read_lists(connection, room, View.PHONE) if each[0] is not about_to_be]
    public = {poll.id: (poll, cast, result) for poll, cast, result in lists if result}
    if about_to_be and is_judged(about_to_be.state):
        result = await read_result(connection, room, about_to_be, View.HOST)
        public[about_to_be.id] = about_to_be, room.ballots.get(about_to_be.id, 0), result
    return [public[poll.id] for poll in room.polls if poll.id in public]


def require_host_result(poll: Poll) -> None:
    """Raises WrongState for a sealed poll that is not closed: its counts stay in the box for the host too."""
    if poll.display is Display.SEALED and not may_see_counts(poll, View.HOST):
        raise WrongState("This poll is sealed: nobody sees its counts before it closes.", poll.state)


@dataclass(frozen=True, slots=True)
class Shown:
    """The places that a reveal has shown so far, the last first, how many there are, and the tie once it is shown."""

    places: tuple[tuple[Ranked, ...], ...] = ()
    total: int = 0
    result: Result | None = None

    @property
    def tie(self) -> Tie | None:
        return (
            self.result.tie if self.result and self.places else None
        )  # a tie at the cut line is the first place shown


async def read_shown(connection: Connection, room: Room) -> Shown:
    """What the reveal scene has come to; nothing in other scenes."""
    poll = room.poll(room.session.scene.poll)
    if room.session.scene.kind is not SceneKind.REVEAL or poll is None:
        return Shown()
    result = await read_result(connection, room, poll, View.SCREEN)
    every = places(result)
    return Shown(every[: room.session.scene.step], len(every), result)


def scene_poll(room: Room) -> Poll | None:
    """The poll on the screen: the scene's own, else for the turnout the first that is open, or the first at all."""
    scene = room.session.scene
    if scene.poll or scene.kind is not SceneKind.VOTING:
        return room.poll(scene.poll)
    return next((poll for poll in room.polls if poll.state is PollState.OPEN), next(iter(room.polls), None))


def open_drafts(room: Room, drafts: Mapping[PollId, int]) -> dict[PollId, int]:
    """The drafts of the room's own open polls: what phones name beside them is nobody's business."""
    return {poll.id: drafts[poll.id] for poll in room.polls if poll.state is PollState.OPEN and poll.id in drafts}


async def read_drafts(
    connection: Connection, drafts: Mapping[PollId, int], session: SessionId, now: datetime
) -> dict[PollId, int]:
    """As ``open_drafts``, from the database alone."""
    found = await linked(connection, lambda link: polls.heads(link, drafts.keys())) if drafts else {}
    own = {poll.id: lifecycle.settled(poll, now) for poll in found.values() if poll.session == session}
    return {each: drafts[each] for each, poll in own.items() if poll.state is PollState.OPEN}


def turnout(found: Counts) -> dict[GroupId | None, int]:
    """Ballots per group."""
    return {group: number for (group, option), number in found.items() if option is None}


def votes_by_option(poll: Poll, found: Counts) -> dict[str, int]:
    """Votes of every option in the list's order, zeros included; where options are graded, who rated them."""
    votes = votes_of(poll, tally.overall(found, every_mark(poll)).votes)
    return {str(option): number for option, number in votes.items()}


def grades_by_option(poll: Poll, found: Counts) -> dict[str, tuple[int, ...]]:
    """How often each option got each grade, best first. Empty where options are not graded."""
    return {str(o): each.counts for o, each in gradings(poll, tally.overall(found, every_mark(poll))).items()}

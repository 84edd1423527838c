"""The messages of the live room, each whole for its kind: what is lost, the next one heals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from msgspec import UNSET, Struct, UnsetType

from server.live.questions import Floor, Own, view_of
from server.live.snapshots import Room, Shown, View
from server.live.spread import spread_ms
from server.live.view_keys import view_key
from server.store.sheets import OnPaper
from votes.agenda import current, left
from votes.lifecycle import remaining
from votes.model import GroupId, Poll, PollId
from votes.questions import QuestionId, QuestionState
from votes.result import Ranked

_encode = msgspec.json.Encoder().encode


class Place(Struct, frozen=True):
    option: str
    title: str
    department: str | None
    votes: int
    rank: int
    elected: bool | None


class SceneState(Struct, frozen=True):
    """``places`` and ``places_total`` belong to a reveal and go to screens and hosts only."""

    kind: str
    poll: str | None
    step: int
    places: tuple[tuple[Place, ...], ...] | UnsetType = UNSET
    places_total: int | UnsetType = UNSET


class PollState(Struct, frozen=True):
    """``remaining`` seconds by the server's clock, null without an end; ``closing`` while a countdown runs."""

    id: str
    title: str
    state: str
    display: str
    min_choices: int
    max_choices: int
    winners: int
    remaining: float | None
    closing: bool
    ballots: int


class ItemState(Struct, frozen=True):
    """The current item of the agenda. ``left`` seconds of its clock by the server's, below 0 when its time is over;

    null without a clock. ``ready``: the clock stands at the start. ``page`` of its ``pages`` is on the screen, 0: none.
    """

    id: str
    kind: str
    title: str
    speaker: str | None
    department: str | None
    seconds: int | None
    left: float | None
    running: bool
    ready: bool
    pages: int
    page: int


class StateMessage(Struct, frozen=True, tag="state"):
    """``spread_ms`` goes to phones alone: one whose page must be made anew waits a random part of it before it asks."""

    session: str
    title: str
    view: str
    joined: int
    scene: SceneState
    polls: tuple[PollState, ...]
    item: ItemState | None
    spread_ms: int | UnsetType = UNSET


class PresenceMessage(Struct, frozen=True, tag="presence"):
    """``screens`` and ``phones`` are the sockets that listen now; they and what follows them go to hosts only.

    ``drafts`` counts, per open poll, the voters who have chosen and not sent; a poll without any is absent.
    ``queue`` are the ballots of this server, of all sessions, that wait to be written. ``unsettled`` counts, per poll,
    the sheets of paper that no two people have keyed alike, ``spoiled`` those that are no ballots; a poll without any
    is absent.
    """

    joined: int
    groups: dict[str, int]
    screens: int | UnsetType = UNSET
    phones: int | UnsetType = UNSET
    drafts: dict[str, int] | UnsetType = UNSET
    queue: int | UnsetType = UNSET
    unsettled: dict[str, int] | UnsetType = UNSET
    spoiled: dict[str, int] | UnsetType = UNSET


class BallotMessage(Struct, frozen=True, tag="ballot"):
    """Where a group shares one ballot, to its members alone: which revision is recorded, 0 for none.

    Without choices: a phone asks for those itself, by its own credential.
    """

    poll: str
    revision: int


class QuestionsMessage(Struct, frozen=True, tag="questions"):
    """``box`` are the questions that can be drawn, ``waiting`` those that wait for the host, told to hosts only.

    ``supports`` are those of the most supported in the box on phones, of all of them for hosts; ``view`` changes where
    a page that shows questions must be loaded anew.
    """

    view: str
    box: int
    supports: dict[str, int]
    waiting: int | UnsetType = UNSET


class OwnQuestionsMessage(Struct, frozen=True, tag="own-questions"):
    """To the phones of one voter alone; ``view`` changes when something happened to a question of theirs."""

    view: str


class PulseMessage(Struct, frozen=True, tag="pulse"):
    """Nothing new, but the connection lives: a page that hears nothing for long connects again."""


class BellMessage(Struct, frozen=True, tag="bell"):
    """To screens alone: the host wants to know whether the bell is heard in the hall."""


class ByeMessage(Struct, frozen=True, tag="bye"):
    pass


def state(room: Room, view: View, shown: Shown, phones: int, address: str) -> bytes:
    """The session's public state for one audience; ``shown`` is what a reveal has come to, ``phones`` listen."""
    scene = room.session.scene
    kept = SceneState(scene.kind, scene.poll, scene.step)
    if view is not View.PHONE and shown.total:
        named = tuple(tuple(_place(each) for each in place) for place in shown.places)
        kept = msgspec.structs.replace(kept, places=named, places_total=shown.total)
    return _encode(
        StateMessage(
            session=room.session.id,
            title=room.session.title,
            view=view_key(room, view, address),
            joined=sum(room.joined.values()),
            scene=kept,
            polls=tuple(_poll(room, poll) for poll in room.polls),
            item=_item(room),
            spread_ms=spread_ms(phones) if view is View.PHONE else UNSET,
        )
    )


@dataclass(frozen=True, slots=True)
class ForHosts:
    """What a host's presence has beside who joined: sockets per view, drafts per open poll, ballots in the queue,

    and what is known of sheets of paper.
    """

    listening: Mapping[View, int]
    drafts: Mapping[PollId, int]
    queue: int
    paper: OnPaper


def presence(joined: Mapping[GroupId | None, int], more: ForHosts | None = None) -> bytes:
    """Who joined; with ``more`` for a host."""
    message = PresenceMessage(sum(joined.values()), {group or "": number for group, number in joined.items()})
    if more is not None:
        message = msgspec.structs.replace(
            message,
            screens=more.listening[View.SCREEN],
            phones=more.listening[View.PHONE],
            drafts={str(poll): number for poll, number in more.drafts.items()},
            queue=more.queue,
            unsettled={str(poll): number for poll, number in more.paper.unsettled.items()},
            spoiled={str(poll): number for poll, number in more.paper.spoiled.items()},
        )
    return _encode(message)


def ballot(poll: PollId, revision: int) -> bytes:
    return _encode(BallotMessage(poll, revision))


def questions(floor: Floor, supports: Mapping[QuestionId, int], view: View) -> bytes:
    """What moves on the pages that show questions."""
    message = QuestionsMessage(
        view_of(floor, view), floor.box, {str(each): number for each, number in supports.items()}
    )
    if view is View.HOST:
        message = msgspec.structs.replace(message, waiting=floor.counted.get(QuestionState.WAITING, 0))
    return _encode(message)


def own_questions(own: Own) -> bytes:
    return _encode(OwnQuestionsMessage(own.view))


def pulse() -> bytes:
    return _encode(PulseMessage())


def bell() -> bytes:
    return _encode(BellMessage())


def bye() -> bytes:
    return _encode(ByeMessage())


def _place(ranked: Ranked) -> Place:
    return Place(
        option=ranked.option,
        title=ranked.title,
        department=ranked.department,
        votes=ranked.votes,
        rank=ranked.rank,
        elected=ranked.elected,
    )


def _item(room: Room) -> ItemState | None:
    item = current(room.agenda)
    if item is None:
        return None
    return ItemState(
        id=item.id,
        kind=item.kind,
        title=item.title,
        speaker=item.speaker,
        department=item.department,
        seconds=item.seconds,
        left=left(item, room.now),
        running=item.is_running,
        ready=item.is_ready,
        pages=len(item.pages),
        page=item.page,
    )


def _poll(room: Room, poll: Poll) -> PollState:
    return PollState(
        id=poll.id,
        title=poll.title,
        state=poll.state,
        display=poll.display,
        min_choices=poll.min_choices,
        max_choices=poll.max_choices,
        winners=poll.winners,
        remaining=remaining(poll, room.now),
        closing=poll.closing_at is not None,
        ballots=room.ballots.get(poll.id, 0),
    )

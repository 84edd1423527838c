"""Nouns → what the API answers (contract.md). Field names are final."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

import msgspec
from msgspec import UNSET, Struct, UnsetType

from votes import lifecycle
from votes.marks import told
from votes.model import Grade, Mark, OptionId, Poll, Session

_encoder = msgspec.json.Encoder()


class GroupAnswer(Struct, frozen=True):
    id: str
    name: str
    seats: int | None
    weight: int


class OptionAnswer(Struct, frozen=True):
    id: str
    title: str
    department: str | None
    description: str | None
    code: str | None
    cost: int | None
    picture: str | UnsetType = UNSET
    document: str | UnsetType = UNSET


class GradeAnswer(Struct, frozen=True):
    name: str
    coefficient: float


class PollAnswer(Struct, frozen=True):
    """``remaining`` are seconds by the server's clock; ``closing`` is true while a countdown can be cancelled.

    ``grades``, where options are graded, are best first; the first ``good_grades`` of them count as good.
    """

    id: str
    session: str
    title: str
    type: str
    rule: str
    min_choices: int
    max_choices: int
    winners: int
    display: str
    tie: str
    option_order: str
    publish: str
    runoff_of: str | None
    state: str
    remaining: float | None
    closing: bool
    opened_at: str | None
    closes_at: str | None
    closed_at: str | None
    revealed_at: str | None
    options: tuple[OptionAnswer, ...]
    grades: tuple[GradeAnswer, ...] | UnsetType = UNSET
    good_grades: int | UnsetType = UNSET


class WifiAnswer(Struct, frozen=True):
    ssid: str
    password: str


class SceneAnswer(Struct, frozen=True):
    kind: str
    poll: str | None
    step: int


class SessionAnswer(Struct, frozen=True):
    """``keep_until``, ``wifi``, ``screen_url`` and ``host_url`` are for the host alone.

    ``shared_phones``: after sending, a phone offers to vote for another person. ``locked``: nobody else may join.
    """

    id: str
    title: str
    locale: str
    organization: str | None
    place: str | None
    starts_at: str | None
    admission: str
    voters: str
    smallest_group: int
    shared_phones: bool
    locked: bool
    join_code: str
    join_url: str
    scene: SceneAnswer
    groups: tuple[GroupAnswer, ...]
    polls: tuple[PollAnswer, ...]
    keep_until: str | UnsetType | None = UNSET
    wifi: WifiAnswer | UnsetType | None = UNSET
    screen_url: str | UnsetType = UNSET
    host_url: str | UnsetType = UNSET


class SessionsAnswer(Struct, frozen=True):
    sessions: tuple[SessionAnswer, ...]


class JoinCodeAnswer(Struct, frozen=True):
    session: str
    title: str
    groups: tuple[GroupAnswer, ...]


class VoterAnswer(Struct, frozen=True):
    """``voter`` is the credential to send as a bearer."""

    voter: str
    group: str | None
    moved: bool = False


class TicketAnswer(Struct, frozen=True):
    """``code`` is typed, ``url`` is scanned: both are told once. ``serial`` is printed for people."""

    id: str
    code: str
    url: str
    group: str | None
    serial: str


class TicketsAnswer(Struct, frozen=True):
    tickets: tuple[TicketAnswer, ...]


class HeldTicketAnswer(Struct, frozen=True):
    """``state`` is printed, issued, used or revoked; ``name`` is for the list at the door."""

    id: str
    serial: str
    group: str | None
    state: str
    name: str | None


class HeldTicketsAnswer(Struct, frozen=True):
    tickets: tuple[HeldTicketAnswer, ...]


class ReceiptAnswer(Struct, frozen=True):
    receipt: str
    revision: int


class BallotAnswer(Struct, frozen=True):
    """``choices`` in the list's order, or where options are graded ``marks``, a grade's name by option."""

    choices: tuple[str, ...] | UnsetType
    revision: int
    receipt: str
    marks: dict[OptionId, str] | UnsetType = UNSET


class HealthAnswer(Struct, frozen=True):
    status: str


def encode(answer: Struct) -> bytes:
    return _encoder.encode(answer)


def rfc3339(moment: datetime | None) -> str | None:
    """In UTC with a Z."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def poll_answer(poll: Poll, now: datetime) -> PollAnswer:
    poll = lifecycle.settled(poll, now)
    return PollAnswer(
        id=poll.id,
        session=poll.session,
        title=poll.title,
        type=poll.type,
        rule=poll.rule,
        min_choices=poll.min_choices,
        max_choices=poll.max_choices,
        winners=poll.winners,
        display=poll.display,
        tie=poll.tie,
        option_order=poll.option_order,
        publish=poll.publish,
        runoff_of=poll.runoff_of,
        state=poll.state,
        remaining=lifecycle.remaining(poll, now),
        closing=poll.closing_at is not None,
        opened_at=rfc3339(poll.opened_at),
        closes_at=rfc3339(lifecycle.closes_at(poll)),
        closed_at=rfc3339(poll.closed_at),
        revealed_at=rfc3339(poll.revealed_at),
        options=tuple(
            OptionAnswer(
                each.id,
                each.title,
                each.department,
                each.description,
                each.code,
                each.cost,
                _file("picture", each.picture),
                _file("document", each.document),
            )
            for each in poll.options
        ),
        grades=grades_answer(poll.grades) or UNSET,
        good_grades=poll.good_grades or UNSET,
    )


def grades_answer(grades: Sequence[Grade]) -> tuple[GradeAnswer, ...]:
    return tuple(GradeAnswer(grade.name, float(grade.coefficient)) for grade in grades)


def ballot_answer(poll: Poll, marks: Collection[Mark], receipt: str, revision: int) -> BallotAnswer:
    if poll.grades:
        said = told(marks, [grade.name for grade in poll.grades])
        return BallotAnswer(UNSET, revision, receipt, said)
    choices = tuple(option.id for option in poll.options if option.id in marks)
    return BallotAnswer(choices, revision, receipt)


def _file(kind: str, name: str | None) -> str | UnsetType:
    """Where an option's picture or document is to be loaded from."""
    return f"/{kind}/{name}" if name else UNSET


def session_answer(session: Session, polls: Sequence[Poll], now: datetime, public: str) -> SessionAnswer:
    """Without what only the host may know; ``for_host`` adds it."""
    return SessionAnswer(
        id=session.id,
        title=session.title,
        locale=session.locale,
        organization=session.organization,
        place=session.place,
        starts_at=session.starts_at.isoformat() if session.starts_at else None,
        admission=session.admission,
        voters=session.voters,
        smallest_group=session.smallest_group,
        shared_phones=session.shared_phones,
        locked=session.locked,
        join_code=session.join_code,
        join_url=f"{public}/j/{session.join_code}",
        scene=SceneAnswer(session.scene.kind, session.scene.poll, session.scene.step),
        groups=groups_answer(session),
        polls=tuple(poll_answer(poll, now) for poll in polls),
    )


def for_host(answer: SessionAnswer, session: Session, public: str, screen_key: str) -> SessionAnswer:
    return msgspec.structs.replace(
        answer,
        keep_until=rfc3339(session.keep_until),
        wifi=WifiAnswer(session.wifi.ssid, session.wifi.password) if session.wifi else None,
        screen_url=f"{public}/screen/{session.id}?key={screen_key}",
        host_url=f"{public}/host/{session.id}",
    )


def groups_answer(session: Session) -> tuple[GroupAnswer, ...]:
    return tuple(GroupAnswer(group.id, group.name, group.seats, group.weight) for group in session.groups)

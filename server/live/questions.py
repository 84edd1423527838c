"""What each audience may see of the questions, and when its page must be made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from server.live.snapshots import View
from server.store import questions
from server.store.database import Connection
from votes.model import SessionId, VoterId
from votes.questions import Judges, Question, QuestionId, QuestionRules, QuestionState, Verdict

TOLD = 30  # the most supported, whose counts move on phones
ALL = 5_000
CAME_UP = (QuestionState.SHOWN, QuestionState.ANSWERED)


@dataclass(frozen=True, slots=True)
class Floor:
    """The questions of a session at one moment, as far as everybody may know them, and how many are in each state."""

    rules: QuestionRules
    current: Question | None
    counted: Mapping[QuestionState, int]

    @property
    def box(self) -> int:
        """How many can be drawn."""
        return self.counted.get(QuestionState.IN, 0)


async def read_floor(connection: Connection, rules: QuestionRules | None) -> Floor | None:
    """None where the session takes no questions."""
    if rules is None:
        return None
    current = await questions.get(connection, rules.current) if rules.current else None
    if current and current.state not in CAME_UP:  # it went back into the box
        current = None
    return Floor(rules, current, await questions.counted(connection, rules.session))


async def read_supports(connection: Connection, session: SessionId, limit: int) -> dict[QuestionId, int]:
    """Of those in the box, the most supported first."""
    found = await questions.page_of_box(connection, session, limit=limit)
    return {each.id: each.supports for each in found}


def view_of(floor: Floor, view: View) -> str:
    """Changes exactly when a page of this audience that shows questions must be rendered anew.

    Hundreds of phones do not load a page for every question that comes in: they are told the number in the box.
    """
    current = floor.current
    parts = [str(floor.rules)]
    if current:
        parts += [current.id, current.state, str(current.department), str(current.answerer), current.text]
    if view is not View.PHONE:
        parts += [str(current.verdicts) if current else "", str(current.supports) if current else ""]
    if view is View.HOST:
        parts += [str(sorted(floor.counted.items()))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Own:
    """What one phone may know beside: its own questions, which of the others' it supports, and its verdicts."""

    asked: tuple[Question, ...]
    supported: frozenset[QuestionId]
    verdicts: Mapping[QuestionId, Verdict]

    @property
    def view(self) -> str:
        """Changes exactly when something happened to the phone's own questions."""
        parts = [f"{each.id} {each.state} {each.department} {each.verdicts}" for each in self.asked]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def has_asked(self, question: Question) -> bool:
        return any(each.id == question.id for each in self.asked)

    def may_judge(self, question: Question, rules: QuestionRules) -> bool:
        is_mine = rules.judges is Judges.ROOM or self.has_asked(question)
        return is_mine and question.state is QuestionState.ANSWERED and not rules.ended


@dataclass(frozen=True, slots=True)
class Board:
    """The questions as one phone shows them: ``others`` is a page of the box, ``total`` how many are in it."""

    floor: Floor
    view: str
    own: Own
    others: tuple[Question, ...]
    total: int

    @property
    def to_judge(self) -> tuple[Question, ...]:
        """Answered ones that this phone may say something about: the one on the card, then its own."""
        current = (self.floor.current,) if self.floor.current else ()
        every = {each.id: each for each in (*current, *self.own.asked)}
        return tuple(each for each in every.values() if self.own.may_judge(each, self.floor.rules))


async def read_board(
    connection: Connection,
    rules: QuestionRules | None,
    voter: VoterId,
    *,
    newest: bool = False,
    skip: int = 0,
    limit: int = TOLD,
) -> Board | None:
    """None where the session takes no questions."""
    floor = await read_floor(connection, rules)
    if floor is None:
        return None
    session = floor.rules.session
    others: tuple[Question, ...] = ()
    if floor.box:
        others = await questions.page_of_box(connection, session, newest=newest, skip=skip, limit=limit)
    own = await read_own_questions(connection, voter, [each.id for each in others])
    return Board(floor=floor, view=view_of(floor, View.PHONE), own=own, others=others, total=floor.box)


async def read_own_questions(connection: Connection, voter: VoterId, among: Collection[QuestionId] = ()) -> Own:
    """``among`` are those whose support is asked for."""
    return Own(
        await questions.of_voter(connection, voter),
        await questions.supported_by(connection, voter, among) if among else frozenset(),
        await questions.verdicts_of(connection, voter),
    )

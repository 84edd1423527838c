"""Questions from the floor: put in, let in, drawn or picked, answered, and judged by who asked or by the room."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from votes import lot
from votes.errors import BadQuestion, NoQuestions, WrongState
from votes.limits import has_control, is_visible
from votes.model import GroupId, SessionId

QuestionId = NewType("QuestionId", str)
LONGEST, LONGEST_NAME = 120, 40  # characters


class QuestionState(StrEnum):
    WAITING = "waiting"  # for the host to let it in
    IN = "in"  # the box
    SHOWN = "shown"  # drawn or picked
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """How the answer was found, best first."""

    SATISFIED = "satisfied"
    MOSTLY = "mostly"
    UNSATISFIED = "unsatisfied"


class Names(StrEnum):
    """Whether who asks gives a name."""

    ALLOWED = "allowed"
    REQUIRED = "required"
    NONE = "none"


class Judges(StrEnum):
    """Who says how an answer was found."""

    ASKER = "asker"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Verdicts:
    satisfied: int = 0
    mostly: int = 0
    unsatisfied: int = 0

    @property
    def given(self) -> int:
        return self.satisfied + self.mostly + self.unsatisfied

    @property
    def standing(self) -> Verdict | None:
        """What stands for them all: the median, of two in the middle the worse. None where nobody has said anything.

        So "satisfied" is more than half of those who said something. Source: the lower median of Balinski & Laraki,
        "Majority Judgment", MIT Press 2010.
        """
        if not self.given:
            return None
        if 2 * self.satisfied > self.given:
            return Verdict.SATISFIED
        return Verdict.MOSTLY if 2 * (self.satisfied + self.mostly) > self.given else Verdict.UNSATISFIED


@dataclass(frozen=True, slots=True)
class QuestionRules:
    """How one session takes questions. ``planned`` is how many are to be asked, if that was said.

    ``current`` is the one on the card. ``ended``: nobody knows any more who put in, supported or judged what.
    """

    session: SessionId
    is_open: bool = False
    is_moderated: bool = False
    names: Names = Names.ALLOWED
    judges: Judges = Judges.ASKER
    planned: int | None = None
    current: QuestionId | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """``number`` counts what the session was asked, ``turn`` what came on the card, each from 1."""

    id: QuestionId
    session: SessionId
    number: int
    text: str
    group: GroupId | None
    name: str | None
    state: QuestionState
    asked_at: datetime
    department: str | None = None
    answerer: str | None = None
    turn: int | None = None
    supports: int = 0
    verdicts: Verdicts = Verdicts()

    @property
    def is_open(self) -> bool:
        """Whether it came up and is not settled: it goes on the list of what is to be followed up."""
        if self.state is QuestionState.ANSWERED:
            return self.verdicts.standing is Verdict.UNSATISFIED
        return self.state is QuestionState.SHOWN


@dataclass(frozen=True, slots=True)
class Draw:
    """One lot: ``box`` is every id that could have been drawn, sorted."""

    number: int
    seed: str
    box: tuple[QuestionId, ...]
    drawn: QuestionId
    at: datetime


def draw(seed: str, box: Collection[QuestionId]) -> QuestionId:
    """The one that the lot gives: the lowest ``votes.lot.key``. Raises NoQuestions for an empty box."""
    if not box:
        raise NoQuestions("No question is in the box. Let some in, or wait for the first.", "empty")
    return min(box, key=lambda each: (lot.key(seed, each), each))


def tidy(text: str) -> str:
    """One line without spaces at its ends or twice in a row.

    Raises BadQuestion where nothing is left, for a long one and for control characters.
    """
    line = " ".join(text.split())
    if not is_visible(line):
        raise BadQuestion("Write your question first.")
    if len(line) > LONGEST:
        raise BadQuestion(f"This is {len(line)} characters long; use at most {LONGEST}.")
    if has_control(line):
        raise BadQuestion("There is a hidden control character here; remove it.")
    return line


def name_of(rules: QuestionRules, given: str) -> str | None:
    """The name that goes with a question. Raises BadQuestion where one is needed, or it is long or hides a control."""
    name = " ".join(given.split())
    if rules.names is Names.NONE or (not is_visible(name) and rules.names is Names.ALLOWED):
        return None
    if not is_visible(name):
        raise BadQuestion("Questions are asked by name here; write yours.", "name")
    if len(name) > LONGEST_NAME:
        raise BadQuestion(f"This is {len(name)} characters long; use at most {LONGEST_NAME}.", "name")
    if has_control(name):
        raise BadQuestion("There is a hidden control character here; remove it.", "name")
    return name


def first_state(rules: QuestionRules) -> QuestionState:
    """Of a new question. Raises NoQuestions while none are taken."""
    if not rules.is_open or rules.ended:
        raise NoQuestions("No questions are taken at the moment.", "ended" if rules.ended else "closed")
    return QuestionState.WAITING if rules.is_moderated else QuestionState.IN


def admitted(question: Question) -> Question:
    """In the box, also one that was shown and goes back. Safe to repeat. Raises WrongState."""
    _must_be(question, "Only what waits, was left out or is shown can go into the box.", _BEFORE_ANSWER)
    return replace(question, state=QuestionState.IN, turn=None)


def refused(question: Question) -> Question:
    """Left out. Safe to repeat. Raises WrongState for one that came on the card."""
    out = (QuestionState.WAITING, QuestionState.IN, QuestionState.REFUSED)
    _must_be(question, "This question has come up already, so it cannot be left out.", out)
    return replace(question, state=QuestionState.REFUSED)


def shown(question: Question, turn: int) -> Question:
    """On the card, as number ``turn``; one that was there before keeps its own. Raises WrongState."""
    if question.state in (QuestionState.SHOWN, QuestionState.ANSWERED):
        return question
    _must_be(question, "Let this question into the box first.", (QuestionState.IN,))
    return replace(question, state=QuestionState.SHOWN, turn=turn)


def answered(question: Question, is_answered: bool = True) -> Question:
    """Answered, or not yet after all while nobody has judged it. Safe to repeat. Raises WrongState."""
    came_up = (QuestionState.SHOWN, QuestionState.ANSWERED)
    _must_be(question, "This question has not come up yet.", came_up)
    if not is_answered and question.verdicts.given:
        raise WrongState("This answer has been judged already, so it stays.", question.state)
    return replace(question, state=QuestionState.ANSWERED if is_answered else QuestionState.SHOWN)


def withdrawn(question: Question) -> Question:
    """Taken back by who asked: nothing of it stays but that there was one. Safe to repeat. Raises WrongState."""
    before = (QuestionState.WAITING, QuestionState.IN, QuestionState.REFUSED, QuestionState.WITHDRAWN)
    _must_be(question, "This question has been on the screen already, so it stays.", before)
    return replace(question, state=QuestionState.WITHDRAWN, text="", group=None, name=None, supports=0)


def must_take_support(question: Question) -> None:
    """Raises WrongState where support moves nothing any more."""
    _must_be(question, "Support is for questions in the box.", (QuestionState.IN,))


def must_take_verdict(rules: QuestionRules, question: Question) -> None:
    """Raises WrongState before the answer, and once nobody knows any more who asked."""
    if rules.ended:
        raise NoQuestions("The questions are over; no verdict is taken any more.", "ended")
    _must_be(question, "This question is not answered yet.", (QuestionState.ANSWERED,))


_BEFORE_ANSWER = (QuestionState.WAITING, QuestionState.REFUSED, QuestionState.IN, QuestionState.SHOWN)


def _must_be(question: Question, message: str, states: Collection[QuestionState]) -> None:
    if question.state not in states:
        raise WrongState(message, question.state)


@dataclass(frozen=True, slots=True)
class Summary:
    """Counted, not claimed. ``asked`` is without those taken back; ``judged`` are answers on which somebody spoke.

    ``satisfied``, ``mostly`` and ``unsatisfied`` count questions by what stands for their verdicts.
    """

    asked: int
    shown: int
    answered: int
    judged: int
    satisfied: int
    mostly: int
    unsatisfied: int


def summary(questions: Iterable[Question]) -> Summary:
    every = [each for each in questions if each.state is not QuestionState.WITHDRAWN]
    came_up = [each for each in every if each.state in (QuestionState.SHOWN, QuestionState.ANSWERED)]
    done = [each for each in came_up if each.state is QuestionState.ANSWERED]
    standing = [each.verdicts.standing for each in done]
    return Summary(
        asked=len(every),
        shown=len(came_up),
        answered=len(done),
        judged=len(done) - standing.count(None),
        satisfied=standing.count(Verdict.SATISFIED),
        mostly=standing.count(Verdict.MOSTLY),
        unsatisfied=standing.count(Verdict.UNSATISFIED),
    )

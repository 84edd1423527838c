"""Questions as the API takes and answers them. Nothing here says who asked, but the name that they gave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from server.web.encoding import rfc3339
from server.web.fields import Line, NameLine, Strict
from votes.questions import Draw, Question, QuestionRules, Verdict, summary


class VerdictsAnswer(Struct, frozen=True):
    satisfied: int
    mostly: int
    unsatisfied: int


class QuestionAnswer(Struct, frozen=True):
    """``turn`` counts what came on the card. ``mine``, ``supported`` and ``verdict`` are the asking voter's own."""

    id: str
    session: str
    number: int
    text: str
    group: str | None
    name: str | None
    state: str
    asked_at: str | None
    department: str | None
    answerer: str | None
    turn: int | None
    supports: int
    verdicts: VerdictsAnswer
    mine: bool | UnsetType = UNSET
    supported: bool | UnsetType = UNSET
    verdict: str | UnsetType | None = UNSET


class QuestionRulesAnswer(Struct, frozen=True):
    """``current`` is the question on the card. ``ended``: who put in, supported or judged what is forgotten."""

    open: bool
    moderated: bool
    names: str
    judges: str
    planned: int | None
    current: str | None
    ended: bool


class QuestionsAnswer(Struct, frozen=True):
    """A page of them, the most supported first; ``total`` are all that fit the request. ``rules`` null: takes none."""

    rules: QuestionRulesAnswer | None
    total: int
    questions: tuple[QuestionAnswer, ...]


class SupportAnswer(Struct, frozen=True):
    supports: int
    supported: bool


class DrawAnswer(Struct, frozen=True):
    """A lot and what it drew: of ``box`` the id with the lowest SHA-256(NFC(seed) ‖ 0 ‖ id)."""

    number: int
    seed: str
    box: tuple[str, ...]
    drawn: str
    at: str | None


class DrawnAnswer(Struct, frozen=True):
    draw: DrawAnswer
    question: QuestionAnswer


class SummaryAnswer(Struct, frozen=True):
    """``judged`` are answers on which somebody spoke; the three after it count questions by what stands for them."""

    asked: int
    shown: int
    answered: int
    judged: int
    satisfied: int
    mostly: int
    unsatisfied: int


class QuestionsExport(Struct, frozen=True):
    rules: QuestionRulesAnswer
    summary: SummaryAnswer
    questions: tuple[QuestionAnswer, ...]
    draws: tuple[DrawAnswer, ...]


def question_answer(question: Question) -> QuestionAnswer:
    given = question.verdicts
    return QuestionAnswer(
        id=question.id,
        session=question.session,
        number=question.number,
        text=question.text,
        group=question.group,
        name=question.name,
        state=question.state,
        asked_at=rfc3339(question.asked_at),
        department=question.department,
        answerer=question.answerer,
        turn=question.turn,
        supports=question.supports,
        verdicts=VerdictsAnswer(given.satisfied, given.mostly, given.unsatisfied),
    )


def rules_answer(rules: QuestionRules) -> QuestionRulesAnswer:
    return QuestionRulesAnswer(
        open=rules.is_open,
        moderated=rules.is_moderated,
        names=rules.names,
        judges=rules.judges,
        planned=rules.planned,
        current=rules.current,
        ended=rules.ended,
    )


def draw_answer(draw: Draw) -> DrawAnswer:
    return DrawAnswer(number=draw.number, seed=draw.seed, box=draw.box, drawn=draw.drawn, at=rfc3339(draw.at))


def questions_export(rules: QuestionRules, asked: Iterable[Question], draws: Iterable[Draw]) -> QuestionsExport:
    every = tuple(asked)
    counted = summary(every)
    figures = (counted.asked, counted.shown, counted.answered, counted.judged)
    return QuestionsExport(
        rules_answer(rules),
        SummaryAnswer(*figures, counted.satisfied, counted.mostly, counted.unsatisfied),
        tuple(map(question_answer, every)),
        tuple(map(draw_answer, draws)),
    )


def verdict_of(given: Verdict | None) -> str | None:
    return given.value if given else None


class QuestionRulesForm(Strict, frozen=True, forbid_unknown_fields=True):
    """What is left out stays. ``planned`` says how many are to be asked; null says nothing about it."""

    open: bool | msgspec.UnsetType = msgspec.UNSET
    moderated: bool | msgspec.UnsetType = msgspec.UNSET
    names: Literal["allowed", "required", "none"] | msgspec.UnsetType = msgspec.UNSET
    judges: Literal["asker", "room"] | msgspec.UnsetType = msgspec.UNSET
    planned: Annotated[int, Meta(ge=1, le=1000)] | msgspec.UnsetType | None = msgspec.UNSET


class QuestionForm(Strict, frozen=True, forbid_unknown_fields=True):
    """At most 120 characters, in one line; the name at most 40, where names are given."""

    text: Annotated[str, Meta(max_length=1000)]
    name: Line | None = None


class AssignForm(Strict, frozen=True, forbid_unknown_fields=True):
    """Who answers: a department, and perhaps a person. Null or nothing takes it away."""

    department: NameLine | None = None
    answerer: Annotated[str, Meta(max_length=40)] | None = None


class AnswerForm(Strict, frozen=True, forbid_unknown_fields=True):
    """False: not answered after all, while nobody has judged it."""

    answered: bool = True


class VerdictForm(Strict, frozen=True, forbid_unknown_fields=True):
    verdict: Literal["satisfied", "mostly", "unsatisfied"]

"""A poll as the API takes and answers it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from server.web.encoding import rfc3339
from server.web.fields import Count, GradeName, Id, NameLine, Rule, Strict, Text, Title, Type
from votes import lifecycle
from votes.limits import MOST_OPTIONS
from votes.model import Grade, Poll


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
    ``planned_seconds`` is for how long it is meant to be open, where somebody said so.
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
    planned_seconds: int | UnsetType = UNSET


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
                id=each.id,
                title=each.title,
                department=each.department,
                description=each.description,
                code=each.code,
                cost=each.cost,
                picture=_file("picture", each.picture),
                document=_file("document", each.document),
            )
            for each in poll.options
        ),
        grades=grades_answer(poll.grades) or UNSET,
        good_grades=poll.good_grades or UNSET,
        planned_seconds=poll.planned_seconds or UNSET,
    )


def grades_answer(grades: Sequence[Grade]) -> tuple[GradeAnswer, ...]:
    return tuple(GradeAnswer(grade.name, float(grade.coefficient)) for grade in grades)


def _file(kind: str, name: str | None) -> str | UnsetType:
    """Where an option's picture or document is to be loaded from."""
    return f"/{kind}/{name}" if name else UNSET


class OptionForm(Strict, frozen=True, forbid_unknown_fields=True):
    title: Title
    department: NameLine | None = None
    description: Text | None = None
    code: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    cost: Annotated[int, Meta(ge=0, le=2**53 - 1)] | None = None


class GradeForm(Strict, frozen=True, forbid_unknown_fields=True):
    """``coefficient`` is what one such grade is worth in the mean."""

    name: GradeName
    coefficient: Annotated[float, Meta(ge=0, le=1000)]

    def __post_init__(self) -> None:
        Strict.__post_init__(self)
        if round(self.coefficient, 4) != self.coefficient:
            raise ValueError("`coefficient` must have four decimals at most")


Grades = Annotated[tuple[GradeForm, ...], Meta(min_length=2, max_length=10)]


Options = Annotated[tuple[OptionForm, ...], Meta(min_length=1, max_length=MOST_OPTIONS)]
Seconds = Annotated[int, Meta(ge=1, le=7 * 86_400)]
GoodGrades = Annotated[int, Meta(ge=1, le=9)]


class PollForm(Strict, frozen=True, forbid_unknown_fields=True):
    title: Title
    options: Options
    type: Type = "approval"
    rule: Rule | None = None
    min_choices: Annotated[int, Meta(ge=0, le=1000)] = 1
    max_choices: Count | msgspec.UnsetType = msgspec.UNSET
    winners: Count = 5
    display: Literal["live", "sealed"] = "live"
    tie: Literal["ask", "lot", "runoff", "include", "organizer"] = "ask"
    option_order: Literal["fixed", "shuffled"] = "fixed"
    publish: Literal["marks"] = "marks"
    grades: Grades | msgspec.UnsetType = msgspec.UNSET
    good_grades: GoodGrades | msgspec.UnsetType = msgspec.UNSET
    planned_seconds: Seconds | None = None


class PollPatch(Strict, frozen=True, forbid_unknown_fields=True):
    title: Title | msgspec.UnsetType = msgspec.UNSET
    options: Options | msgspec.UnsetType = msgspec.UNSET
    type: Type | msgspec.UnsetType = msgspec.UNSET
    rule: Rule | msgspec.UnsetType = msgspec.UNSET
    min_choices: Annotated[int, Meta(ge=0, le=1000)] | msgspec.UnsetType = msgspec.UNSET
    max_choices: Count | msgspec.UnsetType = msgspec.UNSET
    winners: Count | msgspec.UnsetType = msgspec.UNSET
    display: Literal["live", "sealed"] | msgspec.UnsetType = msgspec.UNSET
    tie: Literal["ask", "lot", "runoff", "include", "organizer"] | msgspec.UnsetType = msgspec.UNSET
    option_order: Literal["fixed", "shuffled"] | msgspec.UnsetType = msgspec.UNSET
    publish: Literal["marks"] | msgspec.UnsetType = msgspec.UNSET
    grades: Grades | msgspec.UnsetType = msgspec.UNSET
    good_grades: GoodGrades | msgspec.UnsetType = msgspec.UNSET
    planned_seconds: Seconds | msgspec.UnsetType | None = msgspec.UNSET


class OpenForm(Strict, frozen=True, forbid_unknown_fields=True):
    seconds: Seconds | None = None


class ExtendForm(Strict, frozen=True, forbid_unknown_fields=True):
    seconds: Seconds = 60


class CloseForm(Strict, frozen=True, forbid_unknown_fields=True):
    within: Annotated[int, Meta(ge=0, le=3600)] = msgspec.field(default=10, name="in")


class TieForm(Strict, frozen=True, forbid_unknown_fields=True):
    """A lot needs ``seed``, kept as it stands; the organizer needs ``options`` and ``reason``."""

    method: Literal["lot", "runoff", "include", "organizer"]
    seed: Annotated[str, Meta(max_length=500)] | None = None
    options: Annotated[tuple[Id, ...], Meta(max_length=1000)] | None = None
    reason: Annotated[str, Meta(max_length=500)] | None = None

    def __post_init__(self) -> None:
        Strict.__post_init__(self)
        needed = _NEEDED.get(self.method, ())
        for name in ("seed", "options", "reason"):
            value = getattr(self, name)
            if name in needed and not (value.strip() if isinstance(value, str) else value):
                raise ValueError(f"`{name}` must be given with the method {self.method}")
            if name not in needed and value is not None:
                raise ValueError(f"`{name}` must be left out with the method {self.method}")


_NEEDED = {"lot": ("seed",), "organizer": ("options", "reason")}

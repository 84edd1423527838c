"""What a meeting has asked for, and what became of it: chosen items, open questions, and what the host adds.

A follow-up of a poll or a question names it by its ``subject``, so that gathering again adds what is missing only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from votes.model import SessionId
from votes.questions import Question
from votes.result import Result, is_judged

FollowUpId = NewType("FollowUpId", str)


class FollowState(StrEnum):
    OPEN = "open"
    UNDER_WAY = "under-way"
    DONE = "done"
    DROPPED = "dropped"


class Source(StrEnum):
    POLL = "poll"
    QUESTION = "question"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """``origin`` is the list it was chosen from and ``place`` its rank there; of a question where questions come from,
    and both empty for what was added by hand.

    ``subject`` is the option or the question, or the follow-up itself.
    """

    id: FollowUpId
    session: SessionId
    title: str
    source: Source
    subject: str
    owner: str | None = None
    due: date | None = None
    state: FollowState = FollowState.OPEN
    note: str | None = None
    origin: str | None = None
    place: int | None = None

    @property
    def is_over(self) -> bool:
        return self.state in (FollowState.DONE, FollowState.DROPPED)


@dataclass(frozen=True, slots=True)
class Chosen:
    """An option that was elected, or a question that is not settled."""

    subject: str
    title: str
    owner: str | None
    origin: str
    place: int | None = None
    source: Source = Source.POLL


def chosen(results: Sequence[tuple[str, Result]]) -> tuple[Chosen, ...]:
    """Those elected on each named list that is over, in rank order; of an open tie nobody yet."""
    return tuple(
        Chosen(subject=each.option, title=each.title, owner=each.department, origin=title, place=each.rank)
        for title, result in results
        if is_judged(result.state)
        for each in result.options
        if each.elected
    )


def unsettled(questions: Sequence[Question], origin: str) -> tuple[Chosen, ...]:
    """The questions that came up and got no answer that satisfied, in the order in which they came up."""
    found = sorted((each for each in questions if each.is_open), key=lambda each: each.turn or 0)
    return tuple(Chosen(each.id, each.text, each.department, origin, source=Source.QUESTION) for each in found)


def missing(items: Sequence[Chosen], kept: Collection[FollowUp]) -> tuple[Chosen, ...]:
    """Those that are not followed up yet."""
    known = {(each.source, each.subject) for each in kept}
    return tuple(item for item in items if (item.source, item.subject) not in known)

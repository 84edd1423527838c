"""A ballot as the API takes and answers it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from server.errors import A_BALLOT_IS_RECORDED
from server.web.fields import GradeName, Id, Strict
from votes.marks import told
from votes.model import Mark, OptionId, Poll


class ReceiptAnswer(Struct, frozen=True):
    receipt: str
    revision: int


class BallotAnswer(Struct, frozen=True):
    """``choices`` in the list's order, or where options are graded ``marks``, a grade's name by option.

    Neither for a phone that the ticket moved to since the ballot was recorded; ``detail`` then says what can be done.
    """

    revision: int
    receipt: str
    choices: tuple[str, ...] | UnsetType = UNSET
    marks: dict[OptionId, str] | UnsetType = UNSET
    detail: str | UnsetType = UNSET


def ballot_answer(poll: Poll, marks: Collection[Mark] | None, receipt: str, revision: int) -> BallotAnswer:
    if marks is None:
        return BallotAnswer(revision, receipt, detail=A_BALLOT_IS_RECORDED)
    if poll.grades:
        return BallotAnswer(revision, receipt, marks=told(marks, [grade.name for grade in poll.grades]))
    return BallotAnswer(revision, receipt, tuple(option.id for option in poll.options if option.id in marks))


class BallotForm(Strict, frozen=True, forbid_unknown_fields=True):
    """``choices``, or where options are graded ``marks``, a grade's name by option."""

    choices: Annotated[tuple[Id, ...], Meta(max_length=1000)] | msgspec.UnsetType = msgspec.UNSET
    marks: Annotated[dict[Id, GradeName], Meta(max_length=1000)] | msgspec.UnsetType = msgspec.UNSET
    id: Id | None = None
    revision: Annotated[int, Meta(ge=0, le=2**53 - 1)] | None = None
    nonce: Annotated[str, Meta(max_length=32, pattern="^[0-9A-Fa-f]{32}$")] | None = None

    def __post_init__(self) -> None:
        Strict.__post_init__(self)
        if self.choices is msgspec.UNSET and self.marks is msgspec.UNSET:
            raise ValueError("`choices` must be given, or `marks` where options are graded")
        if self.choices is not msgspec.UNSET and self.marks is not msgspec.UNSET:
            raise ValueError("`marks` must be left out beside `choices`")

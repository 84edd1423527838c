"""What tellers send over the API, and what they are answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from server.web.fields import GradeName, Id, Strict
from votes.ballot import Written
from votes.marks import told
from votes.model import Mark, OptionId, Poll

TicketText = Annotated[str, Meta(min_length=1, max_length=200)]


class ByHandForm(Strict, frozen=True, forbid_unknown_fields=True):
    """``ticket`` is the ticket's number, its code or its link. ``choices``, or where options are graded ``marks``."""

    ticket: TicketText
    choices: Annotated[tuple[Id, ...], Meta(max_length=1000)] | UnsetType = UNSET
    marks: Annotated[dict[Id, GradeName], Meta(max_length=1000)] | UnsetType = UNSET
    revision: Annotated[int, Meta(ge=0, le=2**53 - 1)] | None = None

    def __post_init__(self) -> None:
        Strict.__post_init__(self)
        if self.choices is not UNSET and self.marks is not UNSET:
            raise ValueError("`marks` must be left out beside `choices`")

    @property
    def is_marked(self) -> bool:
        return self.choices is not UNSET or self.marks is not UNSET

    @property
    def written(self) -> Written:
        if self.marks is not UNSET:
            return {OptionId(option): grade for option, grade in self.marks.items()}
        return [OptionId(option) for option in self.choices or ()]


class AssistedForm(ByHandForm, frozen=True, forbid_unknown_fields=True):
    """With ``id`` a repeat gets the first answer while the poll is open."""

    id: Id | None = None

    def __post_init__(self) -> None:
        ByHandForm.__post_init__(self)
        if not self.is_marked:
            raise ValueError("`choices` must be given, or `marks` where options are graded")


class PaperForm(ByHandForm, frozen=True, forbid_unknown_fields=True):
    """What one person reads on the sheet; ``spoiled`` instead of marks where it says more than a ballot may."""

    spoiled: bool = False

    def __post_init__(self) -> None:
        ByHandForm.__post_init__(self)
        if self.spoiled == self.is_marked:
            raise ValueError("`spoiled` must be given alone, or `choices`, or `marks` where options are graded")


class EntryAnswer(Struct, frozen=True):
    """``choices`` in the list's order, or ``marks`` where options are graded; neither where it is spoiled."""

    spoiled: bool
    choices: tuple[str, ...] | UnsetType = UNSET
    marks: dict[OptionId, str] | UnsetType = UNSET


class PaperAnswer(Struct, frozen=True):
    """``state``: ``once`` until a second person has keyed the same, ``differs``, ``recorded`` or ``spoiled``.

    ``others`` is what other people have keyed, told where it differs.
    """

    state: str
    others: tuple[EntryAnswer, ...] | UnsetType = UNSET


def entries_answer(poll: Poll, entries: Sequence[frozenset[Mark] | None]) -> tuple[EntryAnswer, ...]:
    return tuple(_entry(poll, marks) for marks in entries)


def _entry(poll: Poll, marks: frozenset[Mark] | None) -> EntryAnswer:
    if marks is None:
        return EntryAnswer(True)
    if poll.grades:
        return msgspec.structs.replace(EntryAnswer(False), marks=told(marks, [grade.name for grade in poll.grades]))
    return EntryAnswer(False, tuple(option.id for option in poll.options if option.id in marks))

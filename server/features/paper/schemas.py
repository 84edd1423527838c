"""What tellers send over the API, and what they are answered."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from server.web.fields import GradeName, Id, Strict
from votes.ballot import Written
from votes.model import OptionId

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


class PaperAnswer(Struct, frozen=True):
    """``state``: ``once`` until a second person has keyed the same, ``differs``, ``recorded`` or ``spoiled``.

    What others have read is told to nobody: whoever keyed something at random would learn what the sheet says.
    """

    state: str

"""Request bytes → typed forms. A form is strict: an unknown field, a wrong type or a control character is refused."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

Title = Annotated[str, Meta(min_length=1, max_length=200)]
Line = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=2000)]
Id = Annotated[str, Meta(min_length=1, max_length=64)]
Count = Annotated[int, Meta(ge=1, le=1000)]
GradeName = Annotated[str, Meta(min_length=1, max_length=20)]
Type = Literal["approval", "grade"]
Rule = Literal["approval", "mean-grade"]
OPAQUE = ("id", "group", "poll", "nonce", "seed")  # compared or hashed: trimming would make two of them one
Form = TypeVar("Form")


class Strict(Struct, frozen=True, forbid_unknown_fields=True):
    """Text fields are trimmed and must be one printable line; a field that needs words refuses blanks."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, str):
                msgspec.structs.force_setattr(self, name, _one_line(name, value))


def _one_line(name: str, value: str) -> str:
    trimmed = value if name in OPAQUE else value.strip()
    allowed = "\n\r\t" if name in ("description", "text") else ""
    odd = "" if trimmed.isprintable() else trimmed
    if any(unicodedata.category(each) == "Cc" and each not in allowed for each in odd):
        raise ValueError(f"`{name}` must be one line without control characters")
    if name in ("title", "name", "ssid") and not trimmed:
        raise ValueError(f"`{name}` must not be blank")
    return trimmed


class OptionForm(Strict, frozen=True, forbid_unknown_fields=True):
    title: Title
    department: Line | None = None
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
GoodGrades = Annotated[int, Meta(ge=1, le=9)]


class PollForm(Strict, frozen=True, forbid_unknown_fields=True):
    title: Title
    options: Annotated[tuple[OptionForm, ...], Meta(min_length=1, max_length=300)]
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


class GroupForm(Strict, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    seats: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    weight: Annotated[int, Meta(ge=1, le=1_000_000)] = 1


class WifiForm(Strict, frozen=True, forbid_unknown_fields=True):
    ssid: Annotated[str, Meta(min_length=1, max_length=32)]
    password: Annotated[str, Meta(max_length=63)] = ""


class SessionFields(Strict, frozen=True, forbid_unknown_fields=True):
    """What a session may be given beside its title and its polls."""

    locale: Literal["zh-CN", "en", "ja"] = "zh-CN"
    organization: Line | None = None
    place: Line | None = None
    starts_at: Annotated[datetime, Meta(tz=True)] | None = None
    admission: Literal["open", "ticket"] = "open"
    voters: Literal["person", "group"] = "person"
    smallest_group: Annotated[int, Meta(ge=0, le=1000)] = 5
    keep_until: Annotated[datetime, Meta(tz=True)] | None = None
    shared_phones: bool = False
    wifi: WifiForm | None = None
    groups: Annotated[tuple[GroupForm, ...], Meta(max_length=200)] = ()


class SessionForm(SessionFields, frozen=True, forbid_unknown_fields=True, kw_only=True):
    title: Title
    polls: Annotated[tuple[PollForm, ...], Meta(max_length=50)]


class ImportFields(SessionFields, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The ``session`` part of an import; its polls come from the file."""

    title: Title | None = None


class SessionPatch(Strict, frozen=True, forbid_unknown_fields=True):
    title: Title | msgspec.UnsetType = msgspec.UNSET
    locale: Literal["zh-CN", "en", "ja"] | msgspec.UnsetType = msgspec.UNSET
    organization: Line | msgspec.UnsetType | None = msgspec.UNSET
    place: Line | msgspec.UnsetType | None = msgspec.UNSET
    starts_at: Annotated[datetime, Meta(tz=True)] | msgspec.UnsetType | None = msgspec.UNSET
    smallest_group: Annotated[int, Meta(ge=0, le=1000)] | msgspec.UnsetType = msgspec.UNSET
    keep_until: Annotated[datetime, Meta(tz=True)] | msgspec.UnsetType | None = msgspec.UNSET
    shared_phones: bool | msgspec.UnsetType = msgspec.UNSET
    locked: bool | msgspec.UnsetType = msgspec.UNSET
    wifi: WifiForm | msgspec.UnsetType | None = msgspec.UNSET
    groups: Annotated[tuple[GroupForm, ...], Meta(max_length=200)] | msgspec.UnsetType = msgspec.UNSET


class PollPatch(Strict, frozen=True, forbid_unknown_fields=True):
    title: Title | msgspec.UnsetType = msgspec.UNSET
    options: Annotated[tuple[OptionForm, ...], Meta(min_length=1, max_length=300)] | msgspec.UnsetType = msgspec.UNSET
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


class JoinForm(Strict, frozen=True, forbid_unknown_fields=True):
    """A voter who is in and leaves ``group`` out stays where they are; null takes them out of their group."""

    group: Id | msgspec.UnsetType | None = msgspec.UNSET
    ticket: Annotated[str, Meta(min_length=1, max_length=64)] | msgspec.UnsetType = msgspec.UNSET

    def __post_init__(self) -> None:
        Strict.__post_init__(self)
        if self.ticket is not msgspec.UNSET and self.group is not msgspec.UNSET:
            raise ValueError("`group` must be left out with a ticket, which has a group of its own")


class TicketsForm(Strict, frozen=True, forbid_unknown_fields=True):
    """``valid`` at once, else once handed out at the desk. ``batch`` names them, so that a repeat is refused."""

    count: Annotated[int, Meta(ge=1, le=1000)]
    group: Id | None = None
    valid: bool = True
    batch: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


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


class OpenForm(Strict, frozen=True, forbid_unknown_fields=True):
    seconds: Annotated[int, Meta(ge=1, le=7 * 86_400)] | None = None


class ExtendForm(Strict, frozen=True, forbid_unknown_fields=True):
    seconds: Annotated[int, Meta(ge=1, le=7 * 86_400)] = 60


class PageForm(Strict, frozen=True, forbid_unknown_fields=True):
    page: Annotated[int, Meta(ge=0, le=1_000)]


class CloseForm(Strict, frozen=True, forbid_unknown_fields=True):
    within: Annotated[int, Meta(ge=0, le=3600)] = msgspec.field(default=10, name="in")


class EmptyForm(Strict, frozen=True, forbid_unknown_fields=True):
    pass


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


class CallForm(Strict, frozen=True, forbid_unknown_fields=True):
    """The lists are draft polls by id, and others by the title that they are to have."""

    deadline: Annotated[datetime, Meta(tz=True)]
    note: Annotated[str, Meta(max_length=500)] | None = None
    polls: Annotated[tuple[Id, ...], Meta(max_length=50)] = ()
    titles: Annotated[tuple[Title, ...], Meta(max_length=20)] = ()


class ItemForm(Strict, frozen=True, forbid_unknown_fields=True):
    """What a department hands in, beside its files."""

    list: Id
    title: Title
    description: Text | None = None


class WordingForm(Strict, frozen=True, forbid_unknown_fields=True):
    title: Title
    description: Text | None = None


class AgendaItemForm(Strict, frozen=True, forbid_unknown_fields=True):
    """``seconds`` are planned, null for no limit. With ``id`` it is an item that is there already."""

    kind: Literal["check-in", "report", "questions", "discussion", "poll", "reveal", "break", "message"]
    title: Title
    id: Id | None = None
    speaker: Line | None = None
    department: Line | None = None
    seconds: Annotated[int, Meta(ge=1, le=86_400)] | None = None
    polls: Annotated[tuple[Id, ...], Meta(max_length=50)] = ()
    text: Text | None = None


class AgendaForm(Strict, frozen=True, forbid_unknown_fields=True):
    items: Annotated[tuple[AgendaItemForm, ...], Meta(max_length=200)]


class FollowUpForm(Strict, frozen=True, forbid_unknown_fields=True):
    id: Id
    state: Literal["open", "under-way", "done", "dropped"]
    owner: Line | None = None
    due: date | None = None
    note: Line | None = None


class OwnFollowUpForm(Strict, frozen=True, forbid_unknown_fields=True):
    title: Title
    owner: Line | None = None


class SceneForm(Strict, frozen=True, forbid_unknown_fields=True):
    kind: Literal["join", "voting", "tally", "reveal", "groups", "hold", "timer", "message", "question"]
    poll: Id | None = None
    step: Annotated[int, Meta(ge=0, le=1000)] = 0

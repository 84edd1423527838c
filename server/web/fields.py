"""Request bytes → typed forms. A form is strict: an unknown field, a wrong type or a control character is refused."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from votes.limits import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    LONGEST_TITLE,
    is_datable,
    is_visible,
)

Title = Annotated[str, Meta(min_length=1, max_length=LONGEST_TITLE)]
Name = Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
NameLine = Annotated[str, Meta(max_length=LONGEST_NAME)]
Line = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=LONGEST_DESCRIPTION)]
Id = Annotated[str, Meta(min_length=1, max_length=64)]
Count = Annotated[int, Meta(ge=1, le=1000)]
GradeName = Annotated[str, Meta(min_length=1, max_length=20)]
Type = Literal["approval", "grade"]
Rule = Literal["approval", "mean-grade"]
OPAQUE = ("id", "group", "poll", "nonce", "seed")  # compared or hashed: trimming would make two of them one
Form = TypeVar("Form")


class Strict(Struct, frozen=True, forbid_unknown_fields=True):
    """Text fields are trimmed and must be one printable line; a field that needs words refuses what nobody can see.

    Dates lie in the years that a meeting may name.
    """

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, str):
                msgspec.structs.force_setattr(self, name, _one_line(name, value))
            if isinstance(value, date) and not is_datable(value):
                raise ValueError(f"`{name}` must lie in the years {FIRST_YEAR} to {LAST_YEAR}")


def _one_line(name: str, value: str) -> str:
    trimmed = value if name in OPAQUE else value.strip()
    allowed = "\n\r\t" if name in ("description", "text") else ""
    odd = "" if trimmed.isprintable() else trimmed
    if any(unicodedata.category(each) == "Cc" and each not in allowed for each in odd):
        raise ValueError(f"`{name}` must be one line without control characters")
    if name in ("title", "name", "ssid") and not is_visible(trimmed):
        raise ValueError(f"`{name}` must not be blank")
    return trimmed


class EmptyForm(Strict, frozen=True, forbid_unknown_fields=True):
    pass

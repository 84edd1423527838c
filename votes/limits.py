"""How many, how long and when: what every way into a meeting is held to, whichever that is."""

from __future__ import annotations

import unicodedata
from datetime import date

from votes.model import Option

MOST_OPTIONS = 300  # of one poll
LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_NAME = 200, 2_000, 120  # characters
FIRST_YEAR, LAST_YEAR = 2000, 2100

# Controls, joiners, directions, spaces, and marks that stand on a letter.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})
_EMPTY_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs by category, and nothing to see


def is_visible(text: str) -> bool:
    """Whether there is a character to see in it. Source: Unicode Standard, general categories; fillers of Hangul."""
    return any(unicodedata.category(each) not in _UNSEEN and each not in _EMPTY_LETTERS for each in text)


def has_control(text: str) -> bool:
    """Whether a control character hides in it. Joiners and directions are none: emoji and languages need them."""
    return not text.isprintable() and any(unicodedata.category(each) in ("Cc", "Cs") for each in text)


def is_datable(day: date) -> bool:
    """Whether a day or a moment lies in the years that a meeting may name."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def alike(title: str, department: str | None) -> tuple[str, str]:
    """Two options of one poll with the same of this are one to people, however they are typed."""
    return _plain(title), _plain(department or "")


def fault_of(option: Option) -> tuple[str, str] | None:
    """The field of the option that breaks a limit, and how; None where none does."""
    texts = (
        ("title", option.title, LONGEST_TITLE),
        ("department", option.department or "", LONGEST_NAME),
        ("description", option.description or "", LONGEST_DESCRIPTION),
    )
    if not is_visible(option.title):
        return "title", "A title needs at least one visible character."
    long = next(((name, len(text), most) for name, text, most in texts if len(text) > most), None)
    return (long[0], f"This is {long[1]} characters long; use at most {long[2]}.") if long else None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())

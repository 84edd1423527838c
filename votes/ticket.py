"""The code of a ticket as people type it: twelve characters, the last of which tells a slip from a wrong code."""

from __future__ import annotations

import re
import unicodedata

from votes.errors import VotingError
from votes.receipt import ALPHABET

CODE_LENGTH = 12
RANDOM_LENGTH = CODE_LENGTH - 1
_NEARLY = 8  # characters, some forgotten
SECRET_LENGTH = 26  # 128 bits
_ALIKE = str.maketrans("OIL", "011")
_GAPS = str.maketrans("", "", " -–—·.　")


class MistypedCode(VotingError):
    """Not a code of ours: a character is wrong, missing, or two have changed places."""

    reason = "mistyped-code"


def with_check(letters: str) -> str:
    """``letters`` (11 of the alphabet) and the character that makes the code's weighted sum zero.

    The weights are distinct powers of a generator of GF(32), so that every single wrong character and every two that
    have changed places are noticed. Source: Reed & Solomon, "Polynomial Codes over Certain Finite Fields", 1960, with
    one check symbol; the alphabet is Douglas Crockford's, "Base 32".
    """
    total = 0
    for place, letter in enumerate(letters):
        total ^= _times(_POWERS[place + 1], ALPHABET.index(letter))
    return letters + ALPHABET[total]


def read_code(text: str) -> str:
    """The code in its one spelling: gaps dropped, capitals, O as 0, I and L as 1. Raises MistypedCode."""
    code = text.translate(_GAPS).upper().translate(_ALIKE)
    if len(code) != CODE_LENGTH or not set(code) <= set(ALPHABET) or with_check(code[:-1]) != code:
        raise MistypedCode("This code has a slip: compare it with the ticket, character by character.")
    return code


def is_like_a_code(text: str) -> bool:
    """Whether a ticket's code is meant, slips and all: as long as one, or with letters and too long for a word."""
    code = text.translate(_GAPS)
    is_plain = code.isascii() and code.isalnum()
    return is_plain and (len(code) == CODE_LENGTH or (not code.isdigit() and _NEARLY <= len(code) <= 2 * CODE_LENGTH))


def read_secret(text: str) -> str | None:
    """What a ticket's link carries, in capitals; None for what has another shape."""
    secret = text.upper()
    return secret if len(secret) == SECRET_LENGTH and set(secret) <= set(ALPHABET) else None


def grouped(code: str) -> str:
    """In three groups of four, as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def serial(group: int, number: int) -> str:
    """``3-07``: the group's place in the meeting, and the ticket's in the group; ``07`` for one without a group (0)."""
    return f"{group}-{number:02d}" if group else f"{number:02d}"


def read_serial(text: str) -> tuple[int, int] | None:
    """The group's place (0 for none) and the number that ``serial`` was made from; None for another text."""
    typed = unicodedata.normalize("NFKC", text).strip()
    found = _SERIAL.fullmatch(typed)
    return (int(found["group"] or 0), int(found["number"])) if found else None


_SERIAL = re.compile(r"(?:(?P<group>[0-9]{1,4})[-–—., ]+)?(?P<number>[0-9]{1,6})")


def _times(a: int, b: int) -> int:
    """The product in GF(32), made by x⁵ + x² + 1."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = a << 1 ^ (0b100101 if a & 16 else 0), b >> 1
    return product


def _powers() -> tuple[int, ...]:
    found = [1]
    while len(found) < CODE_LENGTH:
        found.append(_times(found[-1], 2))
    return tuple(found)


_POWERS = _powers()  # the check character's own weight is 1

"""From a nonce to the tags that are published and the code that people can read aloud."""

from __future__ import annotations

import unicodedata
from hashlib import sha256

from votes.model import Mark, PollId

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = {**dict.fromkeys(map(ord, " -–—\u2010\u2011")), **str.maketrans("ILO", "110")}
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
ID_LENGTH = 16
NONCE_BYTES = 16
TAG_BYTES = 16
_GRADE_ENDS = frozenset(f":{place}" for place in range(10))
CODE_LENGTH = 12
CODE_BYTES = 8  # of a tag that its code shows


def ballot_tag(poll: PollId, nonce: bytes) -> bytes:
    """SHA-256("b" ‖ poll ‖ nonce), its first 16 bytes: stands for one ballot and tells nothing about it.

    Raises ValueError unless the id is 16 ASCII characters and the nonce 16 bytes: fixed lengths make the
    hashed text unambiguous. Source: FIPS 180-4; SP 800-107, 5.1, on cutting a hash to its first bits.
    """
    return _tag(b"b", poll, nonce=nonce)


def mark_tag(poll: PollId, mark: Mark, nonce: bytes) -> bytes:
    """SHA-256("m" ‖ poll ‖ mark ‖ nonce), its first 16 bytes: stands for one mark, linked to no other.

    A mark is the option's id, or that with the place of a grade behind it, as ``…:0``: two characters more, so that
    the length tells them apart. Raises ValueError as ballot_tag does, and for any other end. Source: as ballot_tag.
    """
    option, grade = mark[:ID_LENGTH], mark[ID_LENGTH:]
    if grade and grade not in _GRADE_ENDS:
        raise ValueError(f"an id is {ID_LENGTH} ASCII characters, and a grade one digit behind it, not {mark!r}")
    return _tag(b"m", poll, option, end=grade, nonce=nonce)


def code(tag: bytes) -> str:
    """The receipt code: the first 12 characters (60 bits) of the encoded ballot tag."""
    return encode(tag[:CODE_BYTES])[:CODE_LENGTH]


def typed(text: str) -> str | None:
    """A receipt code as somebody typed it: any case, hyphens and spaces, I and L for 1, O for 0. None for no code.

    Source: Douglas Crockford, "Base 32".
    """
    plain = unicodedata.normalize("NFKC", text).upper().translate(_READ_AS)
    return plain if len(plain) == CODE_LENGTH and set(plain) <= set(ALPHABET) else None


def tags_of(code: str) -> tuple[bytes, bytes]:
    """The first and the last tag that show this code."""
    bits = 0
    for letter in code:
        bits = bits << 5 | ALPHABET.index(letter)
    rest = 8 * TAG_BYTES - 5 * CODE_LENGTH
    return (bits << rest).to_bytes(TAG_BYTES, "big"), ((bits + 1 << rest) - 1).to_bytes(TAG_BYTES, "big")


def encode(data: bytes) -> str:
    """Base32, five bits a character from the front, zero bits added at the end where they are short.

    Source: Douglas Crockford, "Base 32": upper case, without I, L, O and U.
    """
    length = -(-len(data) * 8 // 5)
    pairs = -(-length // 2)  # two characters at a time: every ballot waits for its code
    bits = int.from_bytes(data, "big") << pairs * 10 - len(data) * 8
    return "".join([_PAIRS[bits >> at & 1023] for at in range(pairs * 10 - 10, -1, -10)])[:length]


def _tag(kind: bytes, *ids: str, end: str = "", nonce: bytes) -> bytes:
    if len(nonce) != NONCE_BYTES:
        raise ValueError(f"a nonce is {NONCE_BYTES} bytes, not {len(nonce)}")
    for text in ids:
        if len(text) != ID_LENGTH or not text.isascii():
            raise ValueError(f"an id is {ID_LENGTH} ASCII characters, not {text!r}")
    return sha256(kind + ("".join(ids) + end).encode("ascii") + nonce).digest()[:TAG_BYTES]

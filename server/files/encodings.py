"""Bytes → text by likelihood, never by mere validity: most bytes are valid in half a dozen encodings.

Done in the limited program alone, since strangers wrote them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence

from charset_normalizer import from_bytes

from server.files.encoding_names import ENCODINGS, USUAL, WEIGHED
from server.files.found import Reading
from server.files.told import NO_TEXT, unread

LOOKED_AT = 20_000  # characters of a text by which it is judged
MOST_READINGS = 2  # that somebody is asked to choose between
ENOUGH = 8  # characters beyond ASCII by which UTF-8 is known for certain
NEAR = 0.06  # of likelihood, below which two readings cannot be told apart
_STRANGE = 0.5  # more disorder than this is no text in that encoding
_RARE = 0.4  # how much it counts that all characters are rare ones
_FOREIGN = 0.05  # how much it counts that it is not what the meeting's language is saved in
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_NO_LETTER = re.compile("[\x80\uf8f0-\uf8f3]")
_KANA = re.compile("[\u3041-\u30fe]")
# In UTF-8: a letter of three bytes, or one of two bytes by itself.
_SURELY = re.compile("[^\x00-\u07ff]|(?<![\x80-\u07ff])[\x80-\u07ff](?![\x80-\u07ff])")
_NEVER = "\x00\ufffe\uffff"  # no text has them
_NO_WORD = re.compile("[\u00a1-\u02ff]{4}")  # no language of these letters has as many of them in a row


def texts_of(data: bytes, languages: Sequence[str] = ()) -> tuple[Reading, ...]:
    """The readings that are likely, the likeliest first: one, or two that differ and cannot be told apart.

    ``languages`` are the meeting's, by which a doubt is decided. Raises BadRows at ``1/file``.
    Source: RFC 3629; GB 18030-2005; Unicode Standard, 23.8, for the marks; Windows code pages; disorder as in
    charset-normalizer.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return (_sure(data, encoding),)
    text = _decoded(data, "utf-8")
    if b"\x00" in data and (text is None or sum(map(data.count, range(9))) * 5 > len(data)):
        return (_sure_wide(data),)
    if text is not None and _is_surely_utf8(text):
        return (Reading("utf-8", text),)
    found = _likely(data, languages)
    if text is not None:
        found = [(0.0, Reading("utf-8", text)), *((score + NEAR / 2, each) for score, each in found)]
    if not found:
        raise unread(NO_TEXT)
    best = found[0][0]
    return tuple(reading for score, reading in found if score <= best + NEAR)[:MOST_READINGS]


def _is_surely_utf8(text: str) -> bool:
    """Few letters of two bytes, none by itself, may be words in an East Asian encoding that are UTF-8 by chance."""
    return text.isascii() or len(text.encode()) - len(text) >= ENOUGH or bool(_SURELY.search(text))


def read_as(data: bytes, encoding: str) -> Reading:
    """As somebody chose, or the file says. Raises BadRows at ``1/file``."""
    if encoding.lower() not in ENCODINGS:
        raise unread(NO_TEXT)
    return _sure(data, encoding)


def _sure(data: bytes, encoding: str) -> Reading:
    text = _decoded(data, encoding)
    if text is None:
        raise unread(NO_TEXT)
    return Reading(encoding, text)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _sure_wide(data: bytes) -> Reading:
    reading = _sure(data, _wide(data))
    if any(each in reading.text for each in _NEVER):
        raise unread(NO_TEXT)
    return reading


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: of two bytes, the upper one of a comma, a digit or a line's end is 0."""
    return "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"


def _likely(data: bytes, languages: Sequence[str]) -> list[tuple[float, Reading]]:
    usual = [each for language in languages for each in USUAL.get(language[:2], ())]
    order = list(dict.fromkeys((*usual, *WEIGHED)))
    found = from_bytes(_beginning(data), cp_isolation=list(order), threshold=_STRANGE)
    disorder = {each.encoding: each.chaos for each in found}
    scored: list[tuple[float, Reading]] = []
    for at, encoding in enumerate(order):
        text = _decoded(data, encoding)
        if text is None or any(text == reading.text for _, reading in scored):
            continue
        chaos = disorder.get(encoding, _same_text(data, encoding, disorder))
        chaos = _STRANGE / 4 if chaos is None and encoding in usual else chaos
        if chaos is not None and (odd := _oddness(text, encoding)) is not None:
            foreign = 0.0 if encoding in usual else _FOREIGN
            scored.append((chaos + odd + foreign + 0.01 * at, Reading(encoding, text, is_guess=True)))
    return sorted(scored, key=lambda each: each[0])


def _beginning(data: bytes) -> bytes:
    """Whole lines of it, as many as tell the disorder. None of these encodings has a line's end within a character."""
    end = data.rfind(b"\n", 0, LOOKED_AT)
    return data if len(data) <= LOOKED_AT or end < 0 else data[: end + 1]


def _same_text(data: bytes, encoding: str, disorder: dict[str, float]) -> float | None:
    """The disorder of another encoding that gives the same text, since only one of them is named."""
    text = _decoded(data, encoding)
    return next((chaos for each, chaos in disorder.items() if _decoded(data, each) == text), None)


def _oddness(text: str, encoding: str) -> float | None:
    """How rare what it says is in this encoding's own language: 0 for everyday words. None: it is not that language."""
    text = text[:LOOKED_AT]
    letters = [each for each in text if not each.isascii() and each.isalpha()]
    if encoding in ("cp932", "euc_jp"):
        kana = len(_KANA.findall(text))
        if _NO_LETTER.search(text) or len(_HALF_WIDTH.findall(text)) > kana or (encoding == "euc_jp" and not kana):
            return None
        rare = _RARE * _share(letters, lambda each: not _is_common(each, "euc_jp", 0xA1, 0xCF))
        return rare - _FOREIGN if kana else rare
    if encoding == "gb18030":
        return _RARE * _share(letters, lambda each: not _is_common(each, "gb2312", 0xB0, 0xD7))
    if encoding == "big5":
        return _RARE * _share(letters, lambda each: not _is_common(each, "big5", 0xA4, 0xC6))
    if encoding == "cp949":
        return _RARE * _share(letters, lambda each: not _is_common(each, "euc_kr", 0xB0, 0xC8))
    if encoding == "cp1251":
        return _RARE * _share(letters, lambda each: not "А" <= each <= "я" and each not in "Ёё")
    return _RARE if _NO_WORD.search(text) else 0.0


def _share(letters: Sequence[str], is_rare: Callable[[str], bool]) -> float:
    return sum(map(is_rare, letters)) / len(letters) if letters else 0.0


def _is_common(letter: str, encoding: str, first: int, last: int) -> bool:
    """Whether it is among the characters that the standard puts first, since they are the frequent ones."""
    try:
        return first <= letter.encode(encoding)[0] <= last
    except UnicodeEncodeError:
        return False

"""Numbers and bullets that a word processor put before the lines of a list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

_DIGITS = {each: at for at, each in enumerate("〇一二三四五六七八九")}
_TENS = "十"
# A number and what divides it from the name: 1. 1、 1) (1) （一） 一、 ①; a point is none where a digit follows it.
_NUMBERED = re.compile(
    r"(?:第?(?P<plain>[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})\s*(?:[、)）:：]|[.．](?![0-9０-９])|项[：:])"
    r"|[(（\[【]\s*(?P<inside>[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})\s*[)）\]】]|(?P<ring>[①-⑳]))\s*(?P<rest>.*\S)"
)
_BULLET = re.compile(r"[•·‧∙●○◦■□◆◇▪▫★☆➢➤►▶✓√\-–—*＊]\s*(?P<rest>.*\S)")


def without_numbers(titles: Sequence[str]) -> list[str] | None:
    """The titles without numbers or bullets, where every one has a number and they rise, or every one a bullet.

    None where it is otherwise: then a number at the beginning belongs to the name, as in "24小时图书馆" or "3 in 1".
    """
    if len(titles) < 2:
        return None
    found = [_NUMBERED.fullmatch(title) for title in titles]
    if all(found):
        values = [_value(match) for match in found if match]
        rise = all(after > before for before, after in pairwise(values))
        return [match["rest"] for match in found if match] if rise else None
    bullets = [_BULLET.fullmatch(title) for title in titles]
    return [match["rest"] for match in bullets if match] if all(bullets) else None


def numbered(title: str) -> tuple[str, int, str] | None:
    """The kind of number that it begins with, the number, and what follows; None for a title without one."""
    found = _NUMBERED.fullmatch(title)
    if not found:
        return None
    digits = found["plain"] or found["inside"] or found["ring"]
    kind = ("ring" if found["ring"] else "inside" if found["inside"] else "plain") + (
        "" if digits[0] in (*_DIGITS, _TENS) else "1"
    )
    return kind, _value(found), found["rest"]


def _value(match: re.Match[str]) -> int:
    if match["ring"]:
        return ord(match["ring"]) - ord("①") + 1
    text = unicodedata.normalize("NFKC", match["plain"] or match["inside"])
    if text.isdecimal():
        return int(text)
    tens, mark, ones = text.partition(_TENS)
    if not mark:
        return int("".join(str(_DIGITS[each]) for each in text))
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)

"""How figures, times and clauses are written in each language: the filters of the templates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from math import ceil
from typing import Any

from markupsafe import Markup, escape

from server.words.isolated import marked
from server.words.line_breaks import loose_words_zh, whole_words_ja, whole_words_zh
from votes.result import Result
from votes.rounding import decimal, part_of
from votes.ties import Score

CLAUSE = re.compile(r"[^，。；：！？]+[，。；：！？”’」』）]*|[，。；：！？]+")
WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HAN = "零一二三四五六七八九十"
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
YOUBI = ("月", "火", "水", "木", "金", "土", "日")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def phrases(text: str) -> Markup:
    """Wrap each Chinese clause so that lines break between clauses; other text stays one piece."""
    clauses = CLAUSE.findall(str(escape(text)))
    if len(clauses) < 2 or isinstance(marked(text), Markup):
        return escape(marked(text))
    return Markup("".join(f'<span class="ph">{clause}</span>' for clause in clauses))


def description_zh(text: str) -> Markup:
    """A description: lines break between clauses, and within one where no word is divided."""
    if isinstance(marked(text), Markup):
        return escape(marked(text))
    clauses = [loose_words_zh(clause) for clause in CLAUSE.findall(text)]
    return (
        clauses[0]
        if len(clauses) == 1
        else Markup("").join(Markup('<span class="ph">{}</span>').format(each) for each in clauses)
    )


def unbroken(text: str) -> Markup:
    """Text whose lines the browser breaks: between Japanese phrases by its own dictionary."""
    return escape(marked(text))


def wide(text: str) -> int:
    """How much room a short text takes, in halves of a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def code(receipt: str) -> str:
    """A receipt code in groups of four, as people read it aloud."""
    return "-".join(receipt[at : at + 4] for at in range(0, len(receipt), 4))


def clock(seconds: float) -> str:
    """Minutes and seconds left; a started second counts whole, so that 00:00 means over."""
    minutes, rest = divmod(max(0, ceil(seconds)), 60)
    return f"{minutes:02d}:{rest:02d}"


def size(count: int) -> str:
    """What a file takes: kilobytes below one megabyte, a started one whole."""
    return f"{count / 1_048_576:.1f} MB" if count >= 1_048_576 else f"{ceil(count / 1024)} KB"


def number(count: int) -> str:
    """A count with its thousands set apart."""
    return f"{count:,}"


def numeral_zh(count: int) -> str:
    """Up to ten as a Chinese numeral; a figure above it stands apart from the words."""
    return HAN[count] if 0 <= count < len(HAN) else f" {count} "


def numeral_en(count: int) -> str:
    """Up to ten as a word."""
    return WORDS[count] if 0 <= count < len(WORDS) else str(count)


def share(part: Score, digits: int = 1) -> str:
    """A share in percent with one decimal, or as many as are asked for."""
    return f"{decimal(100 * part, digits)}%"


def mean(score: Score, result: Result | None = None) -> str:
    """A mean with two decimals, or with up to four where unequal ones of the result would look equal."""
    scores = {each.score for each in result.options} if result else {score}
    apart = (digits for digits in (2, 3) if len({decimal(each, digits) for each in scores}) == len(scores))
    return decimal(score, next(apart, 4))


def date_zh(moment: datetime) -> str:
    """``12月5日（星期六）14:00``, in the offset that the moment carries."""
    return f"{moment.month}月{moment.day}日（星期{WEEKDAYS[moment.weekday()]}）{moment:%H:%M}"


def date_en(moment: datetime) -> str:
    """``Sat 5 Dec, 14:00``, in the offset that the moment carries."""
    return f"{DAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}, {moment:%H:%M}"


def date_ja(moment: datetime) -> str:
    """``12月5日（土）14:00``, in the offset that the moment carries."""
    return f"{moment.month}月{moment.day}日（{YOUBI[moment.weekday()]}）{moment:%H:%M}"


def day_zh(moment: datetime) -> str:
    """``2026 年 12 月 5 日``, in the offset that the moment carries."""
    return f"{moment.year} 年 {moment.month} 月 {moment.day} 日"


def day_ja(moment: datetime) -> str:
    """``2026年12月5日``, in the offset that the moment carries."""
    return f"{moment.year}年{moment.month}月{moment.day}日"


def day_en(moment: datetime) -> str:
    """``5 Dec 2026``, in the offset that the moment carries."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


OWN: Mapping[str, Mapping[str, Callable[..., Any]]] = {
    "zh-CN": {
        "phrases": phrases,
        "whole_words": whole_words_zh,
        "described": description_zh,
        "date": date_zh,
        "day": day_zh,
        "numeral": numeral_zh,
    },
    "en": {
        "phrases": phrases,
        "whole_words": unbroken,
        "described": phrases,
        "date": date_en,
        "day": day_en,
        "numeral": numeral_en,
    },
    "ja": {
        "phrases": unbroken,
        "whole_words": whole_words_ja,
        "described": unbroken,
        "date": date_ja,
        "day": day_ja,
        "numeral": str,
    },
}


def filters(language: str) -> Mapping[str, Callable[..., Any]]:
    """The filters under the names that the templates use."""
    return {
        **OWN[language],
        "wide": wide,
        "code": code,
        "clock": clock,
        "number": number,
        "size": size,
        "share": share,
        "decimal": decimal,
        "part_of": part_of,
        "mean": mean,
    }

"""How figures, times and clauses are written."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from server.words import formats
from server.words.formats import (
    clock,
    code,
    date_en,
    date_ja,
    date_zh,
    day_en,
    day_ja,
    day_zh,
    filters,
    numeral_en,
    numeral_zh,
    phrases,
    share,
)

SHANGHAI = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "00:00"), (0.01, "00:01"), (59.2, "01:00"), (60, "01:00"), (61, "01:01"), (3600, "60:00"), (-3, "00:00")],
)
def test_a_clock_counts_a_started_second_whole(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("先看名单，再推荐。", '<span class="ph">先看名单，</span><span class="ph">再推荐。</span>'),
        ("只有一句。", "只有一句。"),
        ("“头雁计划”：书记培训", '<span class="ph">“头雁计划”：</span><span class="ph">书记培训</span>'),
        ("Wait, please.", "Wait, please."),
        ("", ""),
        ("，。", "，。"),
    ],
)
def test_chinese_breaks_between_clauses(text: str, shown: str) -> None:
    assert phrases(text) == shown


@given(st.text(alphabet="<>&'\"，。；a汉”", max_size=30))
def test_clauses_lose_no_letter_and_let_no_markup_in(text: str) -> None:
    shown = phrases(text)
    assert shown.replace('<span class="ph">', "").replace("</span>", "") == str(escape(text))
    assert isinstance(shown, Markup)


@pytest.mark.parametrize(("receipt", "shown"), [("ABCD1234WXYZ", "ABCD-1234-WXYZ"), ("ABCDE", "ABCD-E"), ("", "")])
def test_a_receipt_is_read_aloud_in_fours(receipt: str, shown: str) -> None:
    assert code(receipt) == shown


@pytest.mark.parametrize(
    ("count", "chinese", "english"),
    [(0, "零", "zero"), (5, "五", "five"), (10, "十", "ten"), (11, " 11 ", "11"), (-1, " -1 ", "-1")],
)
def test_small_numbers_are_words(count: int, chinese: str, english: str) -> None:
    assert (numeral_zh(count), numeral_en(count)) == (chinese, english)


def test_figures_are_written_for_the_room() -> None:
    assert (formats.number(999), formats.number(17_660)) == ("999", "17,660")
    assert (share(Fraction(31, 48)), share(0), share(1)) == ("64.6%", "0.0%", "100.0%")
    assert (share(Fraction(13, 160)), share(Fraction(1, 2000)), share(Fraction(1, 200), 0)) == ("8.1%", "0.1%", "1%")


def test_a_date_is_told_in_the_halls_own_time() -> None:
    moment = datetime(2026, 12, 5, 14, 0, tzinfo=SHANGHAI)
    assert (date_zh(moment), date_en(moment)) == ("12月5日（星期六）14:00", "Sat 5 Dec, 14:00")
    assert (date_ja(moment), day_ja(moment)) == ("12月5日（土）14:00", "2026年12月5日")
    assert (day_zh(moment), day_en(moment)) == ("2026 年 12 月 5 日", "5 Dec 2026")


def test_each_language_has_its_own_dates_and_numerals_and_the_same_names() -> None:
    chinese, english, japanese = filters("zh-CN"), filters("en"), filters("ja")
    assert chinese.keys() == english.keys() == japanese.keys()
    assert {name for name in chinese if chinese[name] is not english[name]} == {
        "date",
        "day",
        "described",
        "numeral",
        "whole_words",
    }
    assert {name for name in chinese if chinese[name] is not japanese[name]} == {
        "date",
        "day",
        "described",
        "numeral",
        "phrases",
        "whole_words",
    }
    assert japanese["phrases"]("締切まで、<b>。") == "締切まで、&lt;b&gt;。"

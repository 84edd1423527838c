"""The text that goes into the chat."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.votes.nouns import CLOSED, judged, oid, poll, rated, review, scored
from votes.formats.ranked_text import Words, ranked_text
from votes.model import Counts, Option, PollId, PollState, TieRule
from votes.result import judge
from votes.ties import Decision

CHINESE = Words(
    heading="【{list}】",
    place="{rank}. {option} {votes}",
    option="{title}（{department}）",
    votes="{}票".format,
    mean=lambda mean: f"均分 {float(mean):.2f}",
    tie="以下并列，还有 {} 个名额待定：".format,
    settled=lambda result: f"名次 {result.tie.rank} 已定" if result.tie else "",
    nobody="没有得票",
    voting="尚未截止",
)


def test_each_list_gives_its_winners_the_first_place_first() -> None:
    drafted = poll("abc", CLOSED, winners=2)
    named = replace(
        drafted,
        options=(Option(oid("a"), "食堂", "服务办"), Option(oid("b"), "公园"), Option(oid("c"), "电梯")),
    )
    counts: Counts = {(None, None): 31, (None, oid("a")): 20, (None, oid("b")): 31, (None, oid("c")): 2}
    result = judge(named, counts, (), {}, 5)

    assert ranked_text("年度务虚会", [("民生", result), ("任务", result)], CHINESE) == (
        "年度务虚会\n\n"
        "【民生】\n1. 公园 31票\n2. 食堂（服务办） 20票\n\n"
        "【任务】\n1. 公园 31票\n2. 食堂（服务办） 20票\n"
    )


def test_an_open_tie_is_said_plainly_before_the_tied() -> None:
    result = scored({"a": 9, "b": 5, "c": 7, "d": 5, "e": 1}, 3)

    assert ranked_text("T", [("L", result)], CHINESE).splitlines()[3:] == [
        "1. Project a（Services） 9票",
        "2. Project c（Services） 7票",
        "以下并列，还有 1 个名额待定：",
        "3. Project b（Services） 5票",
        "3. Project d（Services） 5票",
    ]


def test_a_settled_tie_names_the_elected_and_how() -> None:
    drafted = poll("abcde", CLOSED, winners=3)
    counts: Counts = {(None, oid(letter)): n for letter, n in zip("abcde", (9, 5, 7, 5, 1), strict=True)}
    for decision, won in ((Decision(TieRule.INCLUDE), "bd"), (Decision(TieRule.ORGANIZER, options=(oid("d"),)), "d")):
        lines = ranked_text("T", [("L", judge(drafted, counts, (), {}, 5, "", decision))], CHINESE).splitlines()

        assert lines[5:] == [*(f"3. Project {letter}（Services） 5票" for letter in won), "名次 3 已定"]


def test_a_runoff_that_is_still_to_come_leaves_the_tie_open_in_the_text() -> None:
    drafted = poll("ab", CLOSED, winners=1)
    counts: Counts = {(None, oid("a")): 1, (None, oid("b")): 1}
    pending = judge(drafted, counts, (), {}, 5, "", Decision(TieRule.RUNOFF, poll=PollId("r")))

    assert "以下并列，还有 1 个名额待定：" in ranked_text("T", [("L", pending)], CHINESE)
    assert "已定" not in ranked_text("T", [("L", pending)], CHINESE)


def test_equals_that_all_fit_share_a_rank_and_are_no_tie() -> None:
    lines = ranked_text("T", [("L", scored({"a": 5, "b": 5, "c": 1}, 2))], CHINESE).splitlines()[3:]

    assert lines == ["1. Project a（Services） 5票", "1. Project b（Services） 5票"]


def test_where_options_are_graded_it_tells_the_mean_and_its_ties() -> None:
    result = judged(review("abc", CLOSED, winners=2), [rated("a0 b1 c1"), rated("a1 b1 c1")])

    assert ranked_text("T", [("L", result)], CHINESE).splitlines()[3:] == [
        "1. Project a（Services） 均分 0.90",
        "以下并列，还有 1 个名额待定：",
        "2. Project b（Services） 均分 0.80",
        "2. Project c（Services） 均分 0.80",
    ]


def test_without_votes_it_says_so() -> None:
    assert ranked_text("T", [("L", judged(poll("ab", CLOSED), []))], CHINESE) == "T\n\n【L】\n没有得票\n"


@pytest.mark.parametrize("state", [PollState.DRAFT, PollState.OPEN])
def test_a_running_poll_is_never_told_as_a_result(state: PollState) -> None:
    text = ranked_text("T", [("L", scored({"a": 5, "b": 1}, 1, state))], CHINESE)

    assert text == "T\n\n【L】\n尚未截止\n"


def test_braces_in_a_title_are_only_text() -> None:
    drafted = replace(poll("a", CLOSED), options=(Option(oid("a"), "{votes} {0}", "{x}"),))
    text = ranked_text("{T}", [("{L}", judge(drafted, {(None, oid("a")): 1}, (), {}, 5))], CHINESE)

    assert text == "{T}\n\n【{L}】\n1. {votes} {0}（{x}） 1票\n"

"""The one sentence about a tie, in every language, for each way it can stand."""

from __future__ import annotations

import pytest

from server.words.language import LANGUAGES
from server.words.ties import method_said, tie_said
from tests.votes.nouns import CLOSED, ballot, oids, poll, scored
from votes.model import PollId, TieRule
from votes.result import Result, judge
from votes.tally import count
from votes.ties import Decision

LOT = Decision(TieRule.LOT, seed="{rank} 3444.43")
RUNOFF = Decision(TieRule.RUNOFF, poll=PollId("r"))
OVER = Decision(TieRule.RUNOFF, poll=PollId("r"), outcome=(True, False, False))
CHOSEN = Decision(TieRule.ORGANIZER, reason="{tied} 急需", options=tuple(oids("b")))


def result(decision: Decision | None) -> Result:
    votes = count([ballot(letter) for letter in "aaabbccdd"])
    return judge(poll("abcde", CLOSED, 2), votes, (), {}, 5, "", decision)


@pytest.mark.parametrize(
    ("decision", "chinese", "english", "japanese"),
    [
        (
            None,
            "第 2 名 3 项并列，还有 1 个名额待定。",
            "Place 2: 3 are tied, and 1 place is still open.",
            "第2位は3件が同数、残り1枠は未決定です。",
        ),
        (
            RUNOFF,
            "第 2 名 3 项并列，由加投决定。",
            "Place 2: 3 are tied; a run-off decides.",
            "第2位は3件が同数、決選投票で決めます。",
        ),
        (
            OVER,
            "第 2 名并列，经加投产生。",
            "Place 2 was tied and decided by a run-off.",
            "第2位は同数のため、決選投票で決定しました。",
        ),
        (
            LOT,
            "第 2 名并列，经抽签产生，签号“{rank} 3444.43”。",
            "Place 2 was tied and drawn by lot, seed “{rank} 3444.43”.",
            "第2位は同数のため、抽選で決定しました。基準値「{rank} 3444.43」。",
        ),
        (
            Decision(TieRule.INCLUDE),
            "第 2 名并列，3 项一并入围。",
            "Place 2 was tied; all 3 are selected.",
            "第2位は同数のため、3件すべてを選定しました。",
        ),
        (
            CHOSEN,
            "第 2 名并列，由主办方决定，理由：{tied} 急需",
            "Place 2 was tied and decided by the organizer: {tied} 急需",
            "第2位は同数のため、主催者が決定しました。理由：{tied} 急需",
        ),
    ],
)
def test_how_a_tie_stands_is_said_in_one_sentence(
    decision: Decision | None, chinese: str, english: str, japanese: str
) -> None:
    said = {language: tie_said(result(decision), language) for language in LANGUAGES}
    assert said == {"zh-CN": chinese, "en": english, "ja": japanese}


def test_a_result_without_a_tie_needs_no_sentence() -> None:
    assert tie_said(scored({"a": 2, "b": 1}, 1), "en") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_method_has_a_name_of_its_own(language: str) -> None:
    assert len({method_said(method, language) for method in TieRule}) == len(TieRule)

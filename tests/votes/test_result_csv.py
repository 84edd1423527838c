"""Ranked lists for a spreadsheet."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from io import StringIO

import pytest
from hypothesis import given

from tests.votes.nouns import CLOSED, GROUPS, REVIEW, ballot, judged, oid, poll, rated, review, scored, some_ballots
from votes.formats.result_csv import guarded, rows
from votes.model import Ballot, Grade, Option, PollId, PollState, TieRule, Ways
from votes.result import Result, judge
from votes.tally import count
from votes.ties import Decision

NAMES = [grade.name for grade in REVIEW]


def table(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline=""), strict=True))


def test_a_line_per_option_in_rank_order_and_a_column_per_group() -> None:
    ballots = [ballot("ab", "P")] * 5 + [ballot("b", "Q")] * 6
    result = judged(poll("abc", CLOSED), ballots, GROUPS[:2])

    assert rows([("Projects", result)]) == (
        "list,rank,title,department,votes,share,elected,tie,seed,reason,ballots,blank,void,Group P,Group Q\r\n"
        "Projects,1,Project b,Services,11,1.0000,true,,,,11,0,0,5,6\r\n"
        "Projects,2,Project a,Services,5,0.4545,true,,,,11,0,0,5,0\r\n"
        "Projects,3,Project c,Services,0,0.0000,false,,,,11,0,0,0,0\r\n"
    )


def test_lists_with_other_merged_groups_share_one_table_and_leave_cells_empty() -> None:
    one = judged(poll("a", CLOSED), [ballot("a", "P")] * 5 + [ballot("a", "Q")] * 6, GROUPS[:2])
    two = judged(poll("a", CLOSED), [ballot("a", "P")] * 2 + [ballot("a", "Q")] * 6, GROUPS[:2])

    lines = table(rows([("One", one), ("Two", two)]))

    assert lines[0][13:] == ["Group P", "Group Q", "Group P + Group Q"]
    assert [line[13:] for line in lines[1:]] == [["5", "6", ""], ["", "", "8"]]


def test_ballots_from_tellers_and_paper_are_counted_apart_where_a_list_has_any() -> None:
    plain, by_hand = (judged(poll("a", CLOSED), [ballot("a")] * 9) for _ in range(2))
    by_hand = replace(by_hand, ways=Ways(2, 3, 1, 4))

    lines = table(rows([("One", plain), ("Two", by_hand)]))

    assert lines[0][10:15] == ["ballots", "blank", "void", "assisted", "paper"]
    assert [line[10:15] for line in lines[1:]] == [["9", "0", "0", "0", "0"], ["9", "4", "1", "2", "3"]]
    assert [line[4] for line in lines[1:]] == ["9", "9"]


@pytest.mark.parametrize(
    ("state", "told"),
    [(CLOSED, ["true", "tie", "tie", "false"]), (PollState.REVEALED, ["true", "tie", "tie", "false"]),
     (PollState.OPEN, [""] * 4)],
)  # fmt: skip
def test_an_open_tie_is_said_and_nothing_before_close(state: PollState, told: list[str]) -> None:
    lines = table(rows([("P", scored({"a": 3, "b": 2, "c": 2, "d": 1}, 2, state))]))

    assert [line[6] for line in lines[1:]] == told


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        (None, ["tie", "open", "", ""]),
        (Decision(TieRule.RUNOFF, poll=PollId("r")), ["tie", "runoff", "", ""]),
        (Decision(TieRule.INCLUDE), ["true", "include", "", ""]),
        (Decision(TieRule.LOT, seed="=1+1"), ["true", "lot", "'=1+1", ""]),
        (
            Decision(TieRule.ORGANIZER, options=(oid("b"),), reason="-urgent"),
            ["true", "organizer", "", "'-urgent"],
        ),
    ],
)
def test_lines_of_the_tied_say_how_it_was_settled(decision: Decision | None, told: list[str]) -> None:
    votes = count([ballot(letter) for letter in "aaabbccd"])
    lines = table(rows([("P", judge(poll("abcd", CLOSED, 2), votes, (), {}, 5, "", decision))]))

    tied = [line[6:10] for line in lines[2:4]]
    assert told in tied
    assert {line[7] for line in lines[2:4]} == {told[1]}
    assert [line[7] for line in (lines[1], lines[4])] == ["", ""]


@pytest.mark.parametrize("risky", ["=1+1", "+1", "-1", "@x", " =x", "\t=x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x"])
def test_what_would_run_as_a_formula_stays_text_wherever_people_wrote_it(risky: str) -> None:
    assert guarded(risky) == f"'{risky}"
    drafted = poll("a", CLOSED)
    drafted = replace(drafted, options=(Option(drafted.options[0].id, risky, risky),))

    head, line = table(rows([(risky, judged(drafted, [ballot("a", "P")] * 5, [replace(GROUPS[0], name=risky)]))]))

    assert [line[0], line[2], line[3], head[13]] == [f"'{risky}"] * 4


@pytest.mark.parametrize("plain", ["", "Canteen", "3 = three", "a+b", "水电"])
def test_other_text_is_left_as_it_is(plain: str) -> None:
    assert guarded(plain) == plain


def test_where_options_are_graded_mean_rates_and_distribution_have_columns() -> None:
    ballots = [*[rated("a0 b1", "P")] * 5, *[rated("a3", "Q")] * 5, rated("b2", "Q")]
    result = judged(review("ab", CLOSED), ballots, GROUPS[:2])

    assert rows([("Reports", result)]) == (
        "list,rank,title,department,votes,share,elected,tie,seed,reason,ballots,blank,void,"
        "mean,mean_exact,good_of_rated,good_of_ballots,not_graded,好,较好,一般,差,Group P,Group Q\r\n"
        "Reports,1,Project b,Services,6,0.5455,true,,,,11,0,0,0.7667,23/30,0.8333,0.4545,5,0,5,1,0,0.8000,0.6000\r\n"
        "Reports,2,Project a,Services,10,0.9091,true,,,,11,0,0,0.7000,7/10,0.5000,0.4545,1,5,0,0,5,1.0000,0.4000\r\n"
    )


def test_lists_with_and_without_grades_share_one_table() -> None:
    chosen, graded_ = scored({"a": 2}), judged(review("a", CLOSED), [rated("a1")])
    other = judged(replace(review("a", CLOSED), grades=(Grade("=1", Fraction(1)), *REVIEW[1:])), [rated("a0")])

    head, *lines = table(rows([("Chosen", chosen), ("Graded", graded_), ("Other", other)]))

    assert head[13:-1] == ["mean", "mean_exact", "good_of_rated", "good_of_ballots", "not_graded", *NAMES, "'=1"]
    assert [line[18:-1] for line in lines] == [["", "", "", "", ""], ["0", "1", "0", "0", ""], ["", "0", "0", "0", "1"]]
    assert [line[13] for line in lines] == ["", "0.8000", "1.0000"]
    assert len(table(rows([("Chosen", chosen)]))[0]) == 13 + 1  # without grades nothing is added


@given(some_ballots)
def test_a_reader_gets_back_every_figure(ballots: list[Ballot]) -> None:
    result: Result = judged(poll(state=CLOSED), ballots, GROUPS)
    head, *lines = table(rows([('A, "B"\nC', result)]))

    assert {line[0] for line in lines} == {'A, "B"\nC'}
    assert [(int(line[1]), line[2], int(line[4])) for line in lines] == [
        (ranked.rank, ranked.title, ranked.votes) for ranked in result.options
    ]
    assert [sum(map(int, line[13:])) for line in lines] == [ranked.votes for ranked in result.options]
    assert len(head) == 13 + len(result.groups)

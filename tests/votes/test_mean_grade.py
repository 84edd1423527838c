"""What grades come to: exact means, good-rates, and the whole distribution."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.votes.nouns import CLOSED, GROUPS, REVIEW, judged, oid, options, rated, review, some_rated_ballots
from votes.marks import every_mark, graded
from votes.model import Ballot, Grade, GroupId
from votes.result import Result, places
from votes.rules import RULES
from votes.rules.mean_grade import Grading, gradings
from votes.tally import count, overall

ORSAY = Path(__file__).parent.parent / "data" / "orsay-2007-1.csv"


def grading(result: Result, letter: str) -> Grading:
    (found,) = (each.grading for each in result.options if each.option == oid(letter))
    assert found is not None
    return found


def ranks(result: Result) -> str:
    return " ".join(f"{ranked.option[0]}{ranked.rank}" for ranked in result.options)


def test_four_grades_of_a_review_stand_for_1_to_0_4() -> None:
    """海盐县 2015: 好、较好、一般、差 stand for coefficients from 1 to 0.4, the full mark is 100."""
    assert [grade.coefficient * 100 for grade in REVIEW] == [100, 80, 60, 40]
    ballots = [rated(f"a{place}") for place, n in enumerate((20, 10, 6, 4)) for _ in range(n)]

    result = judged(review("a", CLOSED), ballots)

    assert grading(result, "a").mean * 100 == 83  # (20 · 100 + 10 · 80 + 6 · 60 + 4 · 40) / 40
    assert grading(result, "a").counts == (20, 10, 6, 4)


def test_the_mean_is_over_those_who_rated_and_the_good_rate_over_both() -> None:
    result = judged(review("ab", CLOSED), [rated("a0 b0"), rated("a1"), rated("a3"), rated(""), rated("b2")])

    a = grading(result, "a")
    assert (a.counts, a.rated, a.blank, a.ballots) == ((1, 1, 0, 1), 3, 2, 5)
    assert (a.mean, a.good, a.good_of_rated, a.good_of_ballots) == (
        Fraction(11, 15),
        2,
        Fraction(2, 3),
        Fraction(2, 5),
    )
    first = result.options[0]
    assert (first.option, first.score, first.votes, first.share) == (oid("b"), Fraction(4, 5), 2, Fraction(2, 5))


def test_what_nobody_rated_has_a_mean_of_nothing_and_is_never_elected() -> None:
    result = judged(review("ab", CLOSED), [rated("a3"), rated("")])

    assert [(each.option, each.score, each.elected) for each in result.options] == [
        (oid("a"), Fraction(2, 5), True),
        (oid("b"), 0, False),
    ]
    empty = grading(judged(review("ab", CLOSED), []), "a")
    assert (empty.mean, empty.good_of_rated, empty.good_of_ballots) == (0, 0, 0)


def test_equal_means_tie_where_floats_would_not() -> None:
    assert (0.8 + 0.8 + 0.8) / 3 != 0.8  # the control

    ballots = [rated("a1 b1 c0"), rated("a1 d3"), rated("a1")]
    result = judged(review("abcd", CLOSED, winners=2), ballots)

    assert ranks(result) == "c1 a2 b2 d4"
    assert result.tie is not None
    assert (result.tie.rank, result.tie.seats, result.tie.options) == (2, 1, (oid("a"), oid("b")))
    assert [each.elected for each in result.options] == [True, None, None, False]
    assert [len(place) for place in places(result)] == [2, 1]


def test_more_raters_are_no_better_rank_than_better_grades() -> None:
    many = [rated("a1")] * 9

    assert ranks(judged(review("ab", CLOSED), [*many, rated("b0")])) == "b1 a2"


def test_before_close_grades_are_counted_and_nobody_is_elected() -> None:
    result = judged(review("ab"), [rated("a0"), rated("b3")])

    assert (ranks(result), {each.elected for each in result.options}, result.tie) == ("a1 b2", {None}, None)


def test_other_grades_and_another_number_of_good_ones_are_counted_as_they_are() -> None:
    pass_or_fail = (Grade("满意", Fraction(1)), Grade("基本满意", Fraction(3, 5)), Grade("不满意", Fraction(0)))
    of = replace(review("ab", CLOSED), grades=pass_or_fail, good_grades=1)

    result = judged(of, [rated("a0 b2"), rated("a1 b2")])

    assert (grading(result, "a").mean, grading(result, "a").good) == (Fraction(4, 5), 1)
    assert result.options[1].elected is False  # a score of 0
    assert (result.grades, result.good_grades) == (pass_or_fail, 1)


def test_orsays_ballots_recounted_agree_with_a_count_made_apart() -> None:
    """The six-grade ballots of Orsay, first station, 2007. Source: Balinski & Laraki, "Majority Judgment", 2010."""
    (_, *names), *lines = csv.reader(ORSAY.read_text("utf-8").splitlines())
    rows = [list(map(int, line[1:])) for line in lines]
    letters = "abcdefghijkl"
    grades = tuple(Grade(str(worth), Fraction(worth)) for worth in (6, 5, 4, 3, 2, 1))
    of = replace(review(letters, CLOSED), grades=grades, good_grades=3, options=options(letters))

    result = judged(
        of, [rated(" ".join(f"{o}{6 - n}" for o, n in zip(letters, row, strict=True) if n)) for row in rows]
    )

    assert (result.ballots, len(names)) == (559, 12)
    for at, letter in enumerate(letters):
        given_ = [row[at] for row in rows if row[at]]
        assert float(grading(result, letter).mean) == pytest.approx(fmean(given_), abs=1e-12)
        assert grading(result, letter).counts == tuple(given_.count(worth) for worth in (6, 5, 4, 3, 2, 1))
        assert grading(result, letter).good_of_ballots == Fraction(sum(worth > 3 for worth in given_), 559)
    assert [names[letters.index(each.option[0])] for each in result.options[:3]] == ["Bayrou", "Royal", "Sarkozy"]


@given(some_rated_ballots)
def test_every_mean_lies_between_the_worst_and_the_best_grade_given(ballots: list[Ballot]) -> None:
    for found in gradings(review(), overall(count(ballots), every_mark(review()))).values():
        worth = [REVIEW[place].coefficient for place, n in enumerate(found.counts) if n]
        assert not worth or min(worth) <= found.mean <= max(worth)
        assert 0 <= found.good_of_ballots <= found.good_of_rated <= 1
        assert found.rated + found.blank == len(ballots)


@given(some_rated_ballots, st.integers(2, 4))
def test_the_same_ballots_twice_change_no_mean_no_rate_and_no_rank(ballots: list[Ballot], times: int) -> None:
    once = judged(review(state=CLOSED), ballots, GROUPS)
    more = judged(review(state=CLOSED), ballots * times, GROUPS)

    assert [(each.option, each.score, each.rank) for each in once.options] == [
        (each.option, each.score, each.rank) for each in more.options
    ]
    assert all(grading(once, o).good_of_rated == grading(more, o).good_of_rated for o in "abcd")


@given(some_rated_ballots, st.sampled_from("abcd"), st.integers(0, 2))
def test_a_better_grade_lifts_its_option_and_leaves_the_others(ballots: list[Ballot], letter: str, place: int) -> None:
    def scores(last: Ballot) -> dict[str, Fraction]:
        found = RULES["mean-grade"](review(), overall(count([*ballots, last]), every_mark(review())))
        return {option[0]: Fraction(score) for option, score in found.items()}

    better, worse = scores(rated(f"{letter}{place}")), scores(rated(f"{letter}{place + 1}"))

    assert better[letter] > worse[letter]
    assert {o: n for o, n in better.items() if o != letter} == {o: n for o, n in worse.items() if o != letter}


@given(some_rated_ballots, st.integers(0, 12))
def test_the_rows_of_groups_add_up_to_the_whole_and_each_has_its_own_mean(ballots: list[Ballot], smallest: int) -> None:
    result = judged(review(state=CLOSED), ballots, GROUPS, smallest_group=smallest)

    assert sum(row.ballots for row in result.groups) == len(ballots)
    for ranked in result.options:
        rows = [dict(row.gradings)[ranked.option] for row in result.groups]
        assert ranked.grading is not None
        assert tuple(map(sum, zip(*(row.counts for row in rows), strict=True))) == ranked.grading.counts
        assert sum(row.mean * row.rated for row in rows) == ranked.grading.mean * ranked.votes
        assert [dict(row.options)[ranked.option] for row in result.groups] == [row.rated for row in rows]


def test_a_groups_own_list_is_ranked_by_its_own_means() -> None:
    ballots = [*[rated("a1 b0", "P")] * 2, *[rated("a0 b3", "Q")] * 3]

    result = judged(review("ab", CLOSED, winners=1), ballots, GROUPS, smallest_group=1)

    own = {row.group: [(place.option, place.votes) for place in row.top] for row in result.groups if row.ballots}
    assert own == {GroupId("P"): [(oid("b"), 2)], GroupId("Q"): [(oid("a"), 3)]}


def test_marks_are_spelled_with_the_place_of_the_grade() -> None:
    assert every_mark(review("ab"))[:5] == (*(graded(oid("a"), place) for place in range(4)), graded(oid("b"), 0))
    assert graded(oid("a"), 3) == "a" * 16 + ":3"

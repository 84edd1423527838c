"""Which polls may be drafted."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.votes.nouns import oid, poll, review
from votes.errors import BadPoll
from votes.model import Grade, Option, Poll
from votes.poll import check_definition, completed


def worth(*coefficients: float) -> tuple[Grade, ...]:
    return tuple(Grade(f"Grade {at}", Fraction(str(each))) for at, each in enumerate(coefficients))


@pytest.mark.parametrize(
    "drafted",
    [
        poll(),
        poll("a"),
        poll("abc", winners=9, choices=(0, 9)),
        poll("abc", choices=(3, 3)),
        replace(poll(), option_order="shuffled", publish="ballots"),
        review(),
        review("abcd", least=4),
        review("a", least=0),
        replace(review(), grades=worth(1, 1, 0, 0), good_grades=3),
        replace(review(), grades=worth(100, 0), good_grades=1),
        replace(review(), grades=worth(*range(10, 0, -1))),
        replace(poll(), options=(Option(oid("a"), "A", code="x/1"), Option(oid("b"), "B"), Option(oid("c"), "C"))),
    ],
)
def test_a_poll_that_someone_can_vote_in_passes(drafted: Poll) -> None:
    check_definition(drafted)


@pytest.mark.parametrize(
    ("drafted", "field"),
    [
        (poll(""), "options"),
        (poll("aa"), "options"),
        (
            replace(poll(), options=(Option(oid("a"), "A", code="1"), Option(oid("b"), "B", code="1"))),
            "options",
        ),
        (poll(choices=(0, 0)), "max_choices"),
        (poll(choices=(-1, 3)), "min_choices"),
        (poll(choices=(4, 3)), "min_choices"),
        (poll("abc", choices=(4, 5)), "min_choices"),
        (poll(winners=0), "winners"),
        (replace(poll(), type="ranking"), "type"),
        (replace(poll(), rule="stv"), "rule"),
        (replace(poll(), option_order="random"), "option_order"),
        (replace(poll(), publish="names"), "publish"),
        (replace(poll(), rule="mean-grade"), "rule"),
        (replace(review(), rule="approval"), "rule"),
        (replace(poll(), grades=worth(1, 0), good_grades=1), "grades"),
        (replace(poll(), good_grades=1), "good_grades"),
        (replace(review(), grades=()), "grades"),
        (replace(review(), grades=worth(1)), "grades"),
        (replace(review(), grades=worth(*range(11, 0, -1))), "grades"),
        (replace(review(), grades=worth(0.4, 1)), "grades"),
        (replace(review(), grades=worth(1, 0.5, 0.6)), "grades"),
        (replace(review(), grades=worth(1, -1)), "grades"),
        (replace(review(), grades=worth(0, 0)), "grades"),
        (replace(review(), grades=(worth(1)[0], worth(1)[0])), "grades"),
        (replace(review(), good_grades=0), "good_grades"),
        (replace(review(), good_grades=4), "good_grades"),
    ],
)
def test_a_poll_that_contradicts_itself_is_refused_with_the_field_at_fault(drafted: Poll, field: str) -> None:
    with pytest.raises(BadPoll) as refused:
        check_definition(drafted)

    assert refused.value.field == field
    assert str(refused.value).endswith(".")


def test_where_options_are_graded_all_of_them_may_be() -> None:
    assert completed(replace(review("abcdefg"), max_choices=2)).max_choices == 7
    assert completed(poll("abcdefg", choices=(1, 2))).max_choices == 2  # the control

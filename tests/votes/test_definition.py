"""Which polls may be drafted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.votes.nouns import oid, poll
from votes.errors import BadPoll
from votes.model import Option, Poll
from votes.poll import check_definition


@pytest.mark.parametrize(
    "drafted",
    [
        poll(),
        poll("a"),
        poll("abc", winners=9, choices=(0, 9)),
        poll("abc", choices=(3, 3)),
        replace(poll(), option_order="shuffled", publish="ballots"),
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
    ],
)
def test_a_poll_that_contradicts_itself_is_refused_with_the_field_at_fault(drafted: Poll, field: str) -> None:
    with pytest.raises(BadPoll) as refused:
        check_definition(drafted)

    assert refused.value.field == field
    assert str(refused.value).endswith(".")

"""How a tie at the cut line is settled: lot, run-off, include, organizer."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from random import Random
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.votes.nouns import CLOSED, ballot, judged, oid, oids, options, poll, review
from votes.errors import BadDecision, NoTie, TieMethodFixed, TieSettled
from votes.model import OptionId, Poll, PollId, PollState, TieRule
from votes.poll import check_definition
from votes.result import Result, cut_of, drawn, judge, outcome, places
from votes.tally import count
from votes.ties import Cut, Decision, check_decision, draw, runoff, settle

TIED = Cut(tuple(oids("a")), tuple(oids("bcd")), 2, 2)
LOT = Decision(TieRule.LOT, seed="3444.43")
INCLUDE = Decision(TieRule.INCLUDE)
RUNOFF = Decision(TieRule.RUNOFF, poll=PollId("r"))
SECOND = PollId("r")

some_ids = st.lists(st.text("0123456789abcdefghjkmnpqrstvwxyz项目", min_size=1, max_size=20), unique=True, max_size=12)


def chosen(letters: str, reason: str = "The lift is overdue.") -> Decision:
    return Decision(TieRule.ORGANIZER, reason=reason, options=tuple(oids(letters)))


def ended(*outcome: bool | None) -> Decision:
    return replace(RUNOFF, outcome=outcome)


def elected(decision: Decision | None, line: Cut = TIED) -> list[OptionId] | None:
    settlement = settle(line, decision)
    return None if settlement is None else list(settlement.elected)


def test_the_lot_of_the_published_vector() -> None:
    """The vector of the rules: its keys were computed when they were written down."""
    order = draw("2025-06-30/3444.43", [OptionId(each) for each in ("A", "B", "项目1")])

    assert [(each.option, each.key[:12]) for each in order] == [
        ("项目1", "1a57e0dc313e"),
        ("A", "924678d5565e"),
        ("B", "e3f650cd5923"),
    ]


def test_a_lot_agrees_with_the_tools_of_any_computer() -> None:
    """printf and sha256sum, as the result page tells people to use them."""
    for each in draw("闭市 3444.43", oids("xyz")):
        line = f"printf '%s\\0%s' '闭市 3444.43' '{each.option}' | sha256sum"
        assert run(["sh", "-c", line], capture_output=True, check=True, text=True).stdout.split()[0] == each.key


@given(st.text(max_size=20), some_ids, st.randoms(use_true_random=False))
def test_a_lot_does_not_depend_on_the_order_of_the_list(seed: str, ids: list[str], chance: Random) -> None:
    listed = [OptionId(each) for each in ids]
    shuffled = list(listed)
    chance.shuffle(shuffled)
    order = draw(seed, listed)

    assert draw(seed, shuffled) == order
    assert sorted(each.option for each in order) == sorted(listed)
    assert [each.key for each in order] == sorted(each.key for each in order)


@given(st.text(min_size=1, max_size=20))
def test_a_seed_is_the_same_however_its_letters_are_put_together(seed: str) -> None:
    assert draw(unicodedata.normalize("NFD", seed), oids("abc")) == draw(seed, oids("abc"))
    assert draw("e\u0301", oids("abc")) == draw("\u00e9", oids("abc")) != draw("e", oids("abc"))  # the control


@given(st.text(min_size=1, max_size=30), st.integers(2, 8), st.data())
def test_a_lot_elects_exactly_the_open_seats_from_the_tied(seed: str, tied: int, data: st.DataObject) -> None:
    line = Cut((), tuple(oids("abcdefgh"[:tied])), data.draw(st.integers(1, tied - 1)), 1)
    won = elected(Decision(TieRule.LOT, seed=seed), line) or []

    assert len(won) == line.seats
    assert set(won) == {each.option for each in draw(seed, line.tied)[: line.seats]}
    assert won == [option for option in line.tied if option in won]


def test_every_one_of_the_tied_can_win_a_lot() -> None:
    winners = {str((elected(Decision(TieRule.LOT, seed=str(n)), replace(TIED, seats=1)) or [""])[0]) for n in range(40)}

    assert winners == set(oids("bcd"))


@pytest.mark.parametrize(
    ("decision", "won"),
    [
        (None, None),
        (INCLUDE, "bcd"),
        (chosen("db"), "bd"),
        (RUNOFF, ""),  # not over yet
        (ended(True, False, True), "bd"),
        (ended(True, False, False), "b"),  # nobody else got a vote: a place stays open
        (ended(True, None, None), ""),  # tied again: settled there first
        (ended(False, False, False), None),  # nobody voted: the tie is open again
        (ended(True, True, True), "bcd"),  # tied again, and all of these included there
    ],
)
def test_what_each_method_makes_of_the_tie(decision: Decision | None, won: str | None) -> None:
    assert elected(decision) == (None if won is None else oids(won))


def result(decision: Decision | None, ballots: str = "aaabbccddef", winners: int = 3) -> Result:
    """a leads, b, c and d are tied for the two places that are left."""
    return judge(poll("abcdefg", CLOSED, winners), count([ballot(each) for each in ballots]), (), {}, 5, "", decision)


@given(st.sampled_from([LOT, INCLUDE, chosen("bd"), ended(True, True, False), RUNOFF, ended(False, False, False)]))
def test_settling_changes_who_is_elected_and_nothing_else(decision: Decision) -> None:
    before, after = result(None), result(decision)
    plain = [(each.option, each.votes, each.rank, each.share) for each in before.options]

    assert [(each.option, each.votes, each.rank, each.share) for each in after.options] == plain
    assert (after.ballots, after.groups) == (before.ballots, before.groups)
    others = [each.elected for each in after.options if each.option not in oids("bcd")]
    assert others == [each.elected for each in before.options if each.option not in oids("bcd")]
    assert len(places(after)) == len(places(before))


def told(result: Result) -> str:
    return "".join({True: "+", False: "-", None: "?"}[each.elected] for each in result.options)


def test_only_a_settled_tie_says_who_is_elected() -> None:
    assert told(result(None)) == "+???---"
    assert told(result(RUNOFF)) == "+???---"
    assert told(result(INCLUDE)) == "++++---"
    assert told(result(chosen("bd"))) == "++-+---"
    assert (result(RUNOFF).open_tie, result(INCLUDE).open_tie) == (result(RUNOFF).tie, None)


def test_in_a_picture_the_elected_of_the_tied_stand_above_the_others() -> None:
    assert [each.option for each in result(chosen("bd")).in_seats] == oids("abdcefg")
    assert [each.option for each in result(None).in_seats] == oids("abcdefg")


def test_a_decision_without_a_tie_changes_nothing() -> None:
    assert result(INCLUDE, "aaabbc") == result(None, "aaabbc")


def test_a_lot_is_told_in_its_order_with_its_keys() -> None:
    keys = [(each.option, key) for each, key in drawn(result(LOT))]

    assert keys == [(each.option, each.key) for each in draw("3444.43", oids("bcd"))]
    assert drawn(result(INCLUDE)) == drawn(result(None)) == ()


CLOSED_POLL = poll("abcdefg", CLOSED, 3)


@pytest.mark.parametrize("decision", [LOT, INCLUDE, RUNOFF, chosen("bd")])
def test_a_tie_is_settled_once(decision: Decision) -> None:
    assert check_decision(CLOSED_POLL, TIED, None, decision) is TIED
    for earlier in (LOT, RUNOFF, chosen("cd"), ended(True, None, None)):
        with pytest.raises(TieSettled):
            check_decision(CLOSED_POLL, TIED, earlier, decision)
    assert check_decision(CLOSED_POLL, TIED, ended(False, False, False), decision) is TIED


def test_there_must_be_a_tie() -> None:
    for line in (None, Cut(tuple(oids("abc")))):
        with pytest.raises(NoTie):
            check_decision(CLOSED_POLL, line, None, INCLUDE)


@pytest.mark.parametrize("fixed", [TieRule.LOT, TieRule.RUNOFF, TieRule.INCLUDE, TieRule.ORGANIZER])
def test_a_method_fixed_beforehand_is_the_only_one(fixed: TieRule) -> None:
    held = replace(CLOSED_POLL, tie=fixed)
    for decision in (LOT, RUNOFF, INCLUDE, chosen("bd")):
        if decision.method is fixed:
            assert check_decision(held, TIED, None, decision) is TIED
        else:
            with pytest.raises(TieMethodFixed):
                check_decision(held, TIED, None, decision)


@pytest.mark.parametrize("letters", ["", "b", "bcd", "ab", "be", "bb", "bz"])
def test_the_organizer_names_as_many_of_the_tied_as_there_are_seats(letters: str) -> None:
    check_decision(CLOSED_POLL, TIED, None, chosen("bd"))  # the control

    with pytest.raises(BadDecision):
        check_decision(CLOSED_POLL, TIED, None, chosen(letters))


def second(ballots: str, decision: Decision | None = None, state: PollState = CLOSED) -> tuple[bool | None, ...]:
    """What a run-off between p, q and r for two places brings."""
    held = replace(_runoff(CLOSED_POLL), state=state)
    return outcome(held, count([ballot(each) for each in ballots]), decision)


def _runoff(first: Poll) -> Poll:
    return runoff(first, TIED, SECOND, "Again", oids("pqr"))


def test_a_runoff_is_a_draft_between_the_tied_for_the_open_seats() -> None:
    again = _runoff(replace(CLOSED_POLL, min_choices=5, tie=TieRule.RUNOFF))

    assert [option.title for option in again.options] == [option.title for option in options("bcd")]
    assert [option.id for option in again.options] == oids("pqr")
    assert (again.winners, again.min_choices, again.max_choices) == (2, 2, 2)
    assert (again.state, again.tie, again.runoff_of, again.opened_at) == ("draft", "ask", CLOSED_POLL.id, None)


def test_a_runoff_after_grades_is_between_options_to_choose() -> None:
    again = _runoff(review("abcd", CLOSED))

    assert (again.type, again.rule, again.grades, again.good_grades) == ("approval", "approval", (), 0)
    assert (again.min_choices, again.max_choices) == (1, 2)
    check_definition(again)


def test_a_runoff_brings_its_own_result_to_the_tie() -> None:
    assert elected(ended(*second("ppprrq"))) == oids("bd")
    assert elected(ended(*second("p"))) == oids("b")
    assert elected(ended(*second(""))) is None
    assert second("pppqqrr") == (True, None, None)
    assert elected(ended(*second("pppqqrr"))) == []
    assert elected(ended(*second("pppqqrr", Decision(TieRule.INCLUDE)))) == oids("bcd")
    assert elected(ended(*second("pppqqrr", Decision(TieRule.ORGANIZER, options=(oid("r"),))))) == oids("bd")


def test_a_runoff_that_is_not_closed_brings_nothing() -> None:
    assert second("pp", state=PollState.OPEN) == (None, None, None)
    assert cut_of(replace(CLOSED_POLL, state=PollState.OPEN), {}) is None
    assert judged(CLOSED_POLL, []).tie is None  # the control: without votes there is no tie

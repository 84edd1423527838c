"""Questions: what may become of one, who stands for the verdicts, and the lot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from votes import questions as rules
from votes.errors import BadQuestion, NoQuestions, WrongState
from votes.model import GroupId, SessionId
from votes.questions import (
    Names,
    Question,
    QuestionId,
    QuestionRules,
    QuestionState,
    Verdict,
    Verdicts,
    draw,
    summary,
)

SESSION = SessionId("s")
OPEN = QuestionRules(SESSION, is_open=True)
REPETITIONS, BOX = 10_000, 20
CRITICAL = 43.82  # chi-square, 19 degrees of freedom, 0.1 %


def question(state: QuestionState = QuestionState.IN, **more: object) -> Question:
    turn = 1 if state in (QuestionState.SHOWN, QuestionState.ANSWERED) else None
    asked = Question(QuestionId("q"), SESSION, 1, "Why?", GroupId("g"), "Ann", state, datetime(2026, 12, 5, tzinfo=UTC))
    return replace(asked, turn=turn, **more)  # type: ignore[arg-type]


def boxes(count: int) -> list[QuestionId]:
    return [QuestionId(f"question-{n}") for n in range(count)]


def chi_square(choose: Callable[[str, list[QuestionId]], QuestionId]) -> float:
    box = boxes(BOX)
    seen = dict.fromkeys(box, 0)
    for repetition in range(REPETITIONS):
        seen[choose(f"seed {repetition}", box)] += 1
    expected = REPETITIONS / BOX
    return sum((count - expected) ** 2 / expected for count in seen.values())


def test_ten_thousand_draws_are_uniform() -> None:
    assert chi_square(draw) < CRITICAL


def test_a_lot_that_prefers_some_would_be_found() -> None:
    def unfair(seed: str, box: list[QuestionId]) -> QuestionId:
        """As who takes the first of a list by a remainder that does not go out evenly."""
        return box[int(sha256(seed.encode()).hexdigest()[:2], 16) % 24 % BOX]

    assert chi_square(unfair) > CRITICAL


def test_a_lot_can_be_done_again_by_one_line() -> None:
    box = boxes(50)
    by_hand = min(box, key=lambda each: sha256(b"abc\x00" + each.encode()).hexdigest())

    assert draw("abc", box) == by_hand
    assert draw("abc", list(reversed(box))) == by_hand
    assert draw("abd", box) != by_hand


def test_an_empty_box_gives_nothing() -> None:
    with pytest.raises(NoQuestions):
        draw("abc", [])
    assert draw("abc", boxes(1)) == "question-0"  # the control


def test_a_question_is_one_line() -> None:
    assert rules.tidy("  When \n will\tit  be? ") == "When will it be?"
    assert len(rules.tidy("问" * 120)) == 120


@pytest.mark.parametrize("text", ["", " \n ", "x" * 121, "a\x00b", "\u200b \u202e"])
def test_what_is_no_line_is_no_question(text: str) -> None:
    with pytest.raises(BadQuestion):
        rules.tidy(text)


@pytest.mark.parametrize("text", ["Für wen? 👨\u200d👩\u200d👧", "می\u200cخواهم", "a\u202eb", "سلام"])
def test_joiners_and_directions_belong_to_languages_and_emoji(text: str) -> None:
    assert rules.tidy(text) == text


@pytest.mark.parametrize(
    ("names", "given", "kept"),
    [(Names.ALLOWED, " Ann  B ", "Ann B"), (Names.ALLOWED, " ", None), (Names.NONE, "Ann", None)],
)
def test_a_name_goes_along_as_the_rules_say(names: Names, given: str, kept: str | None) -> None:
    assert rules.name_of(replace(OPEN, names=names), given) == kept


@pytest.mark.parametrize("given", ["", "  ", "x" * 41, "a\x01"])
def test_where_names_are_needed_one_is_needed(given: str) -> None:
    by_name = replace(OPEN, names=Names.REQUIRED)

    with pytest.raises(BadQuestion) as refused:
        rules.name_of(by_name, given)
    assert refused.value.field == "name"
    assert rules.name_of(by_name, "Ann") == "Ann"  # the control


def test_a_question_waits_only_where_somebody_looks_first() -> None:
    assert rules.first_state(OPEN) is QuestionState.IN
    assert rules.first_state(replace(OPEN, is_moderated=True)) is QuestionState.WAITING


@pytest.mark.parametrize("closed", [replace(OPEN, is_open=False), replace(OPEN, ended=True)])
def test_nothing_is_taken_while_questions_are_closed_or_over(closed: QuestionRules) -> None:
    with pytest.raises(NoQuestions):
        rules.first_state(closed)


MAY = {
    "admit": (rules.admitted, {"waiting", "in", "refused", "shown"}),
    "refuse": (rules.refused, {"waiting", "in", "refused"}),
    "show": (lambda each: rules.shown(each, 7), {"in", "shown", "answered"}),
    "answer": (rules.answered, {"shown", "answered"}),
    "withdraw": (rules.withdrawn, {"waiting", "in", "refused", "withdrawn"}),
    "support": (rules.must_take_support, {"in"}),
    "judge": (lambda each: rules.must_take_verdict(OPEN, each), {"answered"}),
}


@pytest.mark.parametrize("deed", MAY)
def test_what_may_be_done_depends_on_how_a_question_stands(deed: str) -> None:
    act, allowed = MAY[deed]

    done = set()
    for state in QuestionState:
        try:
            act(question(state))  # type: ignore[operator]
        except WrongState:
            continue
        done.add(state.value)

    assert done == allowed


def test_who_comes_up_again_keeps_its_turn_and_who_goes_back_loses_it() -> None:
    first = rules.shown(question(), 3)

    assert (first.state, first.turn) == (QuestionState.SHOWN, 3)
    assert rules.shown(first, 9).turn == 3
    assert rules.admitted(first).turn is None


def test_an_answer_is_taken_back_only_before_somebody_has_judged_it() -> None:
    done = rules.answered(question(QuestionState.SHOWN))

    assert rules.answered(done, False).state is QuestionState.SHOWN
    with pytest.raises(WrongState):
        rules.answered(replace(done, verdicts=Verdicts(satisfied=1)), False)


def test_of_a_question_taken_back_nothing_stays() -> None:
    gone = rules.withdrawn(question(supports=7))

    assert (gone.text, gone.name, gone.group, gone.supports) == ("", None, None, 0)


def test_nobody_judges_once_the_questions_are_over() -> None:
    done = question(QuestionState.ANSWERED)

    rules.must_take_verdict(OPEN, done)  # the control
    with pytest.raises(NoQuestions):
        rules.must_take_verdict(replace(OPEN, ended=True), done)


@pytest.mark.parametrize(
    ("given", "stands"),
    [
        ((0, 0, 0), None),
        ((1, 0, 0), Verdict.SATISFIED),
        ((2, 1, 0), Verdict.SATISFIED),
        ((1, 1, 0), Verdict.MOSTLY),  # half is not more than half
        ((1, 1, 1), Verdict.MOSTLY),
        ((1, 0, 1), Verdict.UNSATISFIED),
        ((0, 1, 1), Verdict.UNSATISFIED),
        ((3, 0, 2), Verdict.SATISFIED),
    ],
)
def test_what_stands_for_the_verdicts_is_their_lower_median(given: tuple[int, int, int], stands: object) -> None:
    every = [kind for kind, count in zip(Verdict, given, strict=True) for _ in range(count)]
    by_hand = every[len(every) // 2] if every else None  # best first: of two in the middle the worse

    assert Verdicts(*given).standing == stands == by_hand


def test_satisfied_is_counted_and_not_claimed() -> None:
    answered = [
        question(QuestionState.ANSWERED, verdicts=Verdicts(*given)) for given in ((1, 0, 0), (0, 0, 1), (0, 0, 0))
    ]
    other = [question(state) for state in (QuestionState.SHOWN, QuestionState.IN, QuestionState.WITHDRAWN)]
    counted = summary([*answered, *other])

    assert (counted.asked, counted.shown, counted.answered, counted.judged) == (5, 4, 3, 2)
    assert (counted.satisfied, counted.mostly, counted.unsatisfied) == (1, 0, 1)
    assert [each.is_open for each in (*answered, *other)] == [False, True, False, True, False, False]

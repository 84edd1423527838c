"""May this ballot be cast in this poll? One reader per ballot type; lifecycle says whether it is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from votes.errors import (
    RepeatedChoice,
    TooFewChoices,
    TooManyChoices,
    UnknownGrade,
    UnknownOption,
    WrongBallotType,
)
from votes.marks import graded
from votes.model import Mark, OptionId, Poll

Written = Sequence[OptionId] | dict[OptionId, str]  # as handed in: the options chosen, or a grade's name by option
Reader = Callable[[Poll, Written], frozenset[Mark]]

_NOT_LISTED = "This ballot marks what is not on the list; load the list and choose again."


def read_approval(poll: Poll, written: Written) -> frozenset[Mark]:
    """Take ``min_choices`` to ``max_choices`` different options of the poll, in any order.

    Too many are refused, never cut short: only the voter knows which to drop.
    Raises WrongBallotType, UnknownOption, RepeatedChoice, TooFewChoices, TooManyChoices, looked for in this order.
    Source: Brams & Fishburn, "Approval Voting", APSR 72(3), 1978; the limit as in the electoral law of the
    People's Congresses (选举法): a ballot with more marks than places is void, one with fewer is valid.
    """
    if isinstance(written, dict):
        raise WrongBallotType("In this poll options are chosen, not graded; send choices.", "marks")
    marked = frozenset(written)
    if marked - {option.id for option in poll.options}:
        raise UnknownOption(_NOT_LISTED)
    if len(marked) < len(written):
        raise RepeatedChoice("This ballot marks an option twice; mark each option once at most.")
    if len(marked) < poll.min_choices:
        raise TooFewChoices(f"Choose at least {poll.min_choices}; this ballot marks {len(marked)}.")
    if len(marked) > poll.max_choices:
        raise TooManyChoices(f"Choose at most {poll.max_choices}; this ballot marks {len(marked)}.")
    return marked


def read_grades(poll: Poll, written: Written) -> frozenset[Mark]:
    """Take one grade each for ``min_choices`` options of the poll or more; the others stay blank.

    Raises WrongBallotType, UnknownOption, UnknownGrade, TooFewChoices, looked for in this order.
    Source: Balinski & Laraki, "Majority Judgment", MIT Press 2010, ch. 1 on a common language of grades; the four
    grades 好、较好、一般、差 of a review as in 民主测评 of the county of Haiyan (海盐县), 2015.
    """
    if not isinstance(written, dict):
        raise WrongBallotType("In this poll options are graded, not chosen; send marks.")
    if written.keys() - {option.id for option in poll.options}:
        raise UnknownOption(_NOT_LISTED, "marks")
    places = {grade.name: place for place, grade in enumerate(poll.grades)}
    if set(written.values()) - places.keys():
        raise UnknownGrade(f"The grades of this poll are: {', '.join(places)}.", "marks")
    if len(written) < poll.min_choices:
        raise TooFewChoices(f"Grade at least {poll.min_choices}; this ballot grades {len(written)}.", "marks")
    return frozenset(graded(option, places[name]) for option, name in written.items())


class BallotType(NamedTuple):
    """``rules`` name those that can count such ballots, the usual one first. ``grades``: the poll must have some."""

    read: Reader
    rules: tuple[str, ...]
    grades: bool = False


TYPES: dict[str, BallotType] = {
    "approval": BallotType(read_approval, ("approval",)),
    "grade": BallotType(read_grades, ("mean-grade",), grades=True),
}


def read_ballot(poll: Poll, written: Written) -> frozenset[Mark]:
    """What this ballot marks, read as the poll's type says. Raises BadBallot."""
    return TYPES[poll.type].read(poll, written)

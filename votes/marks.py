"""How marks are spelled: an option's id where options are chosen, ``<option>:<place of the grade>`` where graded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from votes.model import GradedId, Mark, OptionId, Poll

_BETWEEN = ":"  # no id has one
MOST_GRADES = 10  # so that a place is one digit, and marks of one poll have one length


def every_mark(poll: Poll) -> tuple[Mark, ...]:
    """Every mark that a ballot of this poll can have, in the list's order, an option's grades best first."""
    options = [option.id for option in poll.options]
    if not poll.grades:
        return tuple(options)
    return tuple(graded(option, place) for option in options for place in range(len(poll.grades)))


def graded(option: OptionId, place: int) -> GradedId:
    """The mark that gives the option a grade by its place, 0 being the best."""
    return GradedId(f"{option}{_BETWEEN}{place}")


def option_of(poll: Poll) -> Callable[[Mark], OptionId]:
    """Tells whose mark a mark is."""
    return _before if poll.grades else OptionId


def votes_of(poll: Poll, votes: Mapping[Mark, int]) -> dict[OptionId, int]:
    """How many ballots mark each option, in the list's order; for grades, how many rate it."""
    total = dict.fromkeys((option.id for option in poll.options), 0)
    whose = option_of(poll)
    for mark, n in votes.items():
        total[whose(mark)] += n
    return total


def places_of(marks: Iterable[Mark]) -> dict[OptionId, int]:
    """The place of the grade that a ballot gives each option it rates."""
    return {_before(mark): int(mark.partition(_BETWEEN)[2]) for mark in marks}


def told(marks: Iterable[Mark], grades: Sequence[str]) -> dict[OptionId, str]:
    """What a ballot that grades says, in the order of the options' ids: each that it rates, with the grade's name."""
    return {option: grades[place] for option, place in sorted(places_of(marks).items())}


def _before(mark: Mark) -> OptionId:
    return OptionId(mark.partition(_BETWEEN)[0])

"""Does the definition of a poll make sense?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from votes.ballot import TYPES
from votes.errors import BadPoll
from votes.limits import LONGEST_TITLE, MOST_OPTIONS, alike, fault_of, is_visible
from votes.marks import MOST_GRADES
from votes.model import Poll

OPTION_ORDERS = ("fixed", "shuffled")
PUBLISHED = ("marks", "ballots")
FEWEST_GRADES = 2


def completed(poll: Poll) -> Poll:
    """The poll with what its type leaves no choice about: where options are graded, all of them may be."""
    return replace(poll, max_choices=max(1, len(poll.options))) if poll.grades else poll


def check_definition(poll: Poll) -> None:
    """Let a poll pass that someone can vote in. More choices or winners than options are allowed.

    Raises BadPoll with the first field at fault.
    """
    for field, message in _faults(poll):
        raise BadPoll(message, field)


def _faults(poll: Poll) -> Iterator[tuple[str, str]]:
    rules = TYPES[poll.type].rules if poll.type in TYPES else ()
    for field, value, known in (
        ("type", poll.type, tuple(TYPES)),
        ("rule", poll.rule, rules),
        ("option_order", poll.option_order, OPTION_ORDERS),
        ("publish", poll.publish, PUBLISHED),
    ):
        if value not in known:
            yield field, f"{field} must be one of: {', '.join(known)}."
    yield from _option_faults(poll)
    yield from _limit_faults(poll)
    if TYPES[poll.type].grades:
        yield from _grade_faults(poll)
    elif poll.grades:
        yield "grades", f"A poll of the type {poll.type} has no grades; leave them out."
    elif poll.good_grades:
        yield "good_grades", f"A poll of the type {poll.type} has no grades; leave good_grades out."


def _option_faults(poll: Poll) -> Iterator[tuple[str, str]]:
    if not is_visible(poll.title):
        yield "title", "A title needs at least one visible character."
    if len(poll.title) > LONGEST_TITLE:
        yield "title", f"This is {len(poll.title)} characters long; use at most {LONGEST_TITLE}."
    if not poll.options:
        yield "options", "A poll needs at least one option."
    if len(poll.options) > MOST_OPTIONS:
        yield "options", f"This list has more than {MOST_OPTIONS} options; shorten or split it."
    if len({option.id for option in poll.options}) < len(poll.options):
        yield "options", "Two options share an id; give each its own."
    codes = [option.code for option in poll.options if option.code is not None]
    if len(set(codes)) < len(codes):
        yield "options", "Two options share a code; give each its own or none."
    seen = set[tuple[str, str]]()
    for at, option in enumerate(poll.options):
        if fault := fault_of(option):
            yield f"options/{at}/{fault[0]}", fault[1]
        if (said := alike(option.title, option.department)) in seen:
            message = f"“{option.title}” is on the list twice with the same department; change one of them."
            yield f"options/{at}/title", message
        seen.add(said)


def _limit_faults(poll: Poll) -> Iterator[tuple[str, str]]:
    if poll.max_choices < 1:
        yield "max_choices", "max_choices must be at least 1."
    if not 0 <= poll.min_choices <= poll.max_choices:
        yield "min_choices", f"min_choices must lie between 0 and max_choices, which is {poll.max_choices}."
    if poll.min_choices > len(poll.options):
        yield (
            "min_choices",
            f"Nobody could vote: min_choices is above the number of options, {len(poll.options)}.",
        )
    if poll.winners < 1:
        yield "winners", "winners must be at least 1."


def _grade_faults(poll: Poll) -> Iterator[tuple[str, str]]:
    names = [grade.name for grade in poll.grades]
    worth = [grade.coefficient for grade in poll.grades]
    if not FEWEST_GRADES <= len(names) <= MOST_GRADES:
        yield "grades", f"Name {FEWEST_GRADES} to {MOST_GRADES} grades."
    if len(set(names)) < len(names):
        yield "grades", "Two grades share a name; give each its own."
    if sorted(worth, reverse=True) != worth or worth[-1] < 0 or worth[0] == 0:
        yield (
            "grades",
            "Name the best grade first: its coefficient must be above 0; the others must not rise or go below 0.",
        )
    if not 0 < poll.good_grades < len(names):
        yield "good_grades", "At least the best grade must count as good, and the last must not."

"""Does the definition of a poll make sense?"""

from __future__ import annotations

from collections.abc import Iterator

from votes.ballot import READERS
from votes.errors import BadPoll
from votes.model import Poll
from votes.rules import RULES

OPTION_ORDERS = ("fixed", "shuffled")
PUBLISHED = ("marks", "ballots")


def check_definition(poll: Poll) -> None:
    """Let a poll pass that someone can vote in. More choices or winners than options are allowed.

    Raises BadPoll with the first field at fault.
    """
    for field, message in _faults(poll):
        raise BadPoll(message, field)


def _faults(poll: Poll) -> Iterator[tuple[str, str]]:
    for field, value, known in (
        ("type", poll.type, READERS),
        ("rule", poll.rule, RULES),
        ("option_order", poll.option_order, OPTION_ORDERS),
        ("publish", poll.publish, PUBLISHED),
    ):
        if value not in known:
            yield field, f"{field} must be one of: {', '.join(known)}."
    yield from _option_faults(poll)
    yield from _limit_faults(poll)


def _option_faults(poll: Poll) -> Iterator[tuple[str, str]]:
    if not poll.options:
        yield "options", "A poll needs at least one option."
    if len({option.id for option in poll.options}) < len(poll.options):
        yield "options", "Two options share an id; give each its own."
    codes = [option.code for option in poll.options if option.code is not None]
    if len(set(codes)) < len(codes):
        yield "options", "Two options share a code; give each its own or none."


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

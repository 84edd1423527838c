"""May this ballot be cast in this poll? One reader per ballot type; lifecycle says whether it is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from votes.errors import RepeatedChoice, TooFewChoices, TooManyChoices, UnknownOption
from votes.model import OptionId, Poll

Reader = Callable[[Poll, Sequence[OptionId]], frozenset[OptionId]]


def check_approval(poll: Poll, choices: Sequence[OptionId]) -> frozenset[OptionId]:
    """Take ``min_choices`` to ``max_choices`` different options of the poll, in any order.

    Too many are refused, never cut short: only the voter knows which to drop.
    Raises UnknownOption, RepeatedChoice, TooFewChoices, TooManyChoices, looked for in this order.
    Source: Brams & Fishburn, "Approval Voting", APSR 72(3), 1978; the limit as in the electoral law of the
    People's Congresses (选举法): a ballot with more marks than places is void, one with fewer is valid.
    """
    marked = frozenset(choices)
    if marked - {option.id for option in poll.options}:
        raise UnknownOption("This ballot marks what is not on the list; load the list and choose again.")
    if len(marked) < len(choices):
        raise RepeatedChoice("This ballot marks an option twice; mark each option once at most.")
    if len(marked) < poll.min_choices:
        raise TooFewChoices(f"Choose at least {poll.min_choices}; this ballot marks {len(marked)}.")
    if len(marked) > poll.max_choices:
        raise TooManyChoices(f"Choose at most {poll.max_choices}; this ballot marks {len(marked)}.")
    return marked


READERS: dict[str, Reader] = {"approval": check_approval}


def read_choices(poll: Poll, choices: Sequence[OptionId]) -> frozenset[OptionId]:
    """What this ballot marks, read as the poll's type says. Raises BadBallot."""
    return READERS[poll.type](poll, choices)

"""A paper sheet as it is keyed: by numbers or marks, and spoiled where it says more than a ballot may."""

from __future__ import annotations

import re
import unicodedata

from votes.ballot import Written, read_ballot
from votes.errors import BadNumbers, TooManyChoices
from votes.model import Mark, OptionId, Poll

_LONGEST = 9  # digits; no list is that long
_NO_GRADE = 0


def read_sheet(poll: Poll, written: Written, *, is_spoiled: bool) -> frozenset[Mark] | None:
    """What the sheet marks; None for one that is spoiled, as every sheet with more than ``max_choices`` is.

    Too few are no reason to throw a sheet away unseen: whoever keys it says so. Raises BadBallot.
    Source: the electoral law of the People's Congresses (选举法): a ballot with more marks than places is void.
    """
    if is_spoiled:
        return None
    try:
        return read_ballot(poll, written)
    except TooManyChoices:
        return None


def read_numbers(poll: Poll, text: str) -> Written:
    """The options by their place in the list, from 1, with anything that is no digit between them.

    Where options are graded: one number per option in the list's order, 1 for the best grade, 0 for none.
    Digits may be full-width ones. Raises BadNumbers.
    """
    typed = re.findall("[0-9]+", unicodedata.normalize("NFKC", text))
    numbers = [int(each[:_LONGEST]) for each in typed]
    return _grades(poll, numbers) if poll.grades else [_option(poll, number) for number in numbers]


def _option(poll: Poll, number: int) -> OptionId:
    if not 1 <= number <= len(poll.options):
        raise BadNumbers(f"This list has no number {number}.")
    return poll.options[number - 1].id


def _grades(poll: Poll, numbers: list[int]) -> Written:
    if len(numbers) != len(poll.options):
        raise BadNumbers(f"Type one number for each of the {len(poll.options)} items, 0 for no grade.", "marks")
    for number in numbers:
        if number > len(poll.grades):
            raise BadNumbers(f"There is no grade number {number}.", "marks")
    given = zip(poll.options, numbers, strict=True)
    return {option.id: poll.grades[number - 1].name for option, number in given if number != _NO_GRADE}

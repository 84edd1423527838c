"""Who is above the cut line, and who is tied on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from votes.model import OptionId


@dataclass(frozen=True, slots=True)
class Cut:
    """The cut line, options in the list's order. The ``tied`` share ``rank`` and compete for ``seats``.

    Without a tie at the cut line nobody is tied, and seats and rank are 0.
    """

    elected: tuple[OptionId, ...]
    tied: tuple[OptionId, ...] = ()
    seats: int = 0
    rank: int = 0


def cut(scores: Mapping[OptionId, int], winners: int) -> Cut:
    """Elect whoever scores above S, the ``winners``-th highest score, and those with S itself if all fit.

    Otherwise those with S are tied. A score of 0 is never elected: places may stay unfilled.
    Source: the electoral law of the People's Congresses (选举法): 以得票多的当选; where equal votes leave
    open who is elected (票数相等不能确定当选人), nobody is chosen among the equal without a further step.
    """
    running = {option: score for option, score in scores.items() if score > 0}
    if len(running) <= winners:
        return Cut(tuple(running))
    last = sorted(running.values(), reverse=True)[winners - 1]
    above = tuple(option for option, score in running.items() if score > last)
    level = tuple(option for option, score in running.items() if score == last)
    if len(above) + len(level) <= winners:
        return Cut(tuple(option for option, score in running.items() if score >= last))
    return Cut(above, level, winners - len(above), len(above) + 1)

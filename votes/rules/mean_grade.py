"""Grade review: what each option's grades come to on average, and how many of them are good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from votes.marks import graded
from votes.model import OptionId, Poll
from votes.rounding import part_of
from votes.tally import Tally

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Grading:
    """The grades of one option. ``counts`` says how often each was given, best first; ``ballots`` includes blanks.

    Units: counts, ``good`` and ``ballots`` are ballots; the mean is in coefficients; rates are 0 to 1.
    """

    counts: tuple[int, ...]
    mean: Fraction
    good: int
    ballots: int

    @property
    def rated(self) -> int:
        """Ballots that rate the option."""
        return sum(self.counts)

    @property
    def blank(self) -> int:
        """Ballots that leave it out."""
        return self.ballots - self.rated

    @property
    def good_of_rated(self) -> Fraction:
        """Good grades ÷ ballots that rate the option; 0 with none."""
        return part_of(self.good, self.rated)

    @property
    def good_of_ballots(self) -> Fraction:
        """Good grades ÷ all ballots, so that a blank counts as not good; 0 with none."""
        return part_of(self.good, self.ballots)


def score_mean_grade(poll: Poll, tally: Tally) -> Mapping[OptionId, Fraction]:
    """An option's score is the mean coefficient of its grades over the ballots that rate it, in the list's order.

    Exact. A blank is no grade and moves no mean; an option that nobody rates has 0.
    Source: 海盐县 (the county of Haiyan), "量化领导干部经济责任审计民主测评工作", 2015: the four grades of a review
    stand for coefficients from 1 to 0.4, and the assessment is computed from these, not from the best grade alone.
    Which coefficients those are is the poll's; nothing here depends on four, or on equal steps between them.
    """
    return {option: grading.mean for option, grading in gradings(poll, tally).items()}


def gradings(poll: Poll, tally: Tally) -> dict[OptionId, Grading]:
    """The grades of every option, in the list's order. Empty for a poll without grades."""
    return {option.id: _grading(poll, tally, option.id) for option in poll.options} if poll.grades else {}


def _grading(poll: Poll, tally: Tally, option: OptionId) -> Grading:
    counts = tuple(tally.votes[graded(option, place)] for place in range(len(poll.grades)))
    worth = sum((n * grade.coefficient for n, grade in zip(counts, poll.grades, strict=True)), NOTHING)
    mean = worth / sum(counts) if any(counts) else NOTHING
    return Grading(counts, mean, sum(counts[: poll.good_grades]), tally.ballots)

"""Shares and means as decimals: one way of rounding for whatever leaves the server."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from votes.ties import Score

DIGITS = 4


def half_up(value: Score, digits: int = DIGITS) -> Fraction:
    """The exact value to so many decimals, a half rounded up. Takes no float, which may lie beside the half."""
    scale = 10**digits
    return Fraction(floor(value * scale + Fraction(1, 2)), scale)


def rounded(value: Score) -> float:
    """With four decimals, for programs: the float that is written with just these."""
    return float(half_up(value))


def decimal(value: Score, digits: int = DIGITS) -> str:
    """With all of its decimals, zeros too. Takes nothing below 0."""
    whole, rest = divmod(int(half_up(value, digits) * 10**digits), 10**digits)
    return f"{whole}.{rest:0{digits}d}" if digits else str(whole)


def part_of(votes: int, ballots: int) -> Fraction:
    """Votes ÷ ballots, 0 to 1; 0 with no ballots."""
    return Fraction(votes, ballots) if ballots else Fraction(0)

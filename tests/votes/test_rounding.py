"""Shares and means as decimals: exact, a half rounded up, the same whoever writes them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votes.rounding import decimal, half_up, part_of, rounded


@pytest.mark.parametrize(
    ("votes", "ballots", "said"),
    [
        (13, 160, "0.0813"),  # 0.08125: half to even would say .0812, and so do floats of some of these
        (1, 32, "0.0313"),
        (3, 32, "0.0938"),
        (33, 160, "0.2063"),
        (31, 48, "0.6458"),
        (1, 3, "0.3333"),
        (2, 3, "0.6667"),
        (1, 20_000, "0.0001"),
        (0, 7, "0.0000"),
        (7, 7, "1.0000"),
        (0, 0, "0.0000"),
    ],
)
def test_a_share_has_four_decimals_and_a_half_goes_up(votes: int, ballots: int, said: str) -> None:
    assert decimal(part_of(votes, ballots)) == said
    assert str(rounded(part_of(votes, ballots))) == str(float(said))


@given(st.fractions(min_value=0, max_value=1000), st.integers(0, 6))
def test_it_is_the_decimal_that_is_nearest(value: Fraction, digits: int) -> None:
    nearest = half_up(value, digits)

    assert nearest - value <= Fraction(1, 2 * 10**digits)
    assert value - nearest < Fraction(1, 2 * 10**digits)
    assert Fraction(decimal(value, digits)) == nearest
    assert len(decimal(value, digits).partition(".")[2]) == digits


@given(st.integers(0, 10**9), st.integers(0, 8))
def test_it_agrees_with_the_decimal_module(units: int, places: int) -> None:
    exact = Decimal(units).scaleb(-places)
    assert Decimal(decimal(Fraction(units, 10**places))) == exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)

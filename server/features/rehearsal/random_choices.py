"""What simulated participants choose: some options are liked by many, and each group has a favourite of its own."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

Listed = TypeVar("Listed")


def choose(listed: Sequence[Listed], least: int, most: int, number: int) -> list[Listed]:
    """Two to ``most`` of them, more where ``least`` says so. ``number`` is the participant's; neighbours differ."""
    size = len(listed)
    highest = min(most, size)
    wanted = random.randint(min(max(least, 2), highest), highest)
    ranked = sorted(range(size), key=lambda at: random.random() ** (1 / _liking(at, size, number)), reverse=True)
    return [listed[at] for at in ranked[:wanted]]


def grade(at: int, size: int, grades: Sequence[Listed], number: int) -> Listed:
    """One of the grades, best first, for the option at this place: the well liked get the better ones."""
    place = random.random() * (1.6 - min(1.0, _liking(at, size, number)))
    return grades[min(len(grades) - 1, int(place * len(grades) / 1.6))]


def _liking(at: int, size: int, number: int) -> float:
    return 1.0 / (1 + (at * 7) % size) + (0.6 if at % 4 == number % 4 else 0.0)

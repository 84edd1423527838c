"""IN lists that compile once: as many binds as the next power of two, the rest filled with the last value.

SQLAlchemy's own expanding IN is rendered anew at each execution, which took a third of a batch's time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import BindParameter, bindparam


def many_size(values: Sequence[object]) -> int:
    """How many binds a query for these values has. Raises ValueError for none: ask nothing instead."""
    if not values:
        raise ValueError("an IN list needs a value")
    return 1 << (len(values) - 1).bit_length()


def many_binds(name: str, size: int) -> list[BindParameter[object]]:
    return [bindparam(f"{name}_{at}") for at in range(size)]


def many_values(name: str, values: Sequence[object]) -> Mapping[str, object]:
    padded = [*values, *[values[-1]] * (many_size(values) - len(values))]
    return {f"{name}_{at}": value for at, value in enumerate(padded)}

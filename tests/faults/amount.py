"""How much of each fault is run: a share of minutes in ``make test``, all of it in ``make faults``."""

from __future__ import annotations

import os

ASKED = "TOPFIVE_FAULTS"


def amount(share: int, whole: int) -> int:
    """``share``, or all of it where TOPFIVE_FAULTS is "whole", or so many times the share where it is a number."""
    asked = os.environ.get(ASKED, "")
    if not asked:
        return share
    if asked == "whole":
        return whole
    try:
        times = float(asked)
    except ValueError:
        raise ValueError(f'{ASKED} is "whole" or how many times the share, not {asked!r}') from None
    return max(1, min(whole, round(share * times)))

"""Over how long the phones of a hall ask for their pages when a state is news to all of them."""

from __future__ import annotations

SMALL_HALL = 1_000  # phones that may ask all at once
PAGES_PER_S = 3_000  # half of what one core makes, so that the host need not wait; tests/load/test_opening.py


def spread_ms(phones: int) -> int:
    """Each phone waits a random part of it, so that nobody's page is still made when its phone gave up."""
    return 0 if phones <= SMALL_HALL else 1_000 * phones // PAGES_PER_S

"""The server's clock goes on steadily when the machine's wall clock is set."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from server.clock import SteadyClock


def test_a_wall_clock_that_is_set_by_a_day_changes_nothing() -> None:
    wall, ticks = [datetime(2027, 1, 8, 12, tzinfo=UTC)], [100.0]
    clock = SteadyClock(lambda: wall[0], lambda: ticks[0])
    assert clock() == wall[0]

    ticks[0] += 1.5
    for jump in (timedelta(days=1), -timedelta(days=2)):
        wall[0] += jump
        assert clock() == datetime(2027, 1, 8, 12, 0, 1, 500_000, tzinfo=UTC)


def test_it_begins_right_and_goes_as_fast_as_time_does() -> None:
    clock, begun = SteadyClock(), time.monotonic()
    assert abs(clock() - datetime.now(UTC)) < timedelta(seconds=1)

    first = clock()
    time.sleep(0.05)
    passed = (clock() - first).total_seconds()

    assert 0.05 <= passed <= time.monotonic() - begun

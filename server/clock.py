"""The server's clock: right when it starts, then steady, whatever becomes of the machine's wall clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def _ticks() -> float:
    """Seconds that also count while the machine sleeps, where the system has such a clock."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)  # Linux; elsewhere sleeping is left out or included by itself
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


def _wall() -> datetime:
    return datetime.now(UTC)


class SteadyClock:
    """The time in UTC. A laptop whose wall clock is set right in the middle of a meeting shortens no deadline."""

    def __init__(self, wall: Callable[[], datetime] = _wall, ticks: Callable[[], float] = _ticks) -> None:
        self._ticks = ticks
        self._began, self._began_ticks = wall(), ticks()

    def __call__(self) -> datetime:
        return self._began + timedelta(seconds=self._ticks() - self._began_ticks)

"""The server's clock: right when it starts, then steady, whatever becomes of the machine's wall clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")  # Linux; elsewhere no start of the machine is told from another


def _ticks() -> float:
    """Seconds that also count while the machine sleeps, where the system has such a clock."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)  # Linux; elsewhere sleeping is left out or included by itself
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


def _wall() -> datetime:
    return datetime.now(UTC)


class SteadyClock:
    """The time in UTC. A laptop whose wall clock is set right in the middle of a meeting shortens no deadline.

    ``ticks`` are the seconds of the clock that nobody sets; they begin anew whenever the machine does, and ``boot``
    says which of its starts that is.
    """

    def __init__(
        self, wall: Callable[[], datetime] = _wall, ticks: Callable[[], float] = _ticks, boot: str | None = None
    ) -> None:
        self._wall, self.ticks = wall, ticks
        self.boot = _boot_id() if boot is None else boot
        self._began, self._began_ticks = wall(), ticks()

    def __call__(self) -> datetime:
        return self._began + timedelta(seconds=self.ticks() - self._began_ticks)

    @property
    def drift(self) -> timedelta:
        """By how much the wall clock has been set since the start; above 0: forward."""
        return self._wall() - self()


def as_steady(clock: Callable[[], datetime]) -> SteadyClock:
    """A clock of any kind as one that nothing sets."""
    return clock if isinstance(clock, SteadyClock) else SteadyClock(clock, lambda: clock().timestamp())


def _boot_id() -> str:
    """Which start of the machine this is; empty where the system does not say."""
    try:
        return _BOOT.read_text("ascii").strip()
    except OSError:
        return ""

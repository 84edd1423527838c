"""Whether a clock that goes on after a pause can be believed, and what becomes of ends that fell into the pause."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from votes import lifecycle
from votes.model import Poll, PollState

TOLERANCE = timedelta(seconds=10)  # clocks that are set by the network move by less
LONGEST_PAUSE = timedelta(days=30)  # after which a date is doubted that nothing measures


@dataclass(frozen=True, slots=True)
class Pause:
    """From ``since``, by the clock before, to ``until``, by the clock after it.

    ``passed`` is what a clock that nobody sets has measured between them; None where none went on, since the machine
    was started anew.
    """

    since: datetime
    until: datetime
    passed: timedelta | None = None

    @property
    def is_jump(self) -> bool:
        """Whether the clock was set meanwhile, or must have been."""
        by = self.until - self.since
        if self.passed is None:
            return not -TOLERANCE <= by <= LONGEST_PAUSE
        return abs(by - self.passed) > TOLERANCE

    @property
    def expected(self) -> datetime | None:
        """The time now by the clock before, where anything measured it."""
        return None if self.passed is None else self.since + self.passed


def over_the_pause(poll: Poll, pause: Pause) -> Poll:
    """The open poll as the pause leaves it: closed where its time was over for certain, without an end where that is

    doubtful, else as it is.
    """
    end = lifecycle.closes_at(poll)
    if end is None or poll.state is not PollState.OPEN:
        return poll
    certain = pause.expected or pause.since
    if end <= certain:
        return lifecycle.settled(poll, end)
    is_doubtful = pause.is_jump or (pause.passed is None and end <= pause.until)
    return replace(poll, deadline=None, closing_at=None) if is_doubtful else poll

"""What is to be said about the machine's clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from votes.model import PollId

SAID_FOR = timedelta(days=1)  # and nothing is deleted that long


@dataclass(slots=True, kw_only=True)
class ClockNews:
    """``jumped_at``: when a jump was seen, by the clock after it; ``expected``: what it should have been then.

    ``waiting`` are lists that have no end any more, since theirs was doubtful. ``is_set``: the machine's clock was set
    while the server ran, which goes on by its own.
    """

    jumped_at: datetime | None = None
    expected: datetime | None = None
    waiting: Collection[PollId] = ()
    is_set: bool = False

    def is_fresh(self, now: datetime) -> bool:
        """Whether the clock jumped less than a day ago: whoever runs the server may not have looked at it yet."""
        return self.jumped_at is not None and self.jumped_at <= now < self.jumped_at + SAID_FOR

"""The life of a poll: draft → open → closed → revealed. Times are aware UTC, lengths of time are seconds.

A countdown is not a state: an open poll with ``closing_at`` set is counting down. Every function first
settles the poll, so that an end that has passed counts as a close even before anyone has written it down.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from votes.errors import NoDeadline, NotCountingDown, NotOpen, PollClosed, TooLate, WrongState
from votes.model import Display, Poll, PollState

LAST_CALL_S = 30  # in which phones offer what is chosen and not sent once more


def closes_at(poll: Poll) -> datetime | None:
    """When the open poll ends by itself: its deadline or its countdown, the earlier. None without an end."""
    if poll.state is not PollState.OPEN:
        return None
    return min((end for end in (poll.deadline, poll.closing_at) if end is not None), default=None)


def settled(poll: Poll, now: datetime) -> Poll:
    """The poll as it is at ``now``: closed from the very moment it ends. Safe to repeat."""
    end = closes_at(poll)
    return poll if end is None or now < end else _closed(poll, end)


def remaining(poll: Poll, now: datetime) -> float | None:
    """Seconds until the poll ends, always above 0. None while it has no end or is not open."""
    end = closes_at(settled(poll, now))
    return None if end is None else (end - now).total_seconds()


def require_open(poll: Poll, now: datetime) -> Poll:
    """The settled poll, if it takes ballots at ``now``. Raises NotOpen for a draft, else PollClosed."""
    poll = settled(poll, now)
    if poll.state is PollState.DRAFT:
        raise NotOpen("This poll has not been opened yet; open it first.", poll.state)
    if poll.state is not PollState.OPEN:
        raise _final(poll)
    return poll


def open_poll(poll: Poll, now: datetime, seconds: float | None) -> Poll:
    """Open a draft, for ``seconds`` (above 0) or, with None, until it is closed by hand.

    Raises WrongState for a poll that was opened before, PollClosed for one that is closed already.
    """
    poll = settled(poll, now)
    if poll.state is PollState.OPEN:
        raise WrongState("This poll is open already.", poll.state)
    if poll.state is not PollState.DRAFT:
        raise _final(poll)
    deadline = None if seconds is None else now + _positive(seconds)
    return replace(poll, state=PollState.OPEN, opened_at=now, deadline=deadline)


def extend(poll: Poll, seconds: float, now: datetime) -> Poll:
    """Move the deadline of an open poll by ``seconds`` (above 0). A running countdown stays as it is.

    Each repetition adds again. Raises NotOpen, PollClosed, and NoDeadline where there is none to move.
    """
    poll = require_open(poll, now)
    if poll.deadline is None:
        raise NoDeadline("This poll has no deadline; it stays open until you close it.", poll.state)
    return replace(poll, deadline=poll.deadline + _positive(seconds))


def shorten(poll: Poll, seconds: float, now: datetime) -> Poll:
    """Take back an extension by ``seconds`` (above 0) while LAST_CALL_S and more would be left.

    Raises NotOpen, PollClosed, NoDeadline as ``extend`` does, and TooLate where phones would be cut off.
    """
    poll = require_open(poll, now)
    if poll.deadline is None:
        raise NoDeadline("This poll has no deadline; it stays open until you close it.", poll.state)
    deadline = poll.deadline - _positive(seconds)
    if deadline < now + timedelta(seconds=LAST_CALL_S):
        raise TooLate("The added time is running already; close the poll when everybody is ready.", poll.state)
    return replace(poll, deadline=deadline)


def close(poll: Poll, now: datetime, within: float) -> Poll:
    """Close an open poll for good: at once with 0, else by a countdown of ``within`` seconds.

    The countdown lies inside a deadline, and repeating never lengthens one that runs.
    Raises NotOpen for a draft and PollClosed for a poll that is closed or revealed.
    """
    poll = require_open(poll, now)
    if within == 0:
        return _closed(poll, now)
    ends = (now + _positive(within), poll.deadline, poll.closing_at)
    return replace(poll, closing_at=min(end for end in ends if end is not None))


def cancel_close(poll: Poll, now: datetime) -> Poll:
    """Stop the countdown; a deadline stays. Raises NotCountingDown if none runs, PollClosed after close."""
    poll = settled(poll, now)
    if poll.state in (PollState.CLOSED, PollState.REVEALED):
        raise _final(poll)
    if poll.closing_at is None:
        raise NotCountingDown("No countdown is running for this poll.", poll.state)
    return replace(poll, closing_at=None)


def reveal(poll: Poll, now: datetime) -> Poll:
    """Make the result of a closed poll public, for good. Raises WrongState in every other state."""
    poll = settled(poll, now)
    if poll.state is PollState.REVEALED:
        raise WrongState("This poll's result is public already.", poll.state)
    if poll.state is not PollState.CLOSED:
        raise WrongState("The result of a poll can be revealed once it is closed; close it first.", poll.state)
    return replace(poll, state=PollState.REVEALED, revealed_at=now)


def set_display(poll: Poll, display: Display, now: datetime) -> Poll:
    """Show counts live or keep them sealed: free in a draft; once opened, a live poll may be sealed.

    Safe to repeat while open. Raises WrongState when an open poll would be unsealed, PollClosed after close.
    """
    poll = settled(poll, now)
    if poll.state is not PollState.DRAFT:
        require_open(poll, now)
        if (poll.display, display) == (Display.SEALED, Display.LIVE):
            raise WrongState("An open poll that is sealed stays sealed until it closes.", poll.state)
    return replace(poll, display=display)


def _closed(poll: Poll, at: datetime) -> Poll:
    return replace(poll, state=PollState.CLOSED, closing_at=None, closed_at=at)


def _final(poll: Poll) -> PollClosed:
    return PollClosed("This poll is closed, and closing is final; copy it to vote again.", poll.state)


def _positive(seconds: float) -> timedelta:
    if not seconds > 0:
        raise ValueError(f"a length of time is above 0 seconds, not {seconds}")
    return timedelta(seconds=seconds)

"""What a receipt says of each list: whether what this phone sent is counted, and what the server still knows of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from server.live.own_ballots import OwnBallot
from server.surfaces.phone_reads import Phone
from votes.lifecycle import closes_at, remaining
from votes.model import Poll, PollState


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One list on the receipt. ``card`` is its whole text where that is made already."""

    poll: Poll
    counted: bool
    remaining: float | None
    closing: bool
    own: OwnBallot | None = None
    receipt: str | None = None
    revision: int = 0
    card: None = None

    @property
    def may_change(self) -> bool:
        """Whether this phone may send another ballot in its place: none goes over one that was keyed from paper."""
        return self.own is None or not self.own.is_on_paper


def entry_of(phone: Phone, poll: Poll) -> Entry:
    own, left = phone.own.get(poll.id), remaining(poll, phone.room.now)
    closing = poll.closing_at is not None
    if own is None:
        code = phone.codes.get(poll.id) if poll.state is not PollState.OPEN else None
        return Entry(poll=poll, counted=code is not None, receipt=code, remaining=left, closing=closing)
    receipt, revision = own.receipt, own.revision
    return Entry(poll=poll, counted=True, own=own, receipt=receipt, revision=revision, remaining=left, closing=closing)


def folds(polls: Iterable[Poll]) -> bool:
    """Whether lists that are over are shown folded: where there are more than one to look at."""
    return sum(poll.state is not PollState.DRAFT for poll in polls) > 1


def end_apart(polls: Iterable[Poll]) -> bool:
    """Whether open lists end at different times; a second is no difference to people (phone/show-in-phase.js)."""
    opened = [poll for poll in polls if poll.state is PollState.OPEN]
    ends = [end for poll in opened if (end := closes_at(poll)) is not None]
    return bool(ends) and (len(ends) < len(opened) or max(ends) - min(ends) > timedelta(seconds=1))

"""The one door for ballots and joins: what a batch of them does inside its transaction."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from server.core.queues import Submission
from server.errors import (
    AdmissionLocked,
    Busy,
    FieldError,
    NoCredential,
    Refusal,
    StaleRevision,
    TicketMoved,
    UnknownGroup,
    UnknownPoll,
    UnknownSession,
)
from server.store import ballots, counts, final_lists, polls, sessions, sheets, voters, ways
from server.store.ballots import BallotKey, Receipt, Recorded
from server.store.compiled import Link
from server.store.voters import NewVoter
from votes import lifecycle, receipt, tally
from votes.errors import NotOpen, PollClosed, VotingError
from votes.model import Ballot, Counts, GroupId, Mark, Poll, PollId, PollState, Voter, VoterId, Way

DRAWN = 16


class VotedOnPaper(StaleRevision):
    """A phone's ballot over a sheet that two people have keyed: box and record must say the same."""

    reason = "voted-on-paper"

    def __init__(self, revision: int) -> None:
        super().__init__(revision)
        self.args = ("This ticket voted on paper, and the sheet counts. If that is wrong, tell the tellers.",)


class _Batch:
    """One batch against what the database holds: decides each submission in turn, remembers what to write."""

    def __init__(
        self,
        now: datetime,
        heads: dict[PollId, Poll],
        present: dict[VoterId, Voter],
        recorded: dict[BallotKey, Recorded],
    ) -> None:
        self._polls = {head.id: lifecycle.settled(head, now) for head in heads.values()}
        self._present = present
        self._recorded = recorded
        self._chance = b""
        self.changed: dict[BallotKey, Recorded] = {}
        self.changes: defaultdict[PollId, list[Counts]] = defaultdict(list)
        self.blanks: Counter[PollId] = Counter()
        self.first: list[BallotKey] = []  # that had no ballot before
        self.by_hand: list[tuple[BallotKey, Way | None, Way]] = []  # those that teller or paper have to do with

    def take(self, submission: Submission) -> Receipt | VotingError | Refusal:
        """Record it, or say why not. A submission id seen before gets its first answer, whatever it says now.

        But a form's that says something else is another choice: no first answer may pass for its receipt.
        """
        before = self._recorded.get(submission.box)
        first = before.answer_to(submission.digest) if before and submission.digest else None
        is_same = not submission.is_form or before is None or before.ballot.choices == submission.choices
        if first and is_same:
            return first
        try:
            return self._record(submission, before, is_stale=first is not None)
        except (VotingError, Refusal) as refused:
            return refused

    def _record(self, submission: Submission, before: Recorded | None, *, is_stale: bool) -> Receipt:
        poll = submission.box.poll
        if poll not in self._polls:
            raise UnknownPoll("This poll has been deleted.")
        must_be_open(self._polls[poll])
        if submission.voter not in self._present:
            raise NoCredential("This phone is no longer part of the session. Please join again.")
        if self._present[submission.voter].device != submission.device:
            raise TicketMoved
        group = self._present[submission.voter].group
        if submission.sharing and submission.sharing != group:
            raise Busy("This phone changed its group at this very moment. Nothing was recorded; try again.")
        revision = before.revision if before else 0
        if before and before.way is Way.PAPER and submission.way is Way.PHONE:
            raise VotedOnPaper(revision)
        if is_stale or (submission.revision is not None and submission.revision != revision):
            raise StaleRevision(revision, _told(submission, before), submission.grades)
        ballot = Ballot(group, submission.choices)
        nonce = submission.nonce or self._draw()
        now = ballots.record(before, ballot, poll, nonce, submission.digest, submission.way, submission.phone)
        if submission.way is not Way.PHONE or (before and before.way is not Way.PHONE):
            self.by_hand.append((submission.box, before.way if before else None, submission.way))
        if before is None:
            self.first.append(submission.box)
        self.blanks[poll] += (not ballot.choices) - (before is not None and not before.ballot.choices)
        self._recorded[submission.box] = self.changed[submission.box] = now
        change = tally.change(before.ballot if before else None, ballot)
        self.changes[poll].append(change)
        return now.last_answer

    def _draw(self) -> bytes:
        """A fresh nonce; the system is asked for many at once, since each question costs more than a hash."""
        if not self._chance:
            self._chance = secrets.token_bytes(DRAWN * receipt.NONCE_BYTES)
        nonce, self._chance = self._chance[: receipt.NONCE_BYTES], self._chance[receipt.NONCE_BYTES :]
        return nonce


def _told(submission: Submission, before: Recorded | None) -> frozenset[Mark] | None:
    """What a refusal says of the ballot that is recorded; None where it says no more than that there is one.

    Tellers and whoever took a ticket over hear nothing of it: it was sent in secret.
    """
    if submission.way is not Way.PHONE:
        return None
    if before is None:
        return frozenset()
    is_own = before.may_be_told(submission.device, submission.phone)
    return before.ballot.choices if is_own else None


def must_be_open(poll: Poll) -> None:
    """Raises NotOpen for a draft, PollClosed for one that has ended."""
    if poll.state is PollState.DRAFT:
        raise NotOpen("This poll has not opened yet. Please wait for the host.", poll.state)
    if poll.state is not PollState.OPEN:
        raise PollClosed("This poll has closed; the ballot arrived too late and is not counted.", poll.state)


def record_ballots(link: Link, batch: Sequence[Submission], now: datetime) -> list[Receipt | VotingError | Refusal]:
    """Ballots and their count rows in one transaction; the polls' state is read inside it."""
    work = _Batch(
        now,
        polls.heads(link, {each.box.poll for each in batch}),
        voters.named(link, {each.voter for each in batch}),
        ballots.recorded(link, {each.box for each in batch}),
    )
    outcomes = [work.take(submission) for submission in batch]
    outcomes = [_answered_before(link, *each) for each in zip(batch, outcomes, strict=True)]
    ballots.save(link, work.changed.items())
    for poll, changes in work.changes.items():
        counts.add(link, poll, tally.merge(*changes))
    sheets.outdo(link, work.first)
    for poll, blanks in work.blanks.items():
        ways.add(link, poll, {ways.BLANK: blanks})
    for box, before, way in work.by_hand:
        _count_way(link, box, before, way)
    return outcomes


def _count_way(link: Link, box: BallotKey, before: Way | None, way: Way) -> None:
    """One ballot more that came in this way, one less of those that came in as the one before, if there was one."""
    if before is not way:
        change = {each: n for each, n in ((before, -1), (way, 1)) if each not in (None, Way.PHONE)}
        is_replaced = before is Way.PHONE and way is Way.PAPER
        ways.add(link, box.poll, {**{str(each): n for each, n in change.items()}, ways.REPLACED: int(is_replaced)})
    if way is Way.PAPER:
        sheets.settle(link, box)


def _answered_before(
    link: Link, submission: Submission, outcome: Receipt | VotingError | Refusal
) -> Receipt | VotingError | Refusal:
    """A repeat that comes when the ballots are gone gets its first answer all the same."""
    if not isinstance(outcome, PollClosed) or submission.digest is None:
        return outcome
    return final_lists.answer_to(link, submission.box.poll, submission.digest) or outcome


def record_joins(link: Link, batch: Sequence[NewVoter]) -> list[Voter | Refusal | VotingError]:
    """Voters, each in a group that its session still has; a credential that is in already is the voter it was.

    A meeting that was deleted a moment ago refuses its own: the batch has others' voters too.
    """
    wanted: set[GroupId] = {each.voter.group for each in batch if each.voter.group}
    locks = sessions.locks_of(link, {each.voter.session for each in batch})
    homes = voters.existing_groups(link, wanted)
    present = voters.by_tokens(link, {each.token_hash for each in batch})
    welcome: dict[bytes, NewVoter] = {}
    for new in batch:
        is_at_home = new.voter.group is None or homes.get(new.voter.group) == new.voter.session
        if is_at_home and new.token_hash not in present and locks.get(new.voter.session) is False:
            welcome[new.token_hash], present[new.token_hash] = new, new.voter
    voters.add(link, list(welcome.values()))
    return [present.get(new.token_hash) or _refused(new, locks.get(new.voter.session)) for new in batch]


def _refused(new: NewVoter, locked: bool | None) -> Refusal | VotingError:
    """``locked``: of the meeting; None where there is none any more."""
    if locked is None:
        return UnknownSession(f"There is no session {new.voter.session} here.")
    if locked:
        return AdmissionLocked()
    return UnknownGroup(FieldError("group", "This session has no such group; choose one of its own."))

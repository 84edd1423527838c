"""Tells the room what was committed: the live views, and whoever else keeps something in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from server.access.auth import Auth
from server.core.memory import Memory
from server.core.queues import Entered, Scan, Submission, Supported, Tap
from server.live import messages
from server.live.broadcast import Broadcaster
from server.live.hub import Hub
from server.store.ballots import Receipt
from server.store.voters import NewVoter
from votes.model import PollId, SessionId, Voter, VoterId, Way

Listener = Callable[[SessionId], None]


class LiveNotifier:
    """What use cases know as ``core.notifier.Notifier``; the writers tell it of each batch that they have committed."""

    def __init__(self, broadcaster: Broadcaster, hub: Hub, auth: Auth, memory: Memory) -> None:
        self._broadcaster, self._hub, self._auth, self._memory = broadcaster, hub, auth, memory
        self._changed: list[Listener] = []
        self._opened: list[Listener] = []

    def on_session_changed(self, listener: Listener) -> None:
        """Call ``listener`` too, and before the room, whenever a session changed."""
        self._changed.append(listener)

    def on_join_page_opened(self, listener: Listener) -> None:
        """Call ``listener`` whenever another device opened a meeting's link."""
        self._opened.append(listener)

    def session_changed(self, session: SessionId) -> None:
        for listener in self._changed:
            listener(session)
        self._broadcaster.changed(session)

    def session_deleted(self, session: SessionId) -> None:
        self._auth.forget_voters(session)

    def voter_displaced(self, voter: Voter) -> None:
        """The phone that had this voter's credential is told, and hears no more."""
        self._auth.forget_voter(voter.id)
        self._hub.end_voter(voter.session, voter.id, messages.bye())

    def sign_ins_ended(self, marks: Collection[bytes]) -> None:
        """What these have open ends; their pages find the way to sign in."""
        self._hub.end_marked(marks, messages.bye())

    def questions_changed(self, session: SessionId, askers: Collection[VoterId] = ()) -> None:
        self._broadcaster.asked(session, askers)

    def join_page_opened(self, meeting: SessionId) -> None:
        for listener in self._opened:
            listener(meeting)

    def paper_entered(self, session: SessionId) -> None:
        self._broadcaster.attended(session)

    def ballots_recorded(self, batch: Sequence[tuple[Submission, Receipt]]) -> None:
        opened = self._memory.opened
        by_poll: defaultdict[PollId, set[VoterId]] = defaultdict(set)
        for submission, _ in batch:
            by_poll[submission.box.poll].add(submission.voter)
        for poll, voters in by_poll.items():
            if poll in opened:
                self._broadcaster.cast(opened[poll].session, poll, voters)
        for submission, receipt in batch:
            poll = submission.box.poll
            if submission.sharing and poll in opened:
                self._broadcaster.revised(opened[poll].session, poll, submission.sharing, receipt.revision)
            elif submission.way is not Way.PHONE and poll in opened:  # what the phone shows does not count any more
                frame = messages.ballot(poll, receipt.revision)
                self._hub.tell(opened[poll].session, {submission.voter}, f"ballot {poll}", frame)

    def voters_joined(self, batch: Sequence[tuple[NewVoter, Voter]]) -> None:
        for new, voter in batch:
            self._auth.remember(new.token_hash, voter)
        for session in {voter.session for _, voter in batch}:
            self._broadcaster.attended(session)

    def tickets_used(self, batch: Sequence[tuple[Scan, Entered]]) -> None:
        for scan, entered in batch:
            if entered.moved:
                self.voter_displaced(entered.voter)
            self._auth.used(scan.token_hash)
        last = {entered.voter.id: (scan.token_hash, entered.voter) for scan, entered in batch}
        for token_hash, voter in last.values():  # of phones that scanned one ticket together, the last one holds it
            self._auth.remember(token_hash, voter)
        for session in {entered.voter.session for _, entered in batch}:
            self._broadcaster.attended(session)

    def address_moved(self) -> None:
        """The QR code carries another address, or the machine has others: whoever looks at one is told."""
        for session in self._hub.sessions():
            self._broadcaster.changed(session)

    def supports_recorded(self, batch: Sequence[tuple[Tap, Supported]]) -> None:
        for session in {supported.session for _, supported in batch}:
            self._broadcaster.asked(session)

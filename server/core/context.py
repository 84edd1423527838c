"""Every write, as a use case named by what people do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from server.files.kept_files import KeptFiles
from server.files.keys import Keys
from server.files.passphrase import Passphrase
from server.store.ballots import Receipt
from server.store.database import Database
from server.store.voters import NewVoter
from server.writers.ballots import Submission
from server.writers.group_commit import GroupCommit
from server.writers.supports import Supported, Tap
from server.writers.tickets import Entered, Scan
from votes.model import Poll, PollId, PollState, Session, SessionId, Voter, VoterId
from votes.questions import QuestionId

OPENED_KEPT = 1_000
QUESTIONS_KEPT = 50_000


@dataclass(slots=True)
class Desk:
    """What the use cases share. ``tell`` is called with the session after each commit that the room can see.

    ``gone`` is called with one that is deleted: its credentials are nobody's from then on; ``displaced`` with a voter
    whose credential is another one from then on; ``signed_out`` with the marks of sign-ins and screens that ended.
    ``asked`` is ``tell`` for what happens to questions, with those whose own are among them: hundreds may come at once.

    ``keyed`` is ``tell`` for what tellers do, which changes what hosts are told beside the state, and nothing else.

    ``opened`` keeps the definitions of polls that have opened: from then on only state, times and display change,
    and the writer reads those itself. It spares every ballot a query. ``sharing`` keeps, for the same reason, whether
    the members of a session's groups share one ballot, and ``ticketed`` which sessions let in by ticket alone: both are
    fixed when the session is made.

    ``asked_in`` keeps the session of questions, which never changes: a hall that supports at once then finds it here.

    ``disputed`` are closed polls whose ballots and counts differ: nothing of them is erased. ``is_ending``: the server
    is about to end, and what takes long stops at its next step.

    ``drawing`` is held by the one whose report is drawn: it takes a core for seconds.
    """

    database: Database
    keys: Keys
    passphrase: Passphrase
    documents: KeptFiles
    slides: KeptFiles
    clock: Callable[[], datetime]
    tell: Callable[[SessionId], None]
    gone: Callable[[SessionId], None]
    displaced: Callable[[Voter], None]
    signed_out: Callable[[Collection[bytes]], None]
    ballot_box: GroupCommit[Submission, Receipt]
    door: GroupCommit[NewVoter, Voter]
    entrance: GroupCommit[Scan, Entered]
    asked: Callable[[SessionId, Collection[VoterId]], None]
    support: GroupCommit[Tap, Supported]
    keyed: Callable[[SessionId], None]
    opened: dict[PollId, Poll] = field(default_factory=dict)
    sharing: dict[SessionId, bool] = field(default_factory=dict)
    ticketed: set[SessionId] = field(default_factory=set)
    disputed: set[PollId] = field(default_factory=set)
    is_ending: bool = False
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)
    asked_in: dict[QuestionId, SessionId] = field(default_factory=dict)

    def remember(self, poll: Poll) -> None:
        """Keep the definition of a poll that has opened; a hall that votes at once then finds it here."""
        if poll.state is not PollState.DRAFT:
            if len(self.opened) >= OPENED_KEPT:
                self.opened.clear()
            self.opened[poll.id] = poll

    def know(self, session: Session) -> None:
        if len(self.sharing) >= OPENED_KEPT:
            self.sharing.clear()
        self.sharing[session.id] = session.shares_ballots
        if session.admission == "ticket":
            self.ticketed.add(session.id)

    def forget(self, session: SessionId) -> None:
        """It is deleted."""
        self.opened = {poll: kept for poll, kept in self.opened.items() if kept.session != session}
        self.asked_in = {question: of for question, of in self.asked_in.items() if of != session}
        self.sharing.pop(session, None)
        self.ticketed.discard(session)

    def place(self, question: QuestionId, session: SessionId) -> None:
        """Keep where a question was asked."""
        if len(self.asked_in) >= QUESTIONS_KEPT:
            self.asked_in.clear()
        self.asked_in[question] = session

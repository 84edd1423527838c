"""What never changes of polls, sessions and questions: kept in memory, it spares each ballot of a hall a query."""

from __future__ import annotations

from dataclasses import dataclass, field

from votes.model import Poll, PollId, PollState, Session, SessionId
from votes.questions import QuestionId

POLLS_KEPT = SESSIONS_KEPT = 1_000
QUESTIONS_KEPT = 50_000


@dataclass(slots=True)
class Memory:
    """``opened`` has the definitions of polls that have opened: from then on only state, times and display change,
    and the writer reads those itself.

    ``sharing`` says whether the members of a session's groups share one ballot, ``ticketed`` which sessions let in by
    ticket alone: both are fixed when the session is made. ``asked_in`` has the session of each question.
    """

    opened: dict[PollId, Poll] = field(default_factory=dict)
    sharing: dict[SessionId, bool] = field(default_factory=dict)
    ticketed: set[SessionId] = field(default_factory=set)
    asked_in: dict[QuestionId, SessionId] = field(default_factory=dict)

    def keep_poll(self, poll: Poll) -> None:
        """Keep the definition of a poll, if it has opened."""
        if poll.state is not PollState.DRAFT:
            if len(self.opened) >= POLLS_KEPT:
                self.opened.clear()
            self.opened[poll.id] = poll

    def keep_session(self, session: Session) -> None:
        """Keep what is fixed of a session."""
        if len(self.sharing) >= SESSIONS_KEPT:
            self.sharing.clear()
        self.sharing[session.id] = session.shares_ballots
        if session.admission == "ticket":
            self.ticketed.add(session.id)

    def keep_question(self, question: QuestionId, session: SessionId) -> None:
        """Keep where a question was asked."""
        if len(self.asked_in) >= QUESTIONS_KEPT:
            self.asked_in.clear()
        self.asked_in[question] = session

    def forget_session(self, session: SessionId) -> None:
        """Drop all that is kept of a session that was deleted."""
        self.opened = {poll: kept for poll, kept in self.opened.items() if kept.session != session}
        self.asked_in = {question: of for question, of in self.asked_in.items() if of != session}
        self.sharing.pop(session, None)
        self.ticketed.discard(session)

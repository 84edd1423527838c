"""What a hall sends at once, and the queues that take it in: writers run them, ``wiring`` builds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

from server.store.ballots import BallotKey, Receipt
from server.store.voters import NewVoter
from votes.model import GroupId, Mark, SessionId, Voter, VoterId, Way
from votes.questions import QuestionId

Job = TypeVar("Job", contravariant=True)
Answer = TypeVar("Answer", covariant=True)


class Submission(NamedTuple):  # made for every ballot, and a frozen dataclass takes four times as long to make
    """A ballot on its way in. ``revision`` is the one it claims to replace, 0 for none, None for any.

    ``nonce`` is the phone's own, or None to have one drawn. ``digest`` stands for what this phone calls the
    submission; without it a repeat counts as a new one. ``sharing`` is the group whose ballot this is, where members
    share one. ``device`` is the phone it came from, of those that the voter has had, ``phone`` what stands for that one
    beside the ballot. ``grades`` are the names of the poll's grades, in which a refusal tells what is recorded. ``way``
    is how it came in: once a sheet is recorded, what was keyed of it goes. ``is_form``: from a page without script, on
    which people may have gone back and chosen anew.
    """

    box: BallotKey
    digest: bytes | None
    voter: VoterId
    choices: frozenset[Mark]
    nonce: bytes | None = None
    revision: int | None = None
    sharing: GroupId | None = None
    device: int = 0
    grades: tuple[str, ...] = ()
    way: Way = Way.PHONE
    phone: bytes = b""
    is_form: bool = False


class Scan(NamedTuple):
    """A ticket at the door. ``mark`` is what it is recognised by, ``token_hash`` is the phone's.

    ``fresh`` is who comes in if nobody has; ``session`` the one that the phone means, None for the ticket's own.
    """

    mark: bytes
    token_hash: bytes
    fresh: VoterId
    session: SessionId | None = None


class Entered(NamedTuple):
    """``moved``: another phone had this ticket before, and can no longer vote."""

    voter: Voter
    moved: bool


class Tap(NamedTuple):
    """A voter's support of a question, or the end of it."""

    question: QuestionId
    voter: VoterId
    is_on: bool


class Supported(NamedTuple):
    session: SessionId
    supports: int


class Queue(Protocol[Job, Answer]):
    """Takes jobs in and answers each once it is durable."""

    @property
    def waiting(self) -> int:
        """How many jobs no transaction has taken yet."""

    async def submit(self, job: Job) -> Answer:
        """Wait for the job's answer. Raises its refusal, or Busy when nothing was recorded."""

    def hand_in(self, job: Job, answered: Callable[[Answer | Exception], None]) -> None:
        """As ``submit``, without waiting: ``answered`` is called in the loop. Raises Busy at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queues:
    """One for each kind of thing that hundreds may send in the same second."""

    ballots: Queue[Submission, Receipt]
    joins: Queue[NewVoter, Voter]
    scans: Queue[Scan, Entered]
    supports: Queue[Tap, Supported]

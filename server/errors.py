"""Refusals of the room, and the one table that turns every refusal into a status and problem+json (RFC 9457)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

import msgspec

from votes.errors import BadBallot, BadDecision, BadPoll, BadQuestion, BadRows, VotingError, WrongState
from votes.marks import told
from votes.model import Mark, OptionId
from votes.ticket import MistypedCode

# All that is said of a ballot to whoever is not the phone that its voter had when it was recorded.
A_BALLOT_IS_RECORDED = "A ballot is recorded; send another to replace it."


class Refusal(Exception):
    """The room says no. ``reason`` is stable kebab-case; ``str(error)`` says what happened and what to do."""

    reason: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    retry_after: int | None = None  # seconds


class NoCredential(Refusal):
    reason, status = "no-credential", 401


class Displaced(NoCredential):
    """This credential was taken away."""

    reason = "displaced"


class TicketMoved(Displaced):
    reason = "ticket-moved"

    def __init__(self) -> None:
        super().__init__("This ticket is used on another phone now. Scan it once more to vote here.")


class TicketTakenBack(Displaced):
    reason = "ticket-taken-back"

    def __init__(self) -> None:
        super().__init__("This ticket was taken back. Ask the people at the door.")


class NotAllowed(Refusal):
    reason, status = "not-allowed", 403


class ForeignOrigin(Refusal):
    reason, status = "foreign-origin", 403


class StalePage(Refusal):
    """A page's form without the token of this sign-in."""

    reason, status = "stale-page", 403


class NotRevealed(Refusal):
    reason, status = "not-revealed", 403


class NotFound(Refusal):
    reason, status = "not-found", 404


class UnknownSession(NotFound):
    reason = "unknown-session"


class UnknownPoll(NotFound):
    reason = "unknown-poll"


class NoSuchOption(NotFound):
    reason = "no-such-option"


class UnknownQuestion(NotFound):
    reason = "unknown-question"


class NoBallot(NotFound):
    reason = "no-ballot"


class TooLarge(Refusal):
    reason, status = "too-large", 413


class WrongMediaType(Refusal):
    reason, status = "wrong-media-type", 415


class NotJson(Refusal):
    reason, status = "not-json", 400


class FieldError(msgspec.Struct, frozen=True):
    at: str
    message: str


class BadFields(Refusal):
    """Fields of the wrong shape, each with where it stands."""

    reason, status = "bad-fields", 422

    def __init__(self, *errors: FieldError) -> None:
        super().__init__("; ".join(f"{error.at}: {error.message}" if error.at else error.message for error in errors))
        self.errors = errors


class UnknownGroup(BadFields):
    reason = "unknown-group"


class UnknownTicket(BadFields):
    """No ticket has this link or code: it was never printed, or another took its place."""

    reason = "unknown-ticket"

    def __init__(self) -> None:
        super().__init__(FieldError("ticket", "There is no such ticket. Ask the people at the door for another."))


class NeedsTicket(Refusal):
    """This session lets in by ticket alone."""

    reason, status = "needs-ticket", 403


class Conflict(Refusal):
    """Well-formed and allowed, but not in the state things are in."""

    reason, status = "conflict", 409


class StaleRevision(Conflict):
    """Somebody, perhaps this phone's other tab, recorded a newer ballot. ``marks`` are None where they are not told."""

    reason = "stale-revision"

    def __init__(self, revision: int, marks: Collection[Mark] | None = None, grades: Sequence[str] = ()) -> None:
        newer = "A newer ballot is recorded. Look at it, then send yours again or leave it."
        super().__init__(A_BALLOT_IS_RECORDED if marks is None else newer)
        self.marks, self.grades, self.revision = marks, grades, revision


class AdmissionLocked(Conflict):
    reason = "admission-locked"

    def __init__(self) -> None:
        super().__init__("Nobody else is let in at the moment. Ask the people at the door.")


class PrintedBefore(Conflict):
    reason = "printed-before"


class TicketNotIssued(Conflict):
    reason = "ticket-not-issued"  # printed, but not handed out


class TicketRevoked(Conflict):
    reason = "ticket-revoked"


class OwnQuestion(Conflict):
    reason = "own-question"


class EnoughQuestions(Conflict):
    """This phone has as many in the box as one may have."""

    reason = "enough-questions"


class TooManyTries(Refusal):
    reason, status = "too-many-tries", 429
    retry_after = 10


class TooFast(Refusal):
    """More than people do, from one phone; nothing was recorded."""

    reason, status = "too-fast", 429
    retry_after = 1

    def __init__(self) -> None:
        super().__init__("This phone has sent very many ballots just now. Please wait a moment and send it again.")


class QuestionsTooFast(Refusal):
    """More than people ask or tap, from one phone."""

    reason, status = "questions-too-fast", 429
    retry_after = 20


class Busy(Refusal):
    """The queue is full or the disk refuses: nothing is acknowledged, and the same request may be sent again."""

    reason, status = "busy", 503
    retry_after = 2


class Crowded(Refusal):
    """More phones ask for pages than can be made; ``retry_after`` is another for each."""

    reason, status = "crowded", 503


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a refused request is answered with. ``type`` ends in the stable reason."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[FieldError, ...] = ()
    state: str = ""
    recorded: Recorded | None = None


class Recorded(msgspec.Struct, frozen=True):
    """``choices``, or where options are graded ``marks``; neither where only the phone that sent it may know."""

    revision: int
    choices: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    marks: dict[OptionId, str] | msgspec.UnsetType = msgspec.UNSET


# The nearest class of each refusal's ancestry decides.
STATUS: Mapping[type[VotingError], int] = {
    VotingError: 409,
    BadBallot: 422,
    BadDecision: 422,
    BadPoll: 422,
    BadQuestion: 422,
    BadRows: 422,
    WrongState: 409,
    MistypedCode: 422,
}

_TITLES = {
    400: "The request cannot be read",
    401: "Please sign in or join first",
    403: "Not allowed",
    404: "Not found",
    405: "This address does not do that",
    409: "Not possible in the present state",
    413: "Too large",
    415: "Wrong media type",
    421: "Not an address of this server",
    422: "Something in the request needs a correction",
    429: "Too many tries",
    500: "Something went wrong on the server",
    503: "Busy, please try again",
}


def status_of(error: VotingError | Refusal) -> int:
    if isinstance(error, Refusal):
        return error.status
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(status: int, reason: str, detail: str) -> Problem:
    return Problem(f"urn:topfive:{reason}", _TITLES.get(status, "Refused"), status, detail)


def problem_of(error: VotingError | Refusal) -> Problem:
    """The refusal as problem details, with what its kind adds."""
    plain = problem(status_of(error), error.reason, str(error))
    if isinstance(error, BadFields):
        return msgspec.structs.replace(plain, errors=error.errors)
    if isinstance(error, BadRows):
        return msgspec.structs.replace(plain, errors=tuple(FieldError(*row) for row in error.rows))
    if isinstance(error, BadBallot | BadPoll | BadDecision | BadQuestion):
        return msgspec.structs.replace(plain, errors=(FieldError(error.field, str(error)),))
    if isinstance(error, WrongState):
        return msgspec.structs.replace(plain, state=error.state)
    if isinstance(error, StaleRevision):
        return msgspec.structs.replace(plain, recorded=_recorded(error))
    return plain


def _recorded(stale: StaleRevision) -> Recorded:
    if stale.marks is None or stale.grades:
        return Recorded(stale.revision, marks=msgspec.UNSET if stale.marks is None else told(stale.marks, stale.grades))
    return Recorded(stale.revision, tuple(sorted(stale.marks)))

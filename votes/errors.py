"""Every refusal the rules can give, each with a stable reason and a sentence for people."""

from __future__ import annotations

from typing import ClassVar


class VotingError(Exception):
    """A refusal. ``reason`` is stable kebab-case; ``str(error)`` says what happened and what to do."""

    reason: ClassVar[str] = "refused"


class BadBallot(VotingError):
    """The ballot breaks a rule of its poll. ``field`` is the one to correct, spelled as in the API."""

    reason = "bad-ballot"

    def __init__(self, message: str, field: str = "choices") -> None:
        super().__init__(message)
        self.field = field


class WrongBallotType(BadBallot):
    """Choices where the poll takes grades, or the other way round."""

    reason = "wrong-ballot-type"


class UnknownGrade(BadBallot):
    reason = "unknown-grade"


class UnknownOption(BadBallot):
    reason = "unknown-option"


class RepeatedChoice(BadBallot):
    reason = "repeated-choice"


class TooFewChoices(BadBallot):
    reason = "too-few-choices"


class TooManyChoices(BadBallot):
    reason = "too-many-choices"


class BadNumbers(BadBallot):
    """Numbers typed from a sheet that its list does not have."""

    reason = "bad-numbers"


class BadPoll(VotingError):
    """The definition of a poll contradicts itself. ``field`` is the one to correct, spelled as in the API."""

    reason = "bad-poll"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class WrongState(VotingError):
    """The poll is not in a state that allows this. ``state`` is the one it is in."""

    reason = "wrong-state"

    def __init__(self, message: str, state: str) -> None:
        super().__init__(message)
        self.state = state


class NotOpen(WrongState):
    reason = "poll-not-open"


class PollClosed(WrongState):
    reason = "poll-closed"


class NotCountingDown(WrongState):
    reason = "not-counting-down"


class NoDeadline(WrongState):
    reason = "no-deadline"


class TooLate(WrongState):
    """What would be taken back is in use already."""

    reason = "too-late"


class NoTie(WrongState):
    """There is no tie at the cut line that could be settled."""

    reason = "no-tie"


class TieSettled(WrongState):
    reason = "tie-settled"


class TieMethodFixed(WrongState):
    """The poll says beforehand how its tie is settled, and this is another way."""

    reason = "tie-method-fixed"


class BadDecision(VotingError):
    """The decision names options that it cannot. ``field`` is the one to correct, spelled as in the API."""

    reason = "bad-decision"
    field: ClassVar[str] = "options"


class BadQuestion(VotingError):
    """A question that cannot be put as it stands. ``field`` is the one to correct, spelled as in the API."""

    reason = "bad-question"

    def __init__(self, message: str, field: str = "text") -> None:
        super().__init__(message)
        self.field = field


class NoQuestions(WrongState):
    """The session takes no questions, or none can be drawn."""

    reason = "no-questions"


class BadRows(VotingError):
    """An imported list cannot be used. ``rows`` are ``(at, message)``, with ``at`` as ``line/column``."""

    reason = "bad-rows"

    def __init__(self, rows: tuple[tuple[str, str], ...]) -> None:
        super().__init__(f"{len(rows)} place(s) in the list need a correction; nothing was stored.")
        self.rows = rows

"""How fast one phone may go."""

from __future__ import annotations

from starlette.requests import Request

from server.errors import QuestionsTooFast, TooFast
from server.web.endpoint import caller_of, services_of


def keep_pace(request: Request) -> None:
    """Before a ballot. Raises TooFast."""
    if (voter := caller_of(request).voter) and services_of(request).limits.ballots.take(voter):
        raise TooFast


def keep_tap_pace(request: Request) -> None:
    """Before what a phone does to questions. Raises QuestionsTooFast."""
    if (voter := caller_of(request).voter) and services_of(request).limits.ballots.take(f"taps of {voter}"):
        raise QuestionsTooFast("This phone has sent a lot just now. Please wait a moment and try again.")

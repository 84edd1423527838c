"""Who supports which question: what a batch of taps does inside its transaction."""

from __future__ import annotations

from collections.abc import Sequence

from server.core.queues import Supported, Tap
from server.errors import OwnQuestion, Refusal, UnknownQuestion
from server.store import supports
from server.store.compiled import Link
from votes.errors import VotingError
from votes.questions import must_take_support


def record_taps(link: Link, batch: Sequence[Tap]) -> list[Supported | Refusal | VotingError]:
    """In their order. A repeat changes nothing and is told the count."""
    return [_record(link, tap) for tap in batch]


def _record(link: Link, tap: Tap) -> Supported | Refusal | VotingError:
    found = supports.of_question(link, tap.question)
    if found is None:
        return UnknownQuestion("There is no such question.")
    question, asker = found
    if asker == tap.voter:
        return OwnQuestion("This is your own question; others can support it.")
    try:
        must_take_support(question)
    except VotingError as refused:
        return refused
    changed = supports.put(link, question.id, tap.voter, tap.is_on)
    return Supported(question.session, question.supports + changed)

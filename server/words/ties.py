"""What is said about a tie at the cut line, in one sentence: the same on every page and in every file."""

from __future__ import annotations

from collections.abc import Sequence

from server.words.formats import wide
from server.words.language import catalogue
from votes.model import TieRule
from votes.result import Result
from votes.ties import Decision

MOST_NAMED, MOST_WIDE = 4, 60  # beyond that the list itself names them


def tie_said(result: Result, language: str, equal: str = "") -> str:
    """How the tie stands or was settled; empty for a result without one. ``equal`` names the tied, in brackets."""
    tie = result.tie
    if tie is None:
        return ""
    say = catalogue(language)
    settled, fields = tie.settled, {"rank": tie.rank, "tied": len(tie.options), "n": tie.seats, "equal": equal}
    if settled is None:
        return say.ngettext(
            "Place {rank}: {tied} are tied, and {n} place is still open.",
            "Place {rank}: {tied} are tied, and {n} places are still open.",
            tie.seats,
        ).format(**fields)
    if tie.is_open:
        return say.gettext("Place {rank}: {tied} are tied; a run-off decides.").format(**fields)
    if settled.last:
        return _said_of_a_chain(settled.last, language).format(
            **fields, seed=settled.last.seed, reason=settled.last.reason
        )
    sentences = {
        TieRule.LOT: say.gettext("Place {rank} was tied{equal} and drawn by lot, seed “{seed}”."),
        TieRule.RUNOFF: say.gettext("Place {rank} was tied{equal} and decided by a run-off."),
        TieRule.INCLUDE: say.gettext("Place {rank} was tied{equal}; all {tied} are selected."),
        TieRule.ORGANIZER: say.gettext("Place {rank} was tied{equal} and decided by the organizer: {reason}"),
    }
    return sentences[settled.method].format(**fields, seed=settled.seed, reason=settled.reason)


def _said_of_a_chain(last: Decision, language: str) -> str:
    """A run-off that was tied itself has decided nothing: what has is said with it."""
    say = catalogue(language)
    return {
        TieRule.LOT: say.gettext(
            "Place {rank} was tied{equal}, tied again in a run-off, and drawn by lot, seed “{seed}”."
        ),
        TieRule.RUNOFF: say.gettext(
            "Place {rank} was tied{equal}, tied again in a run-off, and decided by another run-off."
        ),
        TieRule.INCLUDE: say.gettext(
            "Place {rank} was tied{equal}, and tied again in a run-off; all those tied there are selected."
        ),
        TieRule.ORGANIZER: say.gettext(
            "Place {rank} was tied{equal}, tied again in a run-off, and decided by the organizer: {reason}"
        ),
    }[last.method]


def level_said(titles: Sequence[str], votes: int | None, language: str) -> str:
    """Who is level before a run-off, by name where that is short; ``votes`` is what each has, None to say nothing."""
    say = catalogue(language)
    if len(titles) > MOST_NAMED or sum(map(wide, titles)) > MOST_WIDE:
        named = say.gettext("The {n} items below").format(n=len(titles))
    else:
        some = say.gettext(", ").join(titles[:-1])
        named = say.gettext("{some} and {last}").format(some=some, last=titles[-1])
    if votes is None:
        return say.gettext("{titles} are tied.").format(titles=named)
    sentence = say.ngettext("{titles} have {votes} vote each.", "{titles} have {votes} votes each.", votes)
    return sentence.format(titles=named, votes=votes)


def method_said(method: TieRule, language: str) -> str:
    """The name of a way to settle ties, as it stands on buttons and in tables."""
    say = catalogue(language)
    return {
        TieRule.ASK: say.gettext("Decide in the meeting"),
        TieRule.LOT: say.gettext("Lot"),
        TieRule.RUNOFF: say.gettext("Run-off"),
        TieRule.INCLUDE: say.gettext("Select all"),
        TieRule.ORGANIZER: say.gettext("The organizer decides"),
    }[method]

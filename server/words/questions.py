"""How a question stands, and how its answer was found, in words."""

from __future__ import annotations

from server.words.language import catalogue
from server.words.refusals import said
from votes.questions import QuestionState, Summary, Verdict

STATES = {
    QuestionState.WAITING: said("Waiting to be let in"),
    QuestionState.IN: said("In the box"),
    QuestionState.SHOWN: said("Came up"),
    QuestionState.ANSWERED: said("Answered"),
    QuestionState.REFUSED: said("Left out"),
    QuestionState.WITHDRAWN: said("Withdrawn"),
}
VERDICTS = {
    Verdict.SATISFIED: said("Satisfied"),
    Verdict.MOSTLY: said("Mostly satisfied"),
    Verdict.UNSATISFIED: said("Not satisfied"),
}


def state_said(state: QuestionState, language: str) -> str:
    return catalogue(language).gettext(STATES[state])


def verdict_said(verdict: Verdict | None, language: str) -> str:
    """Nothing where nobody said anything."""
    return catalogue(language).gettext(VERDICTS[verdict]) if verdict else ""


def summary_said(counted: Summary, language: str) -> str:
    """What the figures come to: counted, not claimed."""
    say = catalogue(language)
    sentences = [
        say.ngettext(
            "{n} question was asked, {shown} came up.", "{n} questions were asked, {shown} came up.", counted.asked
        ).format(n=counted.asked, shown=counted.shown),
        say.gettext("Answered: {answered} of {shown}.").format(answered=counted.answered, shown=counted.shown),
    ]
    if counted.judged:
        sentences.append(
            say.gettext(
                "Of {judged} answers that were judged: satisfied {satisfied}, mostly satisfied {mostly}, "
                "not satisfied {unsatisfied}."
            ).format(
                judged=counted.judged,
                satisfied=counted.satisfied,
                mostly=counted.mostly,
                unsatisfied=counted.unsatisfied,
            )
        )
    return (" " if language == "en" else "").join(sentences)

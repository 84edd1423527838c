"""How a question stands, and how its answer was found, in words."""

from __future__ import annotations

from server.words.language import catalogue
from server.words.refusals import said
from votes.questions import QuestionState, Summary, Verdict

STATES = {
    QuestionState.WAITING: said("Waiting to be let in"),
    QuestionState.IN: said("In the box"),
    QuestionState.SHOWN: said("Shown"),
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
    """What the figures come to: counted, not claimed. A verdict that nobody gave is not mentioned."""
    say = catalogue(language)
    asked = say.ngettext(
        "{n} question was asked, {shown} was shown.", "{n} questions were asked, {shown} were shown.", counted.asked
    ).format(n=counted.asked, shown=counted.shown)
    figures = (
        (say.gettext("satisfied {n}"), counted.satisfied),
        (say.gettext("mostly satisfied {n}"), counted.mostly),
        (say.gettext("not satisfied {n}"), counted.unsatisfied),
        (say.gettext("not rated {n}"), counted.answered - counted.judged),
    )
    ratings = say.gettext(", ").join(each.format(n=n) for each, n in figures if n)
    if counted.judged:
        answered = say.ngettext("{n} was answered: {ratings}.", "{n} were answered: {ratings}.", counted.answered)
    else:
        answered = say.ngettext("{n} was answered.", "{n} were answered.", counted.answered)
    return (" " if language == "en" else "").join((asked, answered.format(n=counted.answered, ratings=ratings)))

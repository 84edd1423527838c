"""What the picture of a result says, in the session's language; the host's browser draws it, where the fonts are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from server.words import formats
from server.words.isolated import isolated, kept_apart
from server.words.language import catalogue
from server.words.local_time import hall_time
from server.words.results import indicative, told_settlement, told_turnout
from votes.model import Poll, Session
from votes.result import Ranked, Result, is_judged

MOST_ROWS = 40  # a longer picture no chat shows


@dataclass(frozen=True, slots=True)
class Line:
    """``state`` is taken, tied or rest. ``votes``, or the mean of grades, is said in ``unit``; ``share`` is 0 to 1."""

    rank: int
    title: str
    department: str
    votes: str
    unit: str
    share: Fraction
    state: str


@dataclass(frozen=True, slots=True)
class Picture:
    """``cut_after`` is the number of lines above the cut line, which is dashed while a tie is ``is_open``."""

    organization: str
    meeting: str
    heading: str
    lines: tuple[Line, ...]
    cut_after: int
    cut: str
    is_open: bool
    notes: tuple[str, ...]
    name: str

    @property
    def has_rest(self) -> bool:
        """Whether there is more to show than the winners and the tied."""
        return len(self.lines) <= MOST_ROWS and any(line.state == "rest" for line in self.lines)


def picture_of(session: Session, poll: Poll, result: Result) -> Picture | None:
    """None for a list that is not over, or that nobody voted for."""
    if not is_judged(result.state) or not any(each.votes for each in result.options):
        return None
    say, tie = catalogue(session.locale), result.tie
    heading = say.gettext("{list}: results")
    taken = sum(each.elected is True for each in result.options)
    is_open = tie is not None and tie.is_open
    tied = say.gettext("Tied for place {rank}").format(rank=tie.rank) if tie else ""
    return Picture(
        organization=session.organization or "",
        meeting=session.title,
        heading=heading.format(list=isolated(poll.title)),
        lines=tuple(_line(each, result, session.locale) for each in result.in_seats),
        cut_after=result.winners if is_open else taken,
        cut=tied if is_open else say.gettext("Recommended items end here"),
        is_open=is_open,
        notes=tuple(filter(None, _notes(session, poll, result))),
        name=heading.format(list=poll.title),
    )


def _line(each: Ranked, result: Result, locale: str) -> Line:
    state = {True: "taken", False: "rest", None: "tied"}[each.elected]
    figure, unit, share = str(each.votes), catalogue(locale).ngettext("vote", "votes", each.votes), each.share
    if each.grading:
        figure, unit = formats.mean(each.score, result), catalogue(locale).gettext("mean")
        share = each.grading.mean / result.grades[0].coefficient
    return Line(
        rank=each.rank,
        title=each.title,
        department=each.department or "",
        votes=figure,
        unit=unit,
        share=share,
        state=state,
    )


def _notes(session: Session, poll: Poll, result: Result) -> Sequence[str]:
    """Day and turnout, an open or a settled tie, and what the figures are worth."""
    say, ended = catalogue(session.locale), poll.closed_at
    filters = formats.filters(session.locale)
    day = filters["day"](hall_time(session, ended)) if ended else ""
    turnout = told_turnout(session, result.ballots)
    if day:
        turnout = say.gettext("{day}, {turnout}").format(day=day, turnout=turnout)
    settlement = told_settlement(kept_apart(result), session.locale) if result.tie else ""
    return (turnout, settlement, indicative(session))

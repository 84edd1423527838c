"""What is announced after the reveal, in the session's language: slides and posters, and the notice of results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.features.announcement.picture import Line, Picture, picture_of
from server.words import formats
from server.words.isolated import kept_apart
from server.words.language import catalogue
from server.words.local_time import hall_time
from server.words.results import how_counted, indicative, told_settlement, told_tie, told_turnout
from votes.model import Poll, Session
from votes.result import Result

MOST_LINES = 24  # of one list; in smaller letters nobody reads a slide
MOST_TOGETHER = 40  # of all lists on one sheet


@dataclass(frozen=True, slots=True)
class Announced:
    """One list that is public. ``picture`` is None where nobody voted."""

    poll: Poll
    result: Result
    picture: Picture | None

    @property
    def lines(self) -> tuple[Line, ...]:
        """The recommended, and those in an open tie."""
        return tuple(line for line in self.picture.lines if line.state != "rest") if self.picture else ()

    @property
    def has_shares(self) -> bool:
        return not self.result.grades


@dataclass(frozen=True, slots=True)
class Block:
    """One list on a sheet: without a title where it is the only one."""

    title: str
    lines: tuple[Line, ...]
    tied: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """What stands on a slide or a poster; the host's browser draws both. Their names are those of the files."""

    organization: str
    meeting: str
    heading: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    slide: str
    poster: str


def announced(session: Session, published: Sequence[tuple[Poll, int, Result]]) -> tuple[Announced, ...]:
    """What is public (``snapshots.read_published``), ready to be drawn."""
    return tuple(Announced(poll, result, picture_of(session, poll, result)) for poll, _, result in published)


def board_of(session: Session, one: Announced) -> Board | None:
    """One list; None where nobody voted, or more are taken or tied than a slide can show."""
    if one.picture is None or not 0 < len(one.lines) <= MOST_LINES:
        return None
    block = Block("", one.lines, _tied(one), ())
    return _board(session, one.picture.heading, (block,), one.picture.notes, one.poll.title)


def board_of_all(session: Session, lists: Sequence[Announced]) -> Board | None:
    """All of them side by side; None where there are not at least two, or more than a sheet can show."""
    shown = [each for each in lists if each.lines]
    if len(shown) < 2 or sum(len(each.lines) for each in shown) > MOST_TOGETHER:
        return None
    blocks = tuple(Block(each.poll.title, each.lines, _tied(each), _own_notes(session, each)) for each in shown)
    notes = tuple(filter(None, [held_on(session, lists), indicative(session)]))
    say = catalogue(session.locale)
    heading = _by_kind(
        shown,
        say.gettext("Results of the vote"),
        say.gettext("The result of the review"),
        say.gettext("The results"),
    )
    return _board(session, heading, blocks, notes, session.title)


def held_on(session: Session, lists: Sequence[Announced]) -> str:
    """The day on which the first of them was closed, in the hall's time."""
    ended = [each.poll.closed_at for each in lists if each.poll.closed_at]
    return str(formats.filters(session.locale)["day"](hall_time(session, min(ended)))) if ended else ""


def notice_heading(session: Session, lists: Sequence[Announced]) -> str:
    say = catalogue(session.locale)
    return _by_kind(
        lists,
        say.gettext("Notice of results"),
        say.gettext("Notice of grades"),
        say.gettext("Notice of votes and grades"),
    )


def opening_words(session: Session, lists: Sequence[Announced]) -> str:
    """The sentence that a notice begins with: what meeting, when and where, and what was done there."""
    say = catalogue(session.locale)
    done = _by_kind(
        lists,
        say.gettext("the lists below were voted on"),
        say.gettext("the lists below were graded"),
        say.gettext("the lists below were voted on or graded"),
    )
    if session.place:
        opening = say.gettext("At the meeting “{meeting}”, held at {place} on {day}, {done}.")
    else:
        opening = say.gettext("At the meeting “{meeting}”, held on {day}, {done}.")
    opening = opening.format(meeting=session.title, place=session.place, day=held_on(session, lists), done=done)
    return say.gettext("{sentence} {next}").format(sentence=opening, next=say.gettext("The results are as follows."))


def told_list(session: Session, one: Announced) -> str:
    """How one list was voted on or graded, and how many took part."""
    say, number, graded = catalogue(session.locale), one.result.ballots, bool(one.poll.grades)
    if session.shares_ballots:
        graders, voters = say.gettext("{n} of {room} groups graded."), say.gettext("{n} of {room} groups took part.")
        told = graders if graded else voters
    elif graded:
        told = say.ngettext("{n} person graded.", "{n} people graded.", number)
    else:
        told = say.ngettext("{n} person took part.", "{n} people took part.", number)
    turnout = told.format(n=number, room=session.voting_groups)
    return say.gettext("{sentence} {next}").format(sentence=turnout, next=how_counted(session, one.poll, one.result))


def told_ties(session: Session, one: Announced) -> str:
    """The tie at the cut line and how it was settled, or that it is open; empty without one."""
    return told_tie(one.result, session.locale)


def _board(session: Session, heading: str, blocks: tuple[Block, ...], notes: tuple[str, ...], name: str) -> Board:
    say = catalogue(session.locale)
    return Board(
        organization=session.organization or "",
        meeting=session.title,
        heading=heading,
        blocks=blocks,
        notes=notes,
        slide=say.gettext("{name}, slide").format(name=name),
        poster=say.gettext("{name}, poster").format(name=name),
    )


def _by_kind(lists: Sequence[Announced], voted: str, graded: str, both: str) -> str:
    """The words for lists that were all voted on, all graded, or some of each."""
    kinds = {bool(each.poll.grades) for each in lists}
    return both if len(kinds) > 1 else graded if True in kinds else voted


def _tied(one: Announced) -> str:
    return one.picture.cut if one.picture and one.picture.is_open else ""


def _own_notes(session: Session, one: Announced) -> tuple[str, ...]:
    settlement = told_settlement(kept_apart(one.result), session.locale) if one.result.tie else ""
    return tuple(filter(None, [told_turnout(session, one.result.ballots), settlement]))

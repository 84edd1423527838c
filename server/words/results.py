"""What minutes and spreadsheets say about a list beside its figures, in the session's language: one place for each."""

from __future__ import annotations

from fractions import Fraction

from server.words.language import catalogue
from server.words.ties import tie_said
from votes.model import Poll, PollState, Session
from votes.result import Result
from votes.rounding import decimal


def how_counted(session: Session, poll: Poll, result: Result | None) -> str:
    """Who could choose how many, or grade them, and what that counts, or came to once there is a result."""
    locale = session.locale
    say = catalogue(locale)
    if poll.grades and session.shares_ballots:
        choices = say.ngettext(
            "Each group could grade the {options} item.",
            "Each group could grade the {options} items.",
            len(poll.options),
        )
    elif poll.grades:
        choices = say.ngettext(
            "Everybody could grade the {options} item.", "Everybody could grade the {options} items.", len(poll.options)
        )
    elif session.shares_ballots:
        choices = say.ngettext(
            "Each group could choose {n} of the {options} items.",
            "Each group could choose up to {n} of the {options} items.",
            poll.most_choices,
        )
    else:
        choices = say.ngettext(
            "Everybody could choose {n} of the {options} items.",
            "Everybody could choose up to {n} of the {options} items.",
            poll.most_choices,
        )
    choices = choices.format(n=poll.most_choices, options=len(poll.options))
    return say.gettext("{sentence} {next}").format(sentence=choices, next=what_counts(poll, result, locale))


def what_counts(poll: Poll, result: Result | None, locale: str) -> str:
    """Once the list is over, of as many as were taken: fewer than its places where fewer have a vote."""
    places = result.filled if result else poll.places
    if poll.grades:
        return _what_grades_count(poll, places, locale)
    return (
        catalogue(locale)
        .ngettext(
            "Each choice counts as one vote; the item with the most votes is recommended.",
            "Each choice counts as one vote; the {n} items with the most votes are recommended.",
            places,
        )
        .format(n=places)
    )


def _what_grades_count(poll: Poll, places: int, locale: str) -> str:
    say = catalogue(locale)
    worth = [
        say.gettext("{grade} {coefficient}").format(grade=grade.name, coefficient=told_mean(grade.coefficient))
        for grade in poll.grades
    ]
    grades = say.gettext("Grades are worth {grades}; an item left out has none, and its mean is over the others.")
    best = say.ngettext(
        "The item with the highest mean is recommended.",
        "The {n} items with the highest means are recommended.",
        places,
    )
    grades, best = grades.format(grades=say.gettext(", ").join(worth)), best.format(n=places)
    return say.gettext("{sentence} {next}").format(sentence=grades, next=best)


def indicative(session: Session) -> str:
    """What open admission means for the figures; empty where tickets were checked."""
    if session.admission != "open":
        return ""
    if session.shares_ballots:
        return catalogue(session.locale).gettext(
            "Admission was open: one ballot per group, and nobody checked who was in it. The figures are indicative."
        )
    return catalogue(session.locale).gettext(
        "Admission was open: one ballot per device, and nobody checked who held it. The figures are indicative."
    )


def indicative_line(session: Session) -> str:
    """The same in one short line."""
    if session.admission != "open":
        return ""
    say = catalogue(session.locale)
    if session.shares_ballots:
        return say.gettext("Open admission, one ballot per group: indicative.")
    return say.gettext("Open admission, one ballot per device: indicative.")


def told_mean(mean: Fraction) -> str:
    """To four decimals, without zeros at the end."""
    return decimal(mean).rstrip("0").rstrip(".")


def told_state(poll: Poll, locale: str) -> str:
    say = catalogue(locale)
    states = {
        PollState.DRAFT: say.gettext("Not started"),
        PollState.OPEN: say.gettext("Voting now"),
        PollState.CLOSED: say.gettext("Closed"),
        PollState.REVEALED: say.gettext("Published"),
    }
    return states[poll.state]


def told_tie(result: Result, locale: str) -> str:
    """The tie at the cut line, who is in it and how it stands; empty without one."""
    if (tie := result.tie) is None:
        return ""
    say = catalogue(locale)
    tied = [ranked for ranked in result.options if ranked.option in tie.options]
    titles = say.gettext("“{title}”").format(title=tied[0].title)
    for ranked in tied[1:]:
        titles = say.gettext("{titles}, “{title}”").format(titles=titles, title=ranked.title)
    grading, votes = tied[0].grading, tied[0].votes
    fields = {"rank": tie.rank, "titles": titles, "n": votes, "mean": told_mean(grading.mean) if grading else ""}
    if tie.settled is not None:
        if grading:
            equal = say.gettext(" ({titles}; mean {mean} each)")
        else:
            equal = say.ngettext(" ({titles}; {n} vote each)", " ({titles}; {n} votes each)", votes)
        return tie_said(result, locale, equal.format(**fields))
    if grading:
        level = say.gettext("Place {rank}: {titles} have a mean of {mean} each.")
    else:
        level = say.ngettext(
            "Place {rank}: {titles} have {n} vote each.", "Place {rank}: {titles} have {n} votes each.", votes
        )
    return say.gettext("{sentence} {next}").format(
        sentence=level.format(**fields), next=told_settlement(result, locale)
    )


def told_settlement(result: Result, locale: str) -> str:
    """How the tie was settled, or that it is open."""
    tie = result.tie
    if tie is None or tie.settled is not None:
        return tie_said(result, locale)
    left = catalogue(locale).ngettext(
        "{n} place is left for them, and the tie is open.",
        "{n} places are left for them, and the tie is open.",
        tie.seats,
    )
    return left.format(n=tie.seats)


def told_turnout(session: Session, ballots: int) -> str:
    """How many submitted: people, or groups of all groups."""
    say = catalogue(session.locale)
    if session.shares_ballots:
        return say.gettext("{n} of {room} groups submitted").format(n=ballots, room=session.voting_groups)
    return say.ngettext("{n} person submitted", "{n} people submitted", ballots).format(n=ballots)


def receipts_explained(session: Session) -> str:
    locale = session.locale
    if session.shares_ballots:
        return catalogue(locale).gettext(
            "No names were recorded, and each group's last submission counts; its receipt code stands for that ballot."
        )
    return catalogue(locale).gettext(
        "No names were recorded, and each voter's last submission counts; its receipt code stands for that ballot."
    )

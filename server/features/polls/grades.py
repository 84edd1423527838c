"""The grades of a poll: those that the host names, or the usual four in the session's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from msgspec import UNSET

from server.errors import BadFields, FieldError
from server.features.polls.schemas import GradeForm, PollForm, PollPatch
from server.words.language import catalogue
from votes.ballot import TYPES
from votes.model import Grade, Poll
from votes.poll import completed


def with_grades(poll: Poll, form: PollForm | PollPatch, locale: str, at: str = "") -> Poll:
    """The poll with the grades that the form names, else those it has, else the usual ones; as its type wants it.

    Raises BadFields below ``at`` for a limit on how many may be graded.
    """
    named = tuple(map(_grade, form.grades)) if form.grades is not UNSET else ()
    is_graded = TYPES[poll.type].grades
    grades = named or poll.grades or usual_grades(locale) if is_graded else named
    if is_graded and form.max_choices is not UNSET:
        raise BadFields(FieldError(f"{at}max_choices", "Where options are graded, all of them may be; leave it out."))
    good = poll.good_grades if is_graded and grades == poll.grades else _upper_half(grades)
    if form.good_grades is not UNSET:
        good = form.good_grades
    return completed(replace(poll, grades=grades, good_grades=good))


def usual_grades(locale: str) -> tuple[Grade, ...]:
    """Four grades, worth 1 to 0.4 as in 海盐县 (votes.rules.mean_grade), in equal steps."""
    say = catalogue(locale)
    names = (say.gettext("Good"), say.gettext("Fairly good"), say.gettext("Average"), say.gettext("Poor"))
    return tuple(Grade(name, Fraction(tenths, 10)) for name, tenths in zip(names, (10, 8, 6, 4), strict=True))


def _grade(form: GradeForm) -> Grade:
    return Grade(form.name, Fraction(str(form.coefficient)))  # the decimals that were sent, not the float beside them


def _upper_half(grades: Sequence[Grade]) -> int:
    return len(grades) // 2

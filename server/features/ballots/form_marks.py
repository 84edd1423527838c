"""What a page's form marks on a ballot, as it is sent and as the page can show it again."""

from __future__ import annotations

from server.web.form_body import Upload
from votes.ballot import Written
from votes.marks import graded
from votes.model import Mark, OptionId, Poll

GRADE_FIELD = "grade-"  # and the option's id; its value is the place of the grade, empty for none
NO_GRADE = ""  # no grade is called so


def written(poll: Poll, form: Upload) -> Written:
    """What the form marks: options, or where these are graded the name of each one's grade. A blank is left out."""
    if not poll.grades:
        return [OptionId(option) for option in form.field("choice").split()]
    names = {str(place): grade.name for place, grade in enumerate(poll.grades)}
    fields = [name for name in form.fields if name.startswith(GRADE_FIELD) and form.field(name)]
    return {OptionId(name.removeprefix(GRADE_FIELD)): names.get(form.field(name), NO_GRADE) for name in fields}


def marks_of(poll: Poll, said: Written) -> frozenset[Mark]:
    """As many of the marks as the page can show again."""
    if not isinstance(said, dict):
        return frozenset(said)
    places = {grade.name: place for place, grade in enumerate(poll.grades)}
    return frozenset(graded(option, places[name]) for option, name in said.items() if name in places)

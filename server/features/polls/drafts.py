"""A poll as it is before it opens, made from a form."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET

from server.errors import BadFields, FieldError
from server.features.polls.grades import with_grades
from server.features.polls.schemas import OptionForm, PollForm
from server.files import keys
from votes.ballot import TYPES
from votes.errors import BadPoll
from votes.model import (
    Display,
    Option,
    OptionId,
    Poll,
    PollId,
    SessionId,
    TieRule,
)
from votes.poll import check_definition

CHOICES = 5  # how many may be chosen where nothing else is said


def draft(session: SessionId, locale: str, form: PollForm, at: str = "") -> Poll:
    """The form as a draft poll with new ids. Raises BadFields with its place below ``at``.

    Grades that are needed and not named are those of the language.
    """
    poll = Poll(
        id=PollId(keys.new_id()),
        session=session,
        title=form.title,
        options=new_options(form.options),
        type=form.type,
        rule=form.rule or TYPES[form.type].rules[0],
        min_choices=form.min_choices,
        max_choices=CHOICES if form.max_choices is UNSET else form.max_choices,
        winners=form.winners,
        display=Display(form.display),
        tie=TieRule(form.tie),
        option_order=form.option_order,
        publish=form.publish,
        planned_seconds=form.planned_seconds,
    )
    poll = with_grades(poll, form, locale, at)
    try:
        check_definition(poll)
    except BadPoll as bad:
        raise BadFields(FieldError(at + bad.field, str(bad))) from None
    return poll


def new_options(forms: Sequence[OptionForm]) -> tuple[Option, ...]:
    return tuple(
        Option(
            id=OptionId(keys.new_id()),
            title=form.title,
            department=form.department,
            description=form.description,
            code=form.code,
            cost=form.cost,
        )
        for form in forms
    )

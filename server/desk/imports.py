"""A list of options as a file → the form of a session."""

from __future__ import annotations

import msgspec

from server.forms import ImportFields, OptionForm, PollForm, SessionForm
from votes.formats.options_csv import ImportedList, decode_list, read_options

CHOICES = WINNERS = 5


def read_lists(data: bytes, default_list: str | None = None) -> tuple[ImportedList, ...]:
    """Raises BadRows with every fault by line and column."""
    return read_options(decode_list(data), default_list)


def session_form(fields: ImportFields, title: str, lists: tuple[ImportedList, ...]) -> SessionForm:
    """One poll per list, up to 5 choices, 5 winners."""
    given = {name: value for name, value in msgspec.structs.asdict(fields).items() if name != "title"}
    return SessionForm(title=title, polls=tuple(_poll(each) for each in lists), **given)


def _poll(imported: ImportedList) -> PollForm:
    options = tuple(OptionForm(each.title, each.department, each.description) for each in imported.options)
    return PollForm(imported.title, options, max_choices=CHOICES, winners=WINNERS)

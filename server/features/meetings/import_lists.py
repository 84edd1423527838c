"""A file or a text with lists → what it is understood as → the polls of a session."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal

import msgspec

from server.errors import BadFields, FieldError
from server.features.meetings.schemas import ImportFields, SessionForm
from server.features.polls.schemas import OptionForm, PollForm
from server.files import list_reader
from server.files.encoding_names import ENCODINGS
from server.files.found import Found
from server.web.json_body import checked
from votes.errors import BadRows
from votes.lists.table import Table, Wishes
from votes.lists.text import table_of
from votes.lists.understood import ImportedList, Understood, understand

CHOICES = WINNERS = 5
IN_DOUBT = "This text can be read as {first} or as {second}; say which as `encoding`, or save it as UTF-8."


async def understood_file(
    data: bytes, title: str, wishes: Wishes, languages: Sequence[str], encoding: str = ""
) -> tuple[Understood, Found]:
    """What the file is understood as. Raises BadRows for one that is no list, or can be read in two ways."""
    if encoding and encoding.lower() not in ENCODINGS:
        message = "This encoding is not known; name one such as UTF-8, GB18030 or windows-1252."
        raise BadFields(FieldError("encoding", message))
    found = await list_reader.find(data, languages, encoding)
    if len(found.texts) > 1:
        first, second = (each.encoding for each in found.texts[:2])
        raise BadRows((("1/file", IN_DOUBT.format(first=first, second=second)),))
    tables = await asyncio.to_thread(tables_of, found)
    if wishes.header and not any(line.at == wishes.header for table in tables for line in table.lines):
        raise BadFields(FieldError("header", "This line holds nothing; name the one that names the columns, or 0."))
    return await asyncio.to_thread(understand, tables, title, wishes, found.hidden), found


def tables_of(found: Found) -> tuple[Table, ...]:
    return found.tables or tuple(table_of(each.text) for each in found.texts[:1])


def session_form(fields: ImportFields, title: str, lists: tuple[ImportedList, ...]) -> SessionForm:
    """One poll per list, up to 5 choices, 5 winners. Raises BadFields for a title that a session cannot have."""
    given = {name: value for name, value in msgspec.structs.asdict(fields).items() if name != "title"}
    return checked(SessionForm, "", title=title, polls=tuple(poll_form(each) for each in lists), **given)


def poll_form(
    imported: ImportedList, choices: int = CHOICES, winners: int = WINNERS, display: Literal["live", "sealed"] = "live"
) -> PollForm:
    """Options of a list as a poll with these rules."""
    options = tuple(
        OptionForm(
            title=each.title,
            department=each.department,
            description=each.description,
            code=each.code,
            cost=each.cost,
        )
        for each in imported.options
    )
    return PollForm(imported.title, options, max_choices=choices, winners=winners, display=display)

"""A list of options as a file → the form of a session."""

from __future__ import annotations

import asyncio
from typing import Literal

import msgspec

from server.features.meetings.schemas import ImportFields, SessionForm
from server.features.polls.schemas import OptionForm, PollForm
from server.files.workbook_reader import is_workbook, sheets_of
from server.web.json_body import checked
from votes.formats.options_csv import ImportedList, decode_list
from votes.formats.sheets import Listing, listing_of

CHOICES = WINNERS = 5


async def read_file(data: bytes) -> Listing:
    """The text of a file with lists: a workbook, or what a spreadsheet saved as text. Raises BadRows."""
    if not is_workbook(data):
        return Listing(await asyncio.to_thread(decode_list, data))
    return await asyncio.to_thread(listing_of, await sheets_of(data))


async def read_lists(data: bytes) -> tuple[ImportedList, ...]:
    """Raises BadRows with every fault by line and column; of several sheets it names the one."""
    listing = await read_file(data)
    return await asyncio.to_thread(listing.read)


def session_form(fields: ImportFields, title: str, lists: tuple[ImportedList, ...]) -> SessionForm:
    """One poll per list, up to 5 choices, 5 winners. Raises BadFields for a title that a session cannot have."""
    given = {name: value for name, value in msgspec.structs.asdict(fields).items() if name != "title"}
    return checked(SessionForm, "", title=title, polls=tuple(poll_form(each) for each in lists), **given)


def poll_form(
    imported: ImportedList, choices: int = CHOICES, winners: int = WINNERS, display: Literal["live", "sealed"] = "live"
) -> PollForm:
    """Options of a list as a poll with these rules."""
    options = tuple(OptionForm(each.title, each.department, each.description) for each in imported.options)
    return PollForm(imported.title, options, max_choices=choices, winners=winners, display=display)

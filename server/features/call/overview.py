"""What was handed in, list by list, as the organizer's page shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from server.core.context import Context
from server.store import calls, items, polls
from server.store.database import Connection
from votes.call import (
    Call,
    CallList,
    Department,
    DepartmentId,
    Item,
    Standing,
    listed,
    may_be_filled,
    merged_with,
    names_of,
    ordered,
    standing,
)
from votes.call_changes import NOTHING, Unpublished, published_as, unpublished
from votes.lifecycle import settled
from votes.model import Poll, PollId, SessionId


@dataclass(frozen=True, slots=True)
class Entry:
    """One item with those that it speaks for, and all their departments."""

    item: Item
    parts: Sequence[Item]
    names: Sequence[str]
    bytes: int
    is_new: bool  # otherwise than it was published last, or not published then
    is_still_on: bool  # voters read it, though it is on no list any more


@dataclass(frozen=True, slots=True)
class Section:
    """One list of the call: what is listed, what is on no list, and the options that publishing would replace."""

    list: CallList
    entries: Sequence[Entry]
    others: Sequence[Entry]
    poll: Poll | None
    is_begun: bool
    changes: Unpublished


@dataclass(frozen=True, slots=True)
class Book:
    """Everything there is. ``size_of`` a document looks at the disk: not for the event loop."""

    call: Call | None
    every: Sequence[Item]
    departments: Mapping[DepartmentId, Department]
    polls: Mapping[PollId, Poll]
    size_of: Callable[[str], int]

    def sections(self) -> list[Section]:
        return [self._section(each) for each in (self.call.lists if self.call else ())]

    def handed_in(self, department: DepartmentId) -> tuple[Item, ...]:
        """By one department, whatever became of it."""
        return ordered(item for item in self.every if item.department == department)

    def _section(self, of: CallList) -> Section:
        poll = self.polls.get(of.poll) if of.poll else None
        changes = unpublished(self.call, of, poll, self.every, self.departments) if self.call else NOTHING
        shown = [self._entry(item, poll, changes) for item in listed(self.every, of.id)]
        there = (item for item in ordered(self.every) if item.list == of.id)
        off = (Standing.LEFT_OUT, Standing.WITHDRAWN)
        return Section(
            list=of,
            entries=shown,
            others=[self._entry(item, poll, changes) for item in there if standing(item) in off],
            poll=poll,
            is_begun=poll is not None and not may_be_filled(poll),
            changes=changes,
        )

    def _entry(self, item: Item, poll: Poll | None, changes: Unpublished) -> Entry:
        parts = (item, *merged_with(self.every, item.id))
        document = next((part.document for part in parts if part.document), None)
        return Entry(
            item=item,
            parts=parts,
            names=names_of(parts, self.departments),
            bytes=self.size_of(document) if document else 0,
            is_new=item.id in changes.items,
            is_still_on=standing(item) is not Standing.LISTED and published_as(item, poll) is not None,
        )


async def read_book(context: Context, connection: Connection, session: SessionId) -> Book:
    named = await calls.departments_of(connection, session)
    held = [settled(poll, context.clock()) for poll in await polls.of_session(connection, session)]
    return Book(
        call=await calls.get(connection, session),
        every=await items.of_session(connection, session),
        departments={each.id: each for each in named},
        polls={poll.id: poll for poll in held},
        size_of=context.documents.size_of,
    )

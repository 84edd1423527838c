"""What was handed in, list by list, as the organizer's page shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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
from votes.model import Poll, PollId


@dataclass(frozen=True, slots=True)
class Entry:
    """One item with those that it speaks for, and all their departments."""

    item: Item
    parts: Sequence[Item]
    names: Sequence[str]
    bytes: int
    is_new: bool  # since it was published last


@dataclass(frozen=True, slots=True)
class Section:
    """One list of the call: what is listed, what is on no list, and the options that publishing would replace."""

    list: CallList
    entries: Sequence[Entry]
    others: Sequence[Entry]
    poll: Poll | None
    is_begun: bool


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
        shown = [self._entry(item) for item in listed(self.every, of.id)]
        there = (item for item in ordered(self.every) if item.list == of.id)
        others = [self._entry(item) for item in there if standing(item) in (Standing.LEFT_OUT, Standing.WITHDRAWN)]
        return Section(
            list=of, entries=shown, others=others, poll=poll, is_begun=poll is not None and not may_be_filled(poll)
        )

    def _entry(self, item: Item) -> Entry:
        parts = (item, *merged_with(self.every, item.id))
        document = next((part.document for part in parts if part.document), None)
        published = self.call.published_at if self.call else None
        changes = [moment for part in parts for moment in (part.changed_at, part.edited_at) if moment]
        return Entry(
            item=item,
            parts=parts,
            names=names_of(parts, self.departments),
            bytes=self.size_of(document) if document else 0,
            is_new=published is not None and (item.option is None or max(changes) > published),
        )

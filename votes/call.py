"""The call for items: what departments hand in before a meeting, and how it becomes the options of its lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from votes.model import Option, OptionId, Poll, PollId, PollState, SessionId

CallListId = NewType("CallListId", str)
DepartmentId = NewType("DepartmentId", str)
ItemId = NewType("ItemId", str)

_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class CallList:
    """A list that the call is for. ``poll`` is None for one that is only named so far; publishing makes its poll."""

    id: CallListId
    title: str
    poll: PollId | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One per session. From ``deadline`` on departments read and change nothing."""

    session: SessionId
    deadline: datetime
    note: str | None
    lists: tuple[CallList, ...] = ()
    published_at: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        return now >= self.deadline


@dataclass(frozen=True, slots=True)
class Department:
    """Who hands in, by a link of its own. ``is_out``: the link was taken back; what was handed in stays."""

    id: DepartmentId
    session: SessionId
    name: str
    made_at: datetime
    is_out: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    title: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What a department handed in, in its own words, and what the organizer made of it.

    ``edited`` is the organizer's wording, beside which the department's own stays. ``merged_into`` names the item that
    speaks for this one too; that one is merged into none itself. ``left_out`` is the reason why it is on no list.
    ``option`` is what it was published as.
    """

    id: ItemId
    list: CallListId
    department: DepartmentId
    wording: Wording
    handed_in_at: datetime
    changed_at: datetime
    position: int = 0
    picture: str | None = None
    document: str | None = None
    withdrawn_at: datetime | None = None
    edited: Wording | None = None
    edited_at: datetime | None = None
    merged_into: ItemId | None = None
    left_out: str | None = None
    option: OptionId | None = None

    @property
    def shown(self) -> Wording:
        """The words that are published."""
        return self.edited or self.wording

    @property
    def was_changed(self) -> bool:
        """Whether the department came back to it; its files come a moment after its words."""
        return self.changed_at - self.handed_in_at >= _MOMENT

    @property
    def is_changed_since(self) -> bool:
        """Whether the department changed it after the organizer had edited it."""
        return self.edited_at is not None and self.changed_at > self.edited_at


class Standing(StrEnum):
    """What became of an item."""

    LISTED = "listed"
    MERGED = "merged"
    LEFT_OUT = "left-out"
    WITHDRAWN = "withdrawn"


def standing(item: Item) -> Standing:
    if item.withdrawn_at:
        return Standing.WITHDRAWN
    if item.merged_into:
        return Standing.MERGED
    return Standing.LEFT_OUT if item.left_out is not None else Standing.LISTED


def ordered(items: Iterable[Item]) -> tuple[Item, ...]:
    """By position; what was handed in first leads among equals."""
    return tuple(sorted(items, key=lambda item: (item.position, item.handed_in_at, item.id)))


def listed(items: Iterable[Item], of: CallListId) -> tuple[Item, ...]:
    """What is to be published on a list, in its order."""
    return ordered(item for item in items if item.list == of and standing(item) is Standing.LISTED)


def merged_with(items: Iterable[Item], lead: ItemId) -> tuple[Item, ...]:
    """Those that this item speaks for beside itself."""
    return ordered(item for item in items if item.merged_into == lead and standing(item) is Standing.MERGED)


def merge(items: Sequence[Item], chosen: Iterable[ItemId]) -> tuple[Item, ...]:
    """The first of the chosen, in order, speaks for all of them, and for whatever they spoke for.

    → the items that changed, none where fewer than two are chosen. All must be listed, on one list.
    """
    wanted = frozenset(chosen)
    parts = ordered(item for item in items if item.id in wanted)
    if len(parts) < 2:
        return ()
    first, joining = parts[0], {item.id for item in parts[1:]}
    return tuple(
        replace(item, merged_into=first.id) for item in items if item.id in joining or item.merged_into in joining
    )


def released(items: Sequence[Item], leaving: Item) -> tuple[Item, ...]:
    """What changes when an item stops to be part of a merged one, itself included.

    Where it spoke for others, the first of them speaks for the rest from then on, in the same place and words.
    """
    alone = replace(leaving, merged_into=None)
    rest = merged_with(items, leaving.id)
    if not rest:
        return (alone,)
    first, *others = rest
    heir = replace(
        first,
        merged_into=None,
        position=leaving.position,
        edited=leaving.edited,
        edited_at=leaving.edited_at,
        left_out=leaving.left_out,
        option=leaving.option,
    )
    return (
        replace(alone, edited=None, edited_at=None, option=None),
        heir,
        *(replace(item, merged_into=heir.id) for item in others),
    )


def moved(order: Sequence[Item], moving: ItemId, before: ItemId | None) -> tuple[Item, ...]:
    """The whole order with new positions: the moving one stands before the other, or last."""
    taken = next((item for item in order if item.id == moving), None)
    rest = [item for item in order if item.id != moving]
    at = next((at for at, item in enumerate(rest) if item.id == before), len(rest))
    if taken:
        rest.insert(at, taken)
    return tuple(replace(item, position=at) for at, item in enumerate(rest))


def may_be_filled(poll: Poll) -> bool:
    """Whether what is handed in can become its options. What a run-off is between was decided elsewhere."""
    return poll.state is PollState.DRAFT and poll.runoff_of is None


def names_of(parts: Iterable[Item], departments: Mapping[DepartmentId, Department]) -> tuple[str, ...]:
    """Every department that handed in a part, once, in order."""
    return tuple(dict.fromkeys(departments[item.department].name for item in parts))


def as_option(id: OptionId, parts: Sequence[Item], names: str) -> Option:
    """The option that an item becomes; ``parts`` are the item and what is merged into it.

    Picture and document are the first that there are.
    """
    lead = parts[0].shown
    picture = next((item.picture for item in parts if item.picture), None)
    document = next((item.document for item in parts if item.document), None)
    return Option(id, lead.title, names or None, lead.description, picture=picture, document=document)

"""What departments and the organizer changed in a call since its lists were published: what voters would not see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from votes.call import Call, CallList, Department, DepartmentId, Item, as_option, listed, merged_with, names_of
from votes.model import Option, OptionId, Poll, PollId


@dataclass(frozen=True, slots=True)
class Unpublished:
    """What publishing a list once more would change, by kind, in the list's order.

    ``gone`` are options for which nothing is listed any more: withdrawn, left out, or merged into another. ``added``,
    ``renamed`` and ``changed`` (description, files, departments) are items. ``is_empty``: nothing is left to publish.
    """

    gone: tuple[OptionId, ...] = ()
    renamed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    is_empty: bool = False

    @property
    def count(self) -> int:
        return len(self.gone) + len(self.renamed) + len(self.changed) + len(self.added)

    @property
    def items(self) -> frozenset[str]:
        """The ids of the items that stand otherwise than on the published list, or not on it at all."""
        return frozenset((*self.renamed, *self.changed, *self.added))

    def __add__(self, other: Unpublished) -> Unpublished:
        return Unpublished(
            gone=self.gone + other.gone,
            renamed=self.renamed + other.renamed,
            changed=self.changed + other.changed,
            added=self.added + other.added,
            is_empty=self.is_empty or other.is_empty,
        )


NOTHING = Unpublished()


def unpublished(
    call: Call,
    of: CallList,
    poll: Poll | None,
    every: Sequence[Item],
    departments: Mapping[DepartmentId, Department],
) -> Unpublished:
    """How a list of the call differs from the options that it was published as; nothing before the first time.

    A list that was left out then, with nothing to publish, has its items to add. Once voting has begun on it, the same
    is what came too late for it.
    """
    if call.published_at is None:
        return NOTHING
    shown = listed(every, of.id)
    if poll is None or not _is_filled(of, poll, every):
        return Unpublished(added=tuple(item.id for item in shown))
    known = {option.id: option for option in poll.options}
    kinds: dict[str, list[str]] = {"renamed": [], "changed": [], "added": []}
    for item in shown:
        there = known.pop(item.option, None) if item.option else None
        if kind := _kind(call, there, (item, *merged_with(every, item.id)), departments):
            kinds[kind].append(item.id)
    return Unpublished(tuple(known), **{kind: tuple(ids) for kind, ids in kinds.items()}, is_empty=not shown)


def by_poll(
    call: Call, polls: Mapping[PollId, Poll], every: Sequence[Item], departments: Mapping[DepartmentId, Department]
) -> dict[PollId, Unpublished]:
    """Of these polls those whose lists differ."""
    lists = [each for each in call.lists if each.poll in polls]
    found = {each.poll: unpublished(call, each, polls[each.poll], every, departments) for each in lists if each.poll}
    return {poll: each for poll, each in found.items() if each.count}


def _is_filled(of: CallList, poll: Poll, every: Sequence[Item]) -> bool:
    """Whether the options of the poll are made of what was handed in for the list."""
    ours = {item.option for item in every if item.list == of.id and item.option}
    return any(option.id in ours for option in poll.options)


def published_as(item: Item, poll: Poll | None) -> Option | None:
    """What voters read of an item, whatever became of it since."""
    return next((option for option in poll.options if option.id == item.option), None) if poll else None


def withdrawn(call: Call, every: Sequence[Item], item: Item, own: Item, now: datetime) -> Item:
    """The item withdrawn; ``own`` is what remains of it where others spoke with it.

    It goes on naming the option that voters read it in until that is replaced: its own, or that of the item which
    spoke for it when the list was published.
    """
    option = item.option
    if option is None and item.merged_into and call.published_at and item.handed_in_at <= call.published_at:
        option = next((each.option for each in every if each.id == item.merged_into), None)
    return replace(own, withdrawn_at=now, option=option)


def again(every: Sequence[Item], item: Item) -> Item:
    """The item handed in once more. If another speaks for it on the published list by now, it comes as a new one."""
    is_taken = any(each.option == item.option and each.id != item.id for each in every)
    return replace(item, withdrawn_at=None, option=None if is_taken else item.option)


def _kind(
    call: Call, there: Option | None, parts: Sequence[Item], departments: Mapping[DepartmentId, Department]
) -> str | None:
    if there is None:
        return "added"
    wanted = as_option(there.id, parts, ", ".join(names_of(parts, departments)))
    if wanted.title != there.title:
        return "renamed"
    words = (wanted.description, wanted.document, _named(wanted)) != (there.description, there.document, _named(there))
    # A host may give an option a picture of its own, which nobody in a department has changed.
    moved = any(part.changed_at > call.published_at for part in parts if call.published_at)
    return "changed" if words or (moved and wanted.picture != there.picture) else None


def _named(option: Option) -> str:
    """Its departments, however the meeting's language joins names."""
    return (option.department or "").replace("、", ", ")

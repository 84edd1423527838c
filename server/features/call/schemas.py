"""A call for items as the API takes and answers it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from server.web.encoding import rfc3339
from server.web.fields import Id, Strict, Text, Title
from votes.call import Call, Department, Item, standing


class CallListAnswer(Struct, frozen=True):
    """``poll`` is null for a list that is only named so far."""

    id: str
    title: str
    poll: str | None


class DepartmentAnswer(Struct, frozen=True):
    """``link`` says whether its link lets in."""

    id: str
    name: str
    link: bool


class WordingAnswer(Struct, frozen=True):
    title: str
    description: str | None


class ItemAnswer(Struct, frozen=True):
    """``wording`` is the department's own, ``edited`` the organizer's where there is one.

    ``standing`` is listed, merged, left-out or withdrawn; ``document`` is for the host until it is published.
    """

    id: str
    list: str
    department: str
    wording: WordingAnswer
    edited: WordingAnswer | None
    picture: str | None
    document: str | None
    handed_in_at: str | None
    changed_at: str | None
    withdrawn_at: str | None
    standing: str
    merged_into: str | None
    left_out: str | None
    option: str | None


class CallAnswer(Struct, frozen=True):
    """``items`` stand in their order, each list's by itself."""

    session: str
    deadline: str | None
    is_over: bool
    note: str | None
    published_at: str | None
    lists: tuple[CallListAnswer, ...]
    departments: tuple[DepartmentAnswer, ...]
    items: tuple[ItemAnswer, ...]


def call_answer(call: Call, departments: Sequence[Department], ordered: Sequence[Item], *, is_over: bool) -> CallAnswer:
    return CallAnswer(
        session=call.session,
        deadline=rfc3339(call.deadline),
        is_over=is_over,
        note=call.note,
        published_at=rfc3339(call.published_at),
        lists=tuple(CallListAnswer(each.id, each.title, each.poll) for each in call.lists),
        departments=tuple(DepartmentAnswer(each.id, each.name, not each.is_out) for each in departments),
        items=tuple(_item(call, item) for item in ordered),
    )


def _item(call: Call, item: Item) -> ItemAnswer:
    edited = WordingAnswer(item.edited.title, item.edited.description) if item.edited else None
    return ItemAnswer(
        id=item.id,
        list=item.list,
        department=item.department,
        wording=WordingAnswer(item.wording.title, item.wording.description),
        edited=edited,
        picture=f"/picture/{item.picture}" if item.picture else None,
        document=f"/host/{call.session}/items/{item.id}/document" if item.document else None,
        handed_in_at=rfc3339(item.handed_in_at),
        changed_at=rfc3339(item.changed_at),
        withdrawn_at=rfc3339(item.withdrawn_at),
        standing=standing(item),
        merged_into=item.merged_into,
        left_out=item.left_out,
        option=item.option,
    )


class CallForm(Strict, frozen=True, forbid_unknown_fields=True):
    """The lists are draft polls by id, and others by the title that they are to have."""

    deadline: Annotated[datetime, Meta(tz=True)]
    note: Annotated[str, Meta(max_length=500)] | None = None
    polls: Annotated[tuple[Id, ...], Meta(max_length=50)] = ()
    titles: Annotated[tuple[Title, ...], Meta(max_length=20)] = ()


class ItemForm(Strict, frozen=True, forbid_unknown_fields=True):
    """What a department hands in, beside its files."""

    list: Id
    title: Title
    description: Text | None = None


class WordingForm(Strict, frozen=True, forbid_unknown_fields=True):
    title: Title
    description: Text | None = None

"""A department's page, by its link: what it hands in, until the deadline. Looking at it has no effect."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import BadFields, Conflict, FieldError, TooFast
from server.features.call.actions import NoCall, read_link
from server.features.call.items import Files, ItemChanged, attach, hand_in, hand_in_again, withdraw
from server.features.call.overview import Book, read_book
from server.features.call.schemas import ItemForm
from server.files import keys
from server.files.kept_files import MOST_BYTES
from server.store import sessions
from server.store.timestamps import to_ms
from server.web.endpoint import Endpoint, context_of, services_of
from server.web.form_body import Upload, read_large_form, whole
from server.web.json_body import KIB, LARGE, checked
from server.web.reader import language_of
from server.web.render import render
from server.words.local_time import hall_time
from server.words.refusals import in_language, sentence_of
from votes.call import Call, Department, Item, ItemId, Standing, merged_with, standing
from votes.call_changes import published_as
from votes.model import Option, Session

MOST_FORM = MOST_BYTES + LARGE + 1024 * KIB  # both files may be as large as they can be
TOLD = ("saved", "withdrawn", "again")
FIELDS = ("list", "title", "description")


class TooManyChanges(TooFast):
    """More than people type, by one link; nothing was changed."""

    reason = "too-many-changes"

    def __init__(self) -> None:
        Exception.__init__(self, "Very many changes came by this link just now. Please wait a moment and try again.")


@dataclass(slots=True)
class Draft:
    """The form as it stands. ``id`` is the item's, chosen before it is first sent; ``seen`` its last change."""

    id: str
    fields: Mapping[str, str]
    seen: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    is_saved: bool = False  # the words are kept, though a file was refused
    kept: tuple[str, ...] = ()  # and this file
    is_stale: bool = False  # somebody else was faster


@dataclass(frozen=True, slots=True)
class Joined:
    """What another department handed in and this department's item speaks for too."""

    title: str
    department: str


@dataclass(frozen=True, slots=True)
class Row:
    """One item as its department sees it; what became of it only once that is published.

    ``read`` is what voters read of it. ``is_changed``: they do not read what stands here now; once voting on the list
    ``is_begun``, they never will.
    """

    item: Item
    list: str
    bytes: int
    standing: Standing
    with_title: str
    joined: Sequence[Joined]
    read: Option | None
    is_changed: bool
    is_begun: bool


async def get_page(request: Request) -> Response:
    return await _page(request)


async def post_page(request: Request) -> Response:
    """One act: save an item, withdraw it, hand it in again. What was typed stays on the page when it is refused."""
    services = services_of(request)
    department = await read_link(services.context, request.path_params["secret"])
    if services.limits.items.take(department.id):
        raise TooManyChanges
    with services.context.documents.place(department.id):
        form = await read_large_form(request, MOST_FORM)
    item, act = ItemId(form.field("id")), form.field("act")
    try:
        if act == "withdraw":
            await withdraw(services.context, department, item)
        elif act == "again":
            await hand_in_again(services.context, department, item)
        elif act == "save":
            draft = await _saved(request, department, item, form)
            if draft.errors:
                return await _page(request, draft, 422)
        else:
            raise BadFields(FieldError("act", "There is no such action."))
    except BadFields as refused:
        return await _page(request, _draft(form, {"": sentence_of(refused)}), refused.status)
    except Conflict as refused:
        draft = _draft(form, {"": str(refused)})
        draft.is_stale = isinstance(refused, ItemChanged)
        return await _page(request, draft, refused.status)
    told = {"save": "saved", "withdraw": "withdrawn"}.get(act, act)
    return RedirectResponse(f"{request.url.path}?{urlencode({'told': told, 'at': item})}#i-{item}", 303)


async def _saved(request: Request, department: Department, id: ItemId, form: Upload) -> Draft:
    """Keep the words, then the files: a file that is refused takes no words along. ``errors`` say what was not kept."""
    context, draft = context_of(request), _draft(form, {})
    try:
        texts = {"title": form.field("title"), "description": form.field("description").replace("\r\n", "\n") or None}
        if not texts["title"]:
            raise BadFields(FieldError("title", "Give the item a title."))
        wanted = checked(ItemForm, "", list=form.field("list") or "-", **texts)
        item = await hand_in(context, department, id, wanted, whole(draft.seen))
    except BadFields as refused:
        draft.errors = {error.at if error.at in FIELDS else "": error.message for error in refused.errors}
        return draft
    draft.is_saved, draft.seen = True, str(to_ms(item.changed_at))
    files = Files(_file(form, "picture"), _file(form, "document"))
    try:
        if files != Files():
            await attach(context, department, id, files)
    except BadFields as refused:
        draft.errors = {error.at: error.message for error in refused.errors}
        draft.kept = tuple(
            name for name in ("picture", "document") if form.files.get(name) and name not in draft.errors
        )
    return draft


def _file(form: Upload, name: str) -> bytes | None:
    """The chosen file, empty bytes to take the old one away, None to leave it."""
    return form.files.get(name) or (b"" if form.field(f"no-{name}") else None)


def _draft(form: Upload, errors: dict[str, str]) -> Draft:
    fields = {name: form.fields.get(name, "")[:20_000] for name in FIELDS}
    return Draft(form.field("id"), fields, form.field("seen"), errors)


async def _page(request: Request, draft: Draft | None = None, status: int = 200) -> Response:
    context, secret = context_of(request), request.path_params["secret"]
    department = await read_link(context, secret)
    async with context.database.read() as connection:
        session = await sessions.get(connection, department.session)
        book = await read_book(context, connection, department.session)
    if (call := book.call) is None:
        raise NoCall
    own = book.handed_in(department.id)
    spoken, query = language_of(request, session.locale), request.query_params
    wanted = next((item for item in own if draft is None and item.id == query.get("item")), None)
    shown = draft or _begun(call, wanted)
    changing = next((item for item in own if item.id == shown.id and not item.withdrawn_at), None)
    if (shown.is_stale or shown.is_saved) and changing:
        shown.seen = str(to_ms(changing.changed_at))
    return render(
        request,
        "call/department.html",
        spoken,
        status,
        session=session,
        department=department,
        call=call,
        deadline=_local(call, session),
        is_over=call.is_over(context.clock()),
        rows=await asyncio.to_thread(_rows, book, own),
        draft=shown,
        changing=changing,
        errors={name: in_language(sentence, spoken) for name, sentence in shown.errors.items()},
        told=query.get("told") if draft is None and query.get("told") in TOLD else None,
        at=query.get("at", ""),
        secret=secret,
        most_picture=LARGE,
        most_document=MOST_BYTES,
    )


def _begun(call: Call, item: Item | None) -> Draft:
    """The form for an item that is there, or for a new one under an id of its own."""
    if item:
        fields = {"list": item.list, "title": item.wording.title, "description": item.wording.description or ""}
        return Draft(item.id, fields, str(to_ms(item.changed_at)))
    only = call.lists[0].id if len(call.lists) == 1 else ""
    return Draft(keys.new_id(), {"list": only, "title": "", "description": ""})


def _rows(book: Book, own: Sequence[Item]) -> list[Row]:
    sections, by_id = {each.list.id: each for each in book.sections()}, {item.id: item for item in book.every}
    found = []
    for item in own:
        section = sections[item.list]
        read = published_as(item, section.poll)
        is_listed = standing(item) is Standing.LISTED
        found.append(
            Row(
                item=item,
                list=section.list.title,
                bytes=book.size_of(item.document) if item.document else 0,
                standing=standing(item),
                with_title=by_id[item.merged_into].shown.title if item.merged_into else "",
                joined=[
                    Joined(each.wording.title, book.departments[each.department].name)
                    for each in merged_with(book.every, item.id)
                    if each.department != item.department
                ],
                read=read,
                is_changed=item.id in section.changes.items if is_listed else read is not None,
                is_begun=section.is_begun,
            )
        )
    return found


def _local(call: Call, session: Session) -> datetime:
    return hall_time(session, call.deadline)


ENDPOINTS = (Endpoint("GET", "/d/{secret}", get_page), Endpoint("POST", "/d/{secret}", post_page))

"""The organizer's page of the call for items: the call, the departments' links, and what they handed in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import BadFields, FieldError, Refusal
from server.features.call import actions, editing
from server.features.call.actions import Invited
from server.features.call.invitation import invitation
from server.features.call.overview import Book, Section, read_book
from server.features.call.publishing import publish
from server.features.call.schemas import CallForm, WordingForm
from server.store import calls
from server.web.endpoint import Endpoint, context_of, read_session, services_of, session_of
from server.web.form_body import Upload, read_page_form
from server.web.json_body import KIB, checked
from server.web.line_boxes import names_of
from server.web.reader import language_of
from server.web.render import render
from server.words.local_time import hall_time, typed, zone_of
from server.words.refusals import in_language
from votes.call import Call, DepartmentId, ItemId, may_be_filled
from votes.call_changes import NOTHING, Unpublished
from votes.errors import VotingError
from votes.model import Session

MOST_FORM = 64 * KIB
PAST = "This time has passed already. Give a later one, or end the call with it."
TOLD = ("called", "turned", "taken-back", "edited", "merged", "apart", "left-out", "taken-in", "published", "invited")


@dataclass(frozen=True, slots=True)
class Link:
    """``words`` are what a department is sent with it."""

    name: str
    url: str
    words: str


async def get_items(request: Request) -> Response:
    return await _page(request)


async def post_items(request: Request) -> Response:
    """One act. A refusal is said on the page, and what was typed about the call stays there."""
    form, session = await read_page_form(request, MOST_FORM), session_of(request)
    act = ACTS.get(form.field("act"))
    try:
        if act is None:
            raise BadFields(FieldError("act", "There is no such action."))
        done = await act(request, form)
    except (BadFields, VotingError) as refused:
        problem = refused.errors[0] if isinstance(refused, BadFields) else FieldError("", str(refused))
        status = refused.status if isinstance(refused, Refusal) else 409
        return await _page(request, form=form, problem=problem, status=status)
    if isinstance(done, Response):
        return done
    # Browsers that go to a fragment focus nothing: the button that was pressed is to have the focus again.
    place = "" if "did" in done else f"#i-{done.get('at', '')}"
    return RedirectResponse(f"/host/{session}/items?{urlencode(done)}{place}", 303)


Done = Response | dict[str, str]
Act = Callable[[Request, Upload], Awaitable[Done]]


async def _call(request: Request, form: Upload) -> Done:
    session = await read_session(request)
    wanted = checked(
        CallForm,
        "",
        deadline=typed(form.field("deadline"), zone_of(session), "deadline"),
        note=" ".join(form.field("note").split()) or None,
        polls=tuple(form.field("poll").split()),
        titles=tuple(names_of(form.field("titles"), "titles", 20)),
    )
    context = context_of(request)
    if (
        form.field("act") == "call"
        and wanted.deadline <= context.clock()
        and wanted.deadline != await _deadline(request)
    ):
        raise BadFields(FieldError("deadline", PAST))  # departments would find their pages closed
    await actions.set_call(context, session.id, wanted)
    return {"told": "called"}


async def _deadline(request: Request) -> datetime | None:
    async with context_of(request).database.read() as connection:
        call = await calls.get(connection, session_of(request))
    return call.deadline if call else None


async def _invite(request: Request, form: Upload) -> Done:
    names = names_of(form.field("names"), "names", actions.MOST_DEPARTMENTS)
    made = await actions.invite(context_of(request), session_of(request), names)
    return await _page(request, links=made) if made else {"told": "invited"}


async def _turn(request: Request, form: Upload) -> Done:
    turned = await actions.turn_link(context_of(request), session_of(request), DepartmentId(form.field("id")))
    return await _page(request, links=[turned])


async def _take_back(request: Request, form: Upload) -> Done:
    await actions.take_link_back(context_of(request), session_of(request), DepartmentId(form.field("id")))
    return {"told": "taken-back"}


async def _edit(request: Request, form: Upload) -> Done:
    if not form.field("title"):
        raise BadFields(FieldError("item", "Give the item a title."))
    text = form.field("description").replace("\r\n", "\n") or None
    wording = checked(WordingForm, "item", title=form.field("title"), description=text)
    await editing.edit_item(context_of(request), session_of(request), _item(form), wording)
    return {"told": "edited", "at": _item(form)}


async def _merge(request: Request, form: Upload) -> Done:
    chosen = [ItemId(each) for each in form.field("item").split()]
    return {"told": "merged", "at": await editing.merge_items(context_of(request), session_of(request), chosen)}


async def _apart(request: Request, form: Upload) -> Done:
    await editing.take_apart(context_of(request), session_of(request), _item(form))
    return {"told": "apart", "at": _item(form)}


async def _step(request: Request, form: Upload) -> Done:
    steps = -1 if form.field("act") == "up" else 1
    await editing.step_item(context_of(request), session_of(request), _item(form), steps)
    return {"did": form.field("act"), "at": _item(form)}


async def _move(request: Request, form: Upload) -> Done:
    before = ItemId(form.field("before")) if form.field("before") else None
    await editing.move_item(context_of(request), session_of(request), _item(form), before)
    return {"did": "move", "at": _item(form)}


async def _leave_out(request: Request, form: Upload) -> Done:
    await editing.leave_out(context_of(request), session_of(request), _item(form), form.field("reason"))
    return {"told": "left-out", "at": _item(form)}


async def _take_in(request: Request, form: Upload) -> Done:
    await editing.take_in(context_of(request), session_of(request), _item(form))
    return {"told": "taken-in", "at": _item(form)}


async def _publish(request: Request, form: Upload) -> Done:
    await publish(context_of(request), session_of(request))
    return {"told": "published"}


ACTS: Final[Mapping[str, Act]] = {
    "call": _call,
    "end": _call,  # with a time that has passed
    "invite": _invite,
    "turn": _turn,
    "take-back": _take_back,
    "edit": _edit,
    "merge": _merge,
    "apart": _apart,
    "up": _step,
    "down": _step,
    "move": _move,
    "leave-out": _leave_out,
    "take-in": _take_in,
    "publish": _publish,
}


def _item(form: Upload) -> ItemId:
    return ItemId(form.field("item"))


async def _page(
    request: Request,
    *,
    form: Upload | None = None,
    problem: FieldError | None = None,
    links: Sequence[Invited] = (),
    status: int = 200,
) -> Response:
    context, session = context_of(request), await read_session(request)
    async with context.database.read() as connection:
        book = await read_book(context, connection, session.id)
    call = book.call
    spoken, query = language_of(request, session.locale), request.query_params
    public = services_of(request).origins.public
    sections = await asyncio.to_thread(book.sections)
    return render(
        request,
        "call/host.html",
        spoken,
        status,
        session=session,
        call=call,
        deadline=hall_time(session, call.deadline) if call else None,
        is_over=bool(call and call.is_over(context.clock())),
        context=_held(book),
        sections=sections,
        changes=_changes(sections, begun=False),
        late=_changes(sections, begun=True).items,
        drafts=[poll for poll in book.polls.values() if may_be_filled(poll)],
        links=[_link(session, call, each, public) for each in links] if call else [],
        form=form,
        problem=in_language(problem.message, spoken) if problem else "",
        wrong_at=problem.at if problem else "",
        is_past=problem is not None and problem.message == PAST,
        told=query.get("told") if not (problem or links) and query.get("told") in TOLD else None,
        at=query.get("at", ""),
        did=query.get("did", ""),
        by_department=query.get("by") == "department",
        now=context.clock(),
    )


def _link(session: Session, call: Call, made: Invited, public: str) -> Link:
    url = f"{public}/d/{made.secret}"
    return Link(made.department.name, url, invitation(session, call, made.department.name, url))


def _held(book: Book) -> Mapping[str, object]:
    """What the call holds, and the names of departments, lists and items by id."""
    named = tuple(book.departments.values())
    return {
        "departments": named,
        "handed_in": {each.id: book.handed_in(each.id) for each in named},
        "names": {each.id: each.name for each in named},
        "titles": {each.id: each.title for each in (book.call.lists if book.call else ())},
        "leads": {item.id: item.shown.title for item in book.every},
    }


def _changes(sections: Sequence[Section], *, begun: bool) -> Unpublished:
    """Of all lists on which voting has begun, or of all others."""
    return sum((each.changes for each in sections if each.is_begun is begun), NOTHING)


ENDPOINTS = (
    Endpoint("GET", "/host/{session}/items", get_items),
    Endpoint("POST", "/host/{session}/items", post_items, limit=MOST_FORM, holds_lists=True),
)

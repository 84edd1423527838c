"""The follow-ups of a meeting: their page, on paper, as files; and with whose the next one opens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.core.context import Context
from server.errors import BadFields, FieldError, NotFound, UnknownSession
from server.features.follow_ups import actions as follow_up_actions
from server.features.follow_ups.export import as_csv, as_xlsx, state_words, told_sum
from server.features.follow_ups.schemas import FollowUpForm, OwnFollowUpForm
from server.store import follow_ups, sessions
from server.web.encoding import to_save
from server.web.endpoint import Endpoint, context_of, read_session, session_of
from server.web.form_body import Upload, read_page_form
from server.web.json_body import MEDIUM, checked
from server.web.reader import language_of
from server.web.render import render
from server.words import language
from server.words.file_names import file_name
from server.words.local_time import hall_time
from server.words.refusals import in_language, sentence_of
from votes.follow_ups import FollowState, FollowUp, FollowUpId
from votes.limits import is_datable
from votes.model import Session, SessionId

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Known:
    """``past`` is the meeting that this one opens with, and ``told`` its items; ``others`` have follow-ups too."""

    session: Session
    items: tuple[FollowUp, ...]
    others: tuple[Session, ...]
    past: Session | None
    told: tuple[FollowUp, ...]


async def get_page(request: Request) -> Response:
    return await _page(request)


async def post_page(request: Request) -> Response:
    """One act, and what was typed in the rows with it. A refusal is said, with everything that was typed."""
    form, session = await read_page_form(request), session_of(request)
    try:
        act = ACTS.get(form.field("do"))
        if act is None:
            raise BadFields(FieldError("do", "There is no such action."))
        for each in (_save, act) if act is not _save else (_save, _add) if form.field("title") else (_save,):
            await each(context_of(request), session, form)
    except BadFields as refused:
        return await _page(request, sentence_of(refused), refused.status, form.fields)
    return RedirectResponse(f"/host/{session}/follow-ups?{_told(form)}", 303)


def _told(form: Upload) -> str:
    """What the page says, and what was typed to be added and is not yet."""
    waits = {} if form.field("do") in ("add", "save") else {name: form.field(name) for name in ("title", "owner")}
    return urlencode({"told": form.field("do"), **{name: text[:200] for name, text in waits.items() if text}})


async def _gather(context: Context, session: SessionId, _form: Upload) -> None:
    await follow_up_actions.gather(context, session)


async def _add(context: Context, session: SessionId, form: Upload) -> None:
    made = checked(OwnFollowUpForm, "", title=form.field("title"), owner=form.field("owner") or None)
    await follow_up_actions.add_own(context, session, made.title, made.owner)


async def _save(context: Context, session: SessionId, form: Upload) -> None:
    named = [name.removeprefix("state-") for name in form.fields if name.startswith("state-")]
    await follow_up_actions.change(context, session, [_read_row(form, each) for each in named])


def _read_row(form: Upload, item: str) -> FollowUpForm:
    words = {name: " ".join(form.field(f"{name}-{item}").split()) or None for name in ("owner", "note")}  # boxes wrap
    return checked(
        FollowUpForm, "", id=item, state=form.field(f"state-{item}"), due=_day(form.field(f"due-{item}")), **words
    )


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError:
        raise BadFields(FieldError("due", "Give the day as year-month-day, such as 2027-03-31.")) from None
    if day and not is_datable(day):
        raise BadFields(FieldError("due", "Give a date between the years 2000 and 2100."))
    return day


async def _remove(context: Context, session: SessionId, form: Upload) -> None:
    await follow_up_actions.remove(context, session, FollowUpId(form.field("item")))


async def _open_with(context: Context, session: SessionId, form: Upload) -> None:
    try:
        await follow_up_actions.open_with(
            context, session, SessionId(form.field("past")) if form.field("past") else None
        )
    except UnknownSession:
        raise BadFields(FieldError("past", "That meeting is not there any more; choose another.")) from None


async def _put_on_agenda(context: Context, session: SessionId, _form: Upload) -> None:
    await follow_up_actions.put_on_agenda(context, session)


ACTS: Mapping[str, Callable[[Context, SessionId, Upload], Awaitable[None]]] = {
    "gather": _gather,
    "add": _add,
    "save": _save,
    "remove": _remove,
    "open-with": _open_with,
    "agenda": _put_on_agenda,
}


async def _read(request: Request) -> Known:
    session = await read_session(request)
    async with context_of(request).database.read() as connection:
        having = await follow_ups.sessions_with_some(connection)
        every = await sessions.all_newest_first(connection)
        chosen = await follow_ups.opening_of(connection, session.id)
        return Known(
            session=session,
            items=await follow_ups.of_session(connection, session.id),
            others=tuple(each for each in every if each.id in having and each.id != session.id),
            past=await sessions.get(connection, chosen) if chosen else None,
            told=await follow_ups.of_session(connection, chosen) if chosen else (),
        )


async def _page(
    request: Request, problem: str = "", status: int = 200, typed: Mapping[str, str] | None = None
) -> Response:
    known = await _read(request)
    spoken = language_of(request, known.session.locale)
    return render(
        request,
        "follow_ups/host.html",
        spoken,
        status,
        session=known.session,
        items=known.items,
        others=known.others,
        past=known.past,
        opening_sum=told_sum(known.told, spoken),
        own_sum=told_sum(known.items, spoken),
        states=[(state.value, state_words(spoken)[state]) for state in FollowState],
        problem=in_language(problem, spoken) if problem else "",
        typed=typed or {name: request.query_params.get(name, "") for name in ("title", "owner")},
        told="" if problem else request.query_params.get("told", ""),
    )


async def get_print(request: Request) -> Response:
    session = await read_session(request)
    context = context_of(request)
    async with context.database.read() as connection:
        items = await follow_ups.of_session(connection, session.id)
    return render(
        request,
        "follow_ups/print.html",
        language.of_session(session.locale),
        session=session,
        items=items,
        states=state_words(session.locale),
        sum=told_sum(items, session.locale),
        today=hall_time(session, context.clock()),
    )


async def get_file(request: Request) -> Response:
    ending = request.path_params["ending"]
    if ending not in ("csv", "xlsx"):
        raise NotFound("There is no such file.")
    session = await read_session(request)
    async with context_of(request).database.read() as connection:
        items = await follow_ups.of_session(connection, session.id)
    if ending == "csv":
        body, kind = as_csv(items, session.locale), "text/csv; charset=utf-8"
    else:
        body, kind = await asyncio.to_thread(as_xlsx, session, items), XLSX
    named = to_save(f"follow-ups.{ending}", file_name(session, context_of(request).clock(), ending))
    return Response(body, media_type=kind, headers=named)


ENDPOINTS = (
    Endpoint("GET", "/host/{session}/follow-ups", get_page),
    Endpoint("POST", "/host/{session}/follow-ups", post_page, limit=MEDIUM, holds_lists=True),
    Endpoint("GET", "/host/{session}/follow-ups.{ending}", get_file),
    Endpoint("GET", "/print/{session}/follow-ups", get_print),
)

"""The agenda over the API: read, set, gone through, the clock of its current item, and the pages of its reports."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from server.errors import WrongMediaType
from server.features.agenda import actions
from server.features.agenda.reports import MOST_BYTES, set_report, turn_to
from server.features.agenda.schemas import AgendaForm, PageForm
from server.features.polls.schemas import ExtendForm
from server.files.pictures import TYPES
from server.permissions import READERS
from server.store import agenda
from server.web.encoding import rfc3339
from server.web.endpoint import Endpoint, answer, caller_of, context_of, read_session, session_of
from server.web.fields import EmptyForm
from server.web.json_body import MEDIUM, media_type, read, read_body
from votes.agenda import AgendaItem, ItemId, current, left, taken

REPORTS = ("application/pdf", *TYPES)


class AgendaItemAnswer(Struct, frozen=True):
    """``seconds`` and ``added`` are planned, ``taken`` are those of its clock, ``left`` is below 0 in overtime.

    ``left`` is null without a clock. ``pages`` are how many the report has, ``page`` the one on the screen, from 1.
    Of an item that has not begun yet voters get no ``text``.
    """

    id: str
    kind: str
    title: str
    speaker: str | None
    department: str | None
    seconds: int | None
    added: int
    polls: tuple[str, ...]
    text: str | None
    began_at: str | None
    ended_at: str | None
    taken: float
    left: float | None
    running: bool
    pages: int
    page: int


class AgendaAnswer(Struct, frozen=True):
    current: str | None
    items: tuple[AgendaItemAnswer, ...]


async def get_agenda(request: Request) -> Response:
    async with context_of(request).database.read() as connection:
        return _answer(request, await agenda.of_session(connection, (await read_session(request)).id))


async def put_agenda(request: Request) -> Response:
    form = await read(request, AgendaForm, MEDIUM)
    return _answer(request, await actions.set_agenda(context_of(request), session_of(request), form.items))


async def post_next(request: Request) -> Response:
    await read(request, EmptyForm)
    return _answer(request, await actions.go_on(context_of(request), session_of(request)))


async def post_go(request: Request) -> Response:
    await read(request, EmptyForm)
    return _answer(request, await actions.go_to(context_of(request), session_of(request), _item_of(request)))


async def post_start(request: Request) -> Response:
    await read(request, EmptyForm)
    return _one(request, await actions.start_clock(context_of(request), session_of(request), _item_of(request)))


async def post_pause(request: Request) -> Response:
    await read(request, EmptyForm)
    return _one(request, await actions.pause_clock(context_of(request), session_of(request), _item_of(request)))


async def post_add(request: Request) -> Response:
    form = await read(request, ExtendForm)
    item = await actions.add_time(context_of(request), session_of(request), _item_of(request), form.seconds)
    return _one(request, item)


async def put_report(request: Request) -> Response:
    """The bytes of a PDF, or of one picture."""
    if media_type(request) not in REPORTS:
        raise WrongMediaType(f"Send the report as one of {', '.join(REPORTS)}.")
    report = await read_body(request, MOST_BYTES)
    return _one(request, await set_report(context_of(request), session_of(request), _item_of(request), [report]))


async def delete_report(request: Request) -> Response:
    return _one(request, await set_report(context_of(request), session_of(request), _item_of(request), []))


async def post_turn(request: Request) -> Response:
    form = await read(request, PageForm)
    return _one(request, await turn_to(context_of(request), session_of(request), _item_of(request), form.page))


def _item_of(request: Request) -> ItemId:
    return ItemId(request.path_params["item"])


def _one(request: Request, item: AgendaItem) -> Response:
    return answer(_told(request, item))


def _answer(request: Request, items: Sequence[AgendaItem]) -> Response:
    now = current(items)
    return answer(AgendaAnswer(now.id if now else None, tuple(_told(request, item) for item in items)))


def _told(request: Request, item: AgendaItem) -> AgendaItemAnswer:
    now = context_of(request).clock()
    return AgendaItemAnswer(
        id=item.id,
        kind=item.kind,
        title=item.title,
        speaker=item.speaker,
        department=item.department,
        seconds=item.seconds,
        added=item.added,
        polls=item.polls,
        text=item.text if item.began_at or caller_of(request).may(READERS, session_of(request)) else None,
        began_at=rfc3339(item.began_at),
        ended_at=rfc3339(item.ended_at),
        taken=taken(item, now),
        left=left(item, now),
        running=item.is_running,
        pages=len(item.pages),
        page=item.page,
    )


_ALL, _ONE = "/api/sessions/{session}/agenda", "/api/sessions/{session}/agenda/{item}"
_ITEMS, _ITEM = ((200,), AgendaAnswer), ((200,), AgendaItemAnswer)
ENDPOINTS = (
    Endpoint("GET", _ALL, get_agenda, summary="The agenda", body=None, answers=_ITEMS),
    Endpoint(
        "PUT", _ALL, put_agenda, summary="Set the agenda; items with an id are kept", body=AgendaForm, answers=_ITEMS
    ),
    Endpoint("POST", f"{_ALL}/next", post_next, summary="Go on to the next item", body=EmptyForm, answers=_ITEMS),
    Endpoint("POST", f"{_ONE}/go", post_go, summary="Make this item the current one", body=EmptyForm, answers=_ITEMS),
    Endpoint("POST", f"{_ONE}/start", post_start, summary="Let its clock run", body=EmptyForm, answers=_ITEM),
    Endpoint("POST", f"{_ONE}/pause", post_pause, summary="Hold its clock", body=EmptyForm, answers=_ITEM),
    Endpoint("POST", f"{_ONE}/add", post_add, summary="More time", body=ExtendForm, answers=_ITEM),
    Endpoint(
        "PUT", f"{_ONE}/report", put_report, summary="Give a report its pages", body=None, answers=_ITEM, takes=REPORTS
    ),
    Endpoint(
        "DELETE", f"{_ONE}/report", delete_report, summary="Take the pages of a report away", body=None, answers=_ITEM
    ),
    Endpoint(
        "POST",
        f"{_ONE}/page",
        post_turn,
        summary="Show this page of the report, 0 for none",
        body=PageForm,
        answers=_ITEM,
    ),
)

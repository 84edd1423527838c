"""The call for items over the API, for the host."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from server.features.call.actions import read_call
from server.features.call.export import as_csv
from server.features.call.schemas import CallAnswer, call_answer
from server.store import calls, items
from server.web.encoding import to_save
from server.web.endpoint import Endpoint, answer, context_of, read_session, session_of
from server.web.reader import asked_heads
from server.words.file_names import file_name
from votes.call import Call, Department, Item, ordered
from votes.model import SessionId


async def get_answer(request: Request) -> Response:
    call, named, every = await _all(request, session_of(request))
    return answer(call_answer(call, named, ordered(every), is_over=call.is_over(context_of(request).clock())))


async def get_csv(request: Request) -> Response:
    call, named, every = await _all(request, session_of(request))
    session = await read_session(request)
    name = file_name(session, context_of(request).clock(), "csv")
    body = as_csv(call, every, named, asked_heads(request, session))
    return Response(body, media_type="text/csv; charset=utf-8", headers=to_save("items.csv", name))


async def _all(request: Request, session: SessionId) -> tuple[Call, Sequence[Department], Sequence[Item]]:
    """Raises NoCall."""
    call = await read_call(context_of(request), session)
    async with context_of(request).database.read() as connection:
        named = await calls.departments_of(connection, session)
        return call, named, await items.of_session(connection, session)


_API = "/api/sessions/{session}/items"
ENDPOINTS = (
    Endpoint(
        "GET",
        _API,
        get_answer,
        summary="The call for items and what was handed in",
        body=None,
        answers=((200,), CallAnswer),
    ),
    Endpoint("GET", f"{_API}.csv", get_csv, "Who handed in what, and what became of it, for a spreadsheet"),
)

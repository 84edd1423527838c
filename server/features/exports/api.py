"""A session's lists as files."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from server.features.exports import session as exports
from server.features.exports.session import Listed
from server.features.exports.xlsx import as_xlsx
from server.features.questions.export import read_asked
from server.live.snapshots import Room, View, read_lists, read_room
from server.web.endpoint import Endpoint, context_of, services_of, session_of, to_save
from server.words.file_names import file_name
from votes.model import PollState


async def export_json(request: Request) -> Response:
    return await _export(request, "json", "application/json")


async def export_csv(request: Request) -> Response:
    return await _export(request, "csv", "text/csv; charset=utf-8")


async def export_xlsx(request: Request) -> Response:
    return await _export(request, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


async def export_text(request: Request) -> Response:
    return await _export(request, "txt", "text/plain; charset=utf-8")


async def _export(request: Request, ending: str, media_type: str) -> Response:
    context = context_of(request)
    now = context.clock()
    async with context.database.read() as connection:
        room = await read_room(connection, session_of(request), now)
        lists = [Listed(*each) for each in await read_lists(connection, room, View.HOST)]
        asked = await read_asked(connection, room.session.id)
        if ending == "json":
            public = services_of(request).origins.public
            body = await exports.as_json(connection, room.session, room.joined, lists, now, public)
    if ending == "csv":
        body = exports.as_csv(lists)
    elif ending == "txt":
        body = exports.as_text(room.session, lists, _link(request, room)).encode()
    elif ending == "xlsx":
        body = await asyncio.to_thread(as_xlsx, room.session, room.joined, lists, now, asked)
    named = to_save(f"result.{ending}", file_name(room.session, now, ending))
    return Response(body, media_type=media_type, headers=named)


def _link(request: Request, room: Room) -> str | None:
    """The public page, once there is one."""
    is_public = any(poll.state is PollState.REVEALED for poll in room.polls)
    return f"{services_of(request).origins.public}/r/{room.session.id}" if is_public else None


_ONE = "/api/sessions/{session}"
ENDPOINTS = (
    Endpoint("GET", f"{_ONE}/export.json", export_json, "Everything, as one JSON"),
    Endpoint("GET", f"{_ONE}/export.csv", export_csv, "The ranked lists for a spreadsheet"),
    Endpoint("GET", f"{_ONE}/export.xlsx", export_xlsx, "Summary, ranked lists and groups as a workbook"),
    Endpoint("GET", f"{_ONE}/export.txt", export_text, "The ranked lists as text for a chat"),
)

"""A session's lists as files."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from server.features.exports.contents import Listed, as_csv, as_json, as_text, not_in
from server.features.exports.xlsx import as_xlsx
from server.features.questions.export import Asked, read_asked
from server.live.snapshots import Room, View, read_lists, read_published, read_room
from server.store.database import Connection
from server.web.encoding import to_save
from server.web.endpoint import Endpoint, context_of, services_of, session_of
from server.web.reader import asked_heads
from server.words.file_names import file_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Found(NamedTuple):
    """What a file is made from, as of one moment."""

    room: Room
    lists: list[Listed]
    asked: Asked


async def export_json(request: Request) -> Response:
    public = services_of(request).origins.public
    async with context_of(request).database.read() as connection:
        found = await _read(connection, request)
        room = found.room
        body = await as_json(connection, room.session, room.attended, found.lists, room.now, public)
    return _to_save(found, "json", "application/json", body)


async def export_csv(request: Request) -> Response:
    """Columns as programs know them; for people, ``?heads=session``, in the session's words."""
    found = await _read_alone(request)
    body = as_csv(found.lists, asked_heads(request, found.room.session))
    return _to_save(found, "csv", "text/csv; charset=utf-8", body)


async def export_xlsx(request: Request) -> Response:
    room, lists, asked = found = await _read_alone(request)
    body = await asyncio.to_thread(as_xlsx, room.session, room.attended, lists, room.now, asked)
    return _to_save(found, "xlsx", XLSX, body)


async def export_text(request: Request) -> Response:
    """For a chat, and so of what is public alone, whoever saves it."""
    async with context_of(request).database.read() as connection:
        found = await _read(connection, request)
        published = await read_published(connection, found.room)
    room = found.room
    link = services_of(request).origins.link_to(f"/r/{room.session.id}") if published else None
    body = as_text(room.session, published, not_in(published, room.polls), link)
    return _to_save(found, "txt", "text/plain; charset=utf-8", body.encode())


async def _read_alone(request: Request) -> Found:
    async with context_of(request).database.read() as connection:
        return await _read(connection, request)


async def _read(connection: Connection, request: Request) -> Found:
    room = await read_room(connection, session_of(request), context_of(request).clock())
    lists = [Listed(*each) for each in await read_lists(connection, room, View.HOST)]
    return Found(room, lists, await read_asked(connection, room.session.id))


def _to_save(found: Found, ending: str, media_type: str, body: bytes) -> Response:
    named = to_save(f"result.{ending}", file_name(found.room.session, found.room.now, ending))
    return Response(body, media_type=media_type, headers=named)


_ONE = "/api/sessions/{session}"
ENDPOINTS = (
    Endpoint("GET", f"{_ONE}/export.json", export_json, "Everything, as one JSON"),
    Endpoint("GET", f"{_ONE}/export.csv", export_csv, "The ranked lists for a spreadsheet"),
    Endpoint("GET", f"{_ONE}/export.xlsx", export_xlsx, "Summary, ranked lists and groups as a workbook"),
    Endpoint("GET", f"{_ONE}/export.txt", export_text, "The ranked lists as text for a chat"),
)

"""The announcement: all that goes out after the reveal, in one place; and the notice on A4. Public things only."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.features.announcement.board import (
    Announced,
    announced,
    board_of,
    board_of_all,
    notice_heading,
    opening_words,
    told_list,
    told_ties,
)
from server.features.exports.contents import as_text
from server.live.snapshots import Room, View, read_published, read_room
from server.live.view_keys import view_key
from server.web.endpoint import Endpoint, context_of, services_of, session_of
from server.web.reader import language_of
from server.web.render import render
from server.words import language
from server.words.isolated import kept_apart
from server.words.local_time import hall_time
from server.words.results import indicative, receipts_explained

LONGEST_CONTACT = 120


async def get_announcement(request: Request) -> Response:
    room, lists = await _read(request)
    session = room.session
    public_url = services_of(request).origins.link_to(f"/r/{session.id}")
    return render(
        request,
        "announcement/host.html",
        language_of(request, session.locale),
        session=session,
        view=view_key(room, View.HOST, services_of(request).origins.mark),
        lists=[(each, board_of(session, each)) for each in lists],
        all=board_of_all(session, lists),
        missing=[poll for poll in room.polls if not poll.is_public],
        text=as_text(session, [(each.poll, 0, each.result) for each in lists], link=public_url) if lists else "",
        public_url=public_url,
        notice=notice_heading(session, lists),
    )


async def get_notice(request: Request) -> Response:
    """``contact`` in the address is whom to ask; without it there is a line to be filled in by hand."""
    room, lists = await _read(request)
    session = room.session
    contact = " ".join(request.query_params.get("contact", "").split())[:LONGEST_CONTACT]
    return render(
        request,
        "announcement/notice.html",
        language.of_session(session.locale),
        session=session,
        heading=notice_heading(session, lists),
        opening=opening_words(kept_apart(session), lists),
        lists=[
            (each, told_list(session, apart), told_ties(session, apart))
            for each, apart in zip(lists, kept_apart(lists), strict=True)
        ],
        notes=[note for note in (indicative(session), receipts_explained(session)) if note],
        missing=[poll.title for poll in room.polls if not poll.is_public],
        public_url=services_of(request).origins.link_to(f"/r/{session.id}"),
        contact=contact,
        today=hall_time(session, room.now),
    )


async def _read(request: Request) -> tuple[Room, tuple[Announced, ...]]:
    context = context_of(request)
    async with context.database.read() as connection:
        room = await read_room(connection, session_of(request), context.clock())
        return room, announced(room.session, await read_published(connection, room))


ENDPOINTS = (
    Endpoint("GET", "/host/{session}/announce", get_announcement),
    Endpoint("GET", "/print/{session}/notice", get_notice),
)

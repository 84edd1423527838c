"""The host's list of sessions: opened, used again, kept for a while, deleted."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.features.meetings import copies
from server.features.meetings.actions import patch_session, remove_session
from server.features.meetings.schemas import SessionPatch
from server.store import polls, sessions, voters
from server.web.endpoint import Endpoint, context_of, read_session, session_of
from server.web.form_body import read_page_form, whole
from server.web.reader import language_of
from server.web.render import render
from votes.model import Poll, Session

MOST_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class Meeting:
    """One row."""

    session: Session
    polls: tuple[Poll, ...]
    joined: int


async def get_sessions(request: Request) -> Response:
    async with context_of(request).database.read() as connection:
        found = await sessions.all_newest_first(connection)
        meetings = [
            Meeting(
                session,
                await polls.of_session(connection, session.id),
                sum((await voters.joined(connection, session.id)).values()),
            )
            for session in found
        ]
    asked = request.query_params
    return render(
        request,
        "meetings/list.html",
        language_of(request),
        meetings=meetings,
        about=next((meeting for meeting in meetings if meeting.session.id == asked.get("about")), None),
        told=asked.get("told"),
    )


async def post_copy(request: Request) -> Response:
    fresh, _ = await copies.copy_session(context_of(request), session_of(request))
    return RedirectResponse(f"/host/{fresh.id}/meeting?copied", 303)  # next year's has another name


async def post_keep(request: Request) -> Response:
    """Keep it for so many days from now, or without an end."""
    form = await read_page_form(request)
    days = min(whole(form.field("days")) or 0, MOST_DAYS)
    until = context_of(request).clock() + timedelta(days=days) if days else None
    await patch_session(context_of(request), session_of(request), SessionPatch(keep_until=until))
    return _list(about=session_of(request), told="kept")


async def post_delete(request: Request) -> Response:
    """For good, if its title is typed: nobody deletes the wrong meeting by a slip of the hand."""
    form = await read_page_form(request)
    session = await read_session(request)
    if _plain(form.field("title")) != _plain(session.title):
        return _list(about=session.id, told="mistyped")
    await remove_session(context_of(request), session.id)
    return _list(told="deleted")


def _plain(title: str) -> str:
    """As people type it: width, case and spaces do not matter."""
    return "".join(unicodedata.normalize("NFKC", title).casefold().split())


def _list(**query: str) -> Response:
    return RedirectResponse(f"/host?{urlencode(query)}", 303)


ENDPOINTS = (
    Endpoint("GET", "/host", get_sessions),
    Endpoint("POST", "/host/{session}/copy", post_copy),
    Endpoint("POST", "/host/{session}/keep", post_keep),
    Endpoint("POST", "/host/{session}/delete", post_delete),
)

"""What was typed at the start can be corrected: what the meeting is called, who holds it, where and when."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import BadFields, Conflict
from server.features.meetings.actions import patch_session
from server.features.meetings.schemas import SessionPatch
from server.store import polls, sessions
from server.web.endpoint import Endpoint, context_of, session_of
from server.web.form_body import read_page_form
from server.web.json_body import checked
from server.web.reader import language_of
from server.web.render import render
from server.words.local_time import hall_time, known_zones, typed, zone_for
from server.words.refusals import in_language
from votes.model import PollState, Session

FIELDS = ("title", "organization", "place", "starts_at", "time_zone", "locale")


_OFFERED = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


async def get_meeting(request: Request) -> Response:
    session, has_begun = await _read(request)
    return _page(request, session, has_begun, _shown(session))


async def post_meeting(request: Request) -> Response:
    """The language stays once voting has begun: it is that of what the hall has read."""
    session, has_begun = await _read(request)
    form = await read_page_form(request)
    given = {name: form.field(name).strip() for name in FIELDS}
    if has_begun:
        given["locale"] = session.locale
    try:
        await patch_session(context_of(request), session.id, _patch(session, given))
    except BadFields as bad:
        errors = {error.at.partition("/")[0]: error.message for error in bad.errors}
        return _page(request, session, has_begun, given, errors)
    except Conflict as refused:
        return _page(request, session, has_begun, given, {"": str(refused)})
    return RedirectResponse(f"/host/{session.id}", 303)


async def _read(request: Request) -> tuple[Session, bool]:
    """The session, and whether a list of it has opened."""
    async with context_of(request).database.read() as connection:
        session = await sessions.get(connection, session_of(request))
        held = await polls.of_session(connection, session.id)
    return session, any(poll.state is not PollState.DRAFT for poll in held)


def _shown(session: Session) -> dict[str, str]:
    starts = session.starts_at
    return {
        "title": session.title,
        "organization": session.organization or "",
        "place": session.place or "",
        "starts_at": f"{hall_time(session, starts):%Y-%m-%dT%H:%M}" if starts else "",
        "time_zone": session.time_zone or "",
        "locale": session.locale,
    }


def _patch(session: Session, given: Mapping[str, str]) -> SessionPatch:
    """Raises BadFields."""
    at, zone = given["starts_at"], zone_for(given["locale"], given["time_zone"], session.starts_at)
    starts = typed(at, zone, "starts_at") if at else None
    optional = {name: given[name] or None for name in ("organization", "place", "time_zone")}
    return checked(SessionPatch, "", title=given["title"], locale=given["locale"], starts_at=starts, **optional)


def _page(
    request: Request,
    session: Session,
    has_begun: bool,
    form: Mapping[str, str],
    errors: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    spoken = language_of(request, session.locale)
    return render(
        request,
        "meetings/edit.html",
        spoken,
        422 if errors else 200,
        session=session,
        form=form,
        is_copy="copied" in request.query_params,
        has_begun=has_begun,
        zones=sorted(each for each in known_zones() if each.startswith(_OFFERED) or each == "UTC"),
        errors={name: in_language(sentence, spoken) for name, sentence in errors.items()},
    )


ENDPOINTS = (
    Endpoint("GET", "/host/{session}/meeting", get_meeting),
    Endpoint("POST", "/host/{session}/meeting", post_meeting),
)

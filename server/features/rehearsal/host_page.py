"""The evening before: a meeting's rehearsal, and what to look at before people come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from math import ceil

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import BadFields, FieldError, Refusal, UnknownSession
from server.features.rehearsal.actions import has_begun, shortened
from server.features.rehearsal.checks import Disk, Noticed, is_reachable
from server.features.rehearsal.people import places
from server.features.rehearsal.runs import Rehearsals, Run
from server.features.rehearsal.walk import Walk, lasts, plan
from server.files.qr import qr_svg
from server.live import messages
from server.live.hub import Channel, Hub
from server.live.snapshots import Room, View, read_room
from server.store import agenda, polls, questions, rehearsals
from server.web.endpoint import Endpoint, Services, read_session, services_of, session_of
from server.web.form_body import read_page_form
from server.web.reader import language_of
from server.web.render import render
from server.words.refusals import in_language, sentence_of
from votes.errors import VotingError
from votes.model import Session, SessionId


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A rehearsal as its page shows it."""

    session: Session
    walk: Walk
    joined: int
    ballots: int
    revealed: int
    asked: int


@dataclass(frozen=True, slots=True)
class Looked:
    """The checklist as it stands. ``screens`` are windows with the picture, ``now_ms`` is this server's clock."""

    noticed: Noticed
    disk: Disk
    screens: int
    is_reachable: bool
    now_ms: int


async def get_page(request: Request) -> Response:
    session = await read_session(request)
    if session.rehearsal_of:
        return RedirectResponse(f"/host/{session.rehearsal_of}/rehearsal", 303)
    return await _page(request, session)


async def post_page(request: Request) -> Response:
    """One act: begin, hold, go on, end, wipe; or of the checklist the bell, and that it was heard."""
    form, session = await read_page_form(request), session_of(request)
    try:
        act = ACTS.get(form.field("do"))
        if act is None:
            raise BadFields(FieldError("do", "There is no such action."))
        await act(services_of(request), session)
    except (VotingError, Refusal) as refused:
        status = refused.status if isinstance(refused, Refusal) else 409
        return await _page(request, await read_session(request), sentence_of(refused), status)
    told = "?told=wiped" if form.field("do") == "wipe" else ""
    return RedirectResponse(f"/host/{session}/rehearsal{told}", 303)


async def _begin(services: Services, session: SessionId) -> None:
    await services.part(Rehearsals).begin(session)


async def _pause(services: Services, session: SessionId) -> None:
    await services.part(Rehearsals).pause(session)


async def _go_on(services: Services, session: SessionId) -> None:
    await services.part(Rehearsals).go_on(session)


async def _end(services: Services, session: SessionId) -> None:
    await services.part(Rehearsals).end(session)


async def _wipe(services: Services, session: SessionId) -> None:
    await services.part(Rehearsals).wipe(session)


async def _ring(services: Services, session: SessionId) -> None:
    """On every projector that shows the meeting or its rehearsal."""
    run = services.part(Rehearsals).of(session)
    for shown in (session, run.session) if run else (session,):
        services.part(Hub).publish(Channel(shown, View.SCREEN), "bell", messages.bell())


async def _heard(services: Services, session: SessionId) -> None:
    services.part(Rehearsals).checks.of(session).heard_at = services.context.clock()


ACTS: Mapping[str, Callable[[Services, SessionId], Awaitable[None]]] = {
    "begin": _begin,
    "pause": _pause,
    "go-on": _go_on,
    "end": _end,
    "wipe": _wipe,
    "ring": _ring,
    "heard": _heard,
}


async def _page(request: Request, session: Session, problem: str = "", status: int = 200) -> Response:
    services = services_of(request)
    public, now = services.origins.public, services.context.clock()
    run = services.part(Rehearsals).of(session.id)
    rehearsed = await _rehearsed(services, run) if run else None
    async with services.database.read() as connection:
        held = await polls.of_session(connection, session.id)
        items = await agenda.of_session(connection, session.id)
        takes_questions = await questions.rules_of(connection, session.id) is not None
        is_left = run is None and await rehearsals.of_meeting(connection, session.id) is not None
    steps = plan(shortened(items), held, takes_questions=takes_questions)
    spoken = language_of(request, session.locale)
    key = services.context.keys.screen_key
    return render(
        request,
        "rehearsal/host.html",
        spoken,
        status,
        session=session,
        polls=held,
        has_begun=has_begun(held),
        rehearsed=rehearsed,
        stumbles=[in_language(each, spoken) for each in rehearsed.walk.stumbles] if rehearsed else (),
        is_left=is_left,
        people=len(places(session)),
        minutes=ceil(lasts(steps, services.part(Rehearsals).pace, {poll.id: poll.winners for poll in held}) / 60),
        looked=await _looked(services, session.id, run),
        join_url=f"{public}/j/{session.join_code}",
        qr=qr_svg(f"{public}/J/{session.join_code}".upper()),
        screen_url=f"{public}/screen/{session.id}?key={key(session.id, session.screen_turn)}",
        rehearsal_url=f"{public}/screen/{run.session}?key={key(run.session, 0)}" if run else "",
        now=now,
        problem=in_language(problem, spoken) if problem else "",
        is_unswept=services.part(Rehearsals).is_unswept,
        told=request.query_params.get("told") == "wiped" and run is None,
    )


async def _rehearsed(services: Services, run: Run) -> Rehearsed | None:
    """None for one that was deleted this moment."""
    try:
        async with services.database.read() as connection:
            room: Room = await read_room(connection, run.session, services.context.clock())
            asked = sum((await questions.counted(connection, run.session)).values())
    except UnknownSession:
        return None
    revealed = sum(poll.is_public for poll in room.polls)
    return Rehearsed(
        session=room.session,
        walk=run.walk,
        joined=sum(room.joined.values()),
        ballots=sum(room.ballots.values()),
        revealed=revealed,
        asked=asked,
    )


async def _looked(services: Services, session: SessionId, run: Run | None) -> Looked:
    shown = (session, run.session) if run else (session,)
    return Looked(
        noticed=services.part(Rehearsals).checks.of(session),
        disk=await asyncio.to_thread(services.part(Rehearsals).checks.disk),
        screens=sum(services.part(Hub).listening(Channel(each, View.SCREEN)) for each in shown),
        is_reachable=is_reachable(services.origins.public),
        now_ms=round(services.context.clock().timestamp() * 1000),
    )


ENDPOINTS = (
    Endpoint("GET", "/host/{session}/rehearsal", get_page),
    Endpoint("POST", "/host/{session}/rehearsal", post_page),
)

"""The console: the run of show, what is going on, what the projector shows."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.files.qr import qr_svg
from server.live.group_pages import page_at, pages_of
from server.live.hub import Channel, Hub
from server.live.questions import read_floor, view_of
from server.live.snapshots import Room, View, open_drafts, read_public_result, read_room, turnout
from server.live.view_keys import view_key
from server.store import actions, counts, sheets
from server.store.database import Connection
from server.surfaces.console_reads import chosen_poll, ranked_text_of
from server.surfaces.console_troubles import troubles_of
from server.web.endpoint import Endpoint, Services, services_of, session_of
from server.web.reader import language_of
from server.web.render import render
from votes import agenda
from votes.agenda import AgendaItem, ItemKind
from votes.call_changes import NOTHING, Unpublished
from votes.lifecycle import remaining
from votes.model import Poll, PollState, Session, SessionId
from votes.result import is_judged, places

REMEMBERED = 4  # that the console shows


@dataclass(frozen=True, slots=True)
class Connections:
    """``unsent``: phones that show choices of the poll and have not sent them.

    ``unsettled``: sheets of paper that no two people have keyed alike. ``spoiled``: those that are no ballots.
    """

    screens: int
    phones: int
    unsent: int
    queue: int
    unsettled: int
    spoiled: int


async def get_console(request: Request) -> Response:
    services = services_of(request)
    async with services.database.read() as connection:
        room = await read_room(connection, session_of(request), services.context.clock())
        at = _place(request, room)
        poll = at.poll
        if poll is None:
            return RedirectResponse(f"/host/{room.session.id}/items", 303)  # to be called for
        result = await read_public_result(connection, room, poll, View.HOST)
        ballots = turnout(await counts.of_poll(connection, poll.id))
        text = await ranked_text_of(connection, room, services.origins.link_to(f"/r/{room.session.id}"), poll)
        done = await _done(connection, room.session.id) | await _asked(connection, room, at)
        paper = await sheets.on_paper(connection, room.session.id)
    session = room.session
    return render(
        request,
        "console/page.html",
        language_of(request, session.locale),
        frame_src="'self'",
        session=session,
        scene=session.scene,
        view=view_key(room, View.HOST, services_of(request).origins.mark),
        polls=room.polls,
        poll=poll,
        result=result,
        places=places(result) if result and is_judged(poll.state) else (),
        group_page=page_at(pages_of(result), session.scene.step),
        joined=room.joined,
        joined_for_poll=room.joined_for(poll),
        ballots=ballots,
        remaining=remaining(poll, room.now),
        ranked_text=text,
        refused=request.query_params.get("refused"),
        troubles=troubles_of(services.context, room, poll),
        context={**_ways_in(services, session), **done},
        connections=_connections(services, room, poll, paper),
        agenda=room.agenda,
        at=at,
        changes=_unpublished(room, at, poll),
    )


def _unpublished(room: Room, at: Place, poll: Poll) -> Unpublished:
    """What the list and those that would be opened with it do not have of the call for items."""
    together = at.current.polls if at.current else tuple(each.id for each in room.polls)
    return sum((found for each, found in room.unpublished.items() if each == poll.id or each in together), NOTHING)


async def _done(connection: Connection, session: SessionId) -> dict[str, object]:
    """What was done last, and the last of it that a host did: what the door does keeps nobody from taking that back."""
    own = await actions.newest(connection, session, REMEMBERED)
    every = (*own, *await actions.newest(connection, session, REMEMBERED, at_the_door=True))
    return {"history": sorted(every, key=lambda action: -action.number), "last": next(iter(own), None)}


async def _asked(connection: Connection, room: Room, at: Place) -> dict[str, object]:
    """The questions from the floor, where the console stands at them."""
    is_here = at.item is not None and at.item.kind is ItemKind.QUESTIONS
    floor = await read_floor(connection, room.questions) if is_here else None
    return {"floor": floor, "asked_view": view_of(floor, View.HOST) if floor else ""}


def _ways_in(services: Services, session: Session) -> dict[str, object]:
    """Where phones and the projector find the meeting."""
    origins, key = services.origins, services.context.keys.screen_key(session.id, session.screen_turn)
    public = origins.public
    return {
        "qr": qr_svg(f"{public}/J/{session.join_code}".upper()),
        "join_url": f"{public}/j/{session.join_code}",
        "screen_url": f"{public}/screen/{session.id}?key={key}",
        "addresses": origins.reachable,
        "choices": origins.choices,
        "public": public,
        "is_reachable": origins.is_reachable,
        "is_readable": origins.is_readable,
    }


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the meeting the console stands: at an item of the agenda that is no list, else at a list.

    ``current`` is the agenda's item, ``goes_on`` the one after it once nothing keeps the meeting here.
    """

    poll: Poll | None
    item: AgendaItem | None = None
    current: AgendaItem | None = None
    goes_on: AgendaItem | None = None
    left: float | None = None
    number: tuple[int, int] = (1, 1)


def _place(request: Request, room: Room) -> Place:
    wanted, asked = request.query_params.get("item"), request.query_params.get("poll", "")
    current = agenda.current(room.agenda)
    begins = agenda.upcoming(room.agenda) if current is None else None  # the console stands there until it has begun
    item = next((each for each in room.agenda if each.id == wanted), None if asked else current or begins)
    is_done = current is None or agenda.is_done(current, room.polls, agenda.reveals(room.agenda, current))
    goes_on = agenda.upcoming(room.agenda) if is_done else None
    if item and item.kind in (ItemKind.POLL, ItemKind.REVEAL) and (poll := _poll_of(item, room)):
        return Place(poll, None, current, goes_on)
    poll = chosen_poll(room, asked)
    if item is None:
        return Place(poll, None, current, goes_on if _goes_on_from(poll, current, room) else None)
    number = agenda.place_among(room.agenda, item)
    return Place(
        poll=poll,
        item=item,
        current=current,
        goes_on=agenda.upcoming(room.agenda),
        left=agenda.left(item, room.now),
        number=number,
    )


def _goes_on_from(poll: Poll | None, current: AgendaItem | None, room: Room) -> bool:
    """Whether the meeting goes on from this list: one of the current item, or a run-off of such a one.

    A run-off is in no item itself, and keeps the meeting there until its own result is out.
    """
    if poll and poll.runoff_of:
        if poll.state is not PollState.REVEALED:
            return False
        return _goes_on_from(room.poll(poll.runoff_of), current, room)
    return current is None or (poll is not None and poll.id in current.polls)


def _poll_of(item: AgendaItem, room: Room) -> Poll | None:
    """Of the item's lists the first that is not over there, else the first."""
    own = [poll for poll in room.polls if poll.id in item.polls]
    reveals = agenda.reveals(room.agenda, item)
    return next((poll for poll in own if not agenda.is_over(poll.state, reveals)), next(iter(own), None))


def _connections(services: Services, room: Room, poll: Poll, paper: sheets.OnPaper) -> Connections:
    session, hub = room.session.id, services.part(Hub)
    screens, phones = (hub.listening(Channel(session, view)) for view in (View.SCREEN, View.PHONE))
    unsent = open_drafts(room, hub.drafts.counts(session)).get(poll.id, 0)
    return Connections(
        screens=screens,
        phones=phones,
        unsent=unsent,
        queue=services.context.queues.ballots.waiting,
        unsettled=paper.unsettled.get(poll.id, 0),
        spoiled=paper.spoiled.get(poll.id, 0),
    )


ENDPOINTS = (Endpoint("GET", "/host/{session}", get_console),)

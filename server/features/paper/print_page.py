"""Paper ballots to print: for those who vote on paper, one per ticket."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from server.features.admission.tickets import MOST, place_of
from server.features.paper.sheet_pages import pages_of
from server.store import polls, tickets
from server.store.tickets import Ticket, TicketState, serial_of
from server.web.endpoint import Endpoint, context_of, read_session
from server.web.form_body import whole
from server.web.render import render
from server.words import language
from votes.model import Group, PollState, Session

MOST_PAPERS = 500


@dataclass(frozen=True, slots=True)
class PaperBallot:
    """The ballot of one ticket, as it is printed."""

    serial: str
    group: Group | None


async def get_papers(request: Request) -> Response:
    """One sheet per ticket, with the lists still to be voted on. It has no code, so that it can be printed again."""
    session, context = await read_session(request), context_of(request)
    async with context.database.read() as connection:
        every = await tickets.of_session(connection, session.id)
        held = await polls.of_session(connection, session.id)
    wanted = [each for each in every if each.state is not TicketState.REVOKED and _is_wanted(request, each, session)]
    wanted.sort(key=lambda ticket: (place_of(ticket.group, session), ticket.number))  # as they are handed out
    return render(
        request,
        "paper/print.html",
        language.of_session(session.locale),
        session=session,
        papers=[PaperBallot(serial_of(each, session), session.group(each.group)) for each in wanted[:MOST_PAPERS]],
        left=max(0, len(wanted) - MOST_PAPERS),
        pages=pages_of(session, [each for each in held if each.state in (PollState.DRAFT, PollState.OPEN)]),
    )


def _is_wanted(request: Request, ticket: Ticket, session: Session) -> bool:
    """All of them, those of one group by its place, or a part of these by their numbers."""
    asked = request.query_params
    first, last = whole(asked.get("first", "")) or 1, whole(asked.get("last", "")) or MOST
    place = whole(asked.get("group", ""))
    return first <= ticket.number <= last and place in (None, place_of(ticket.group, session))


ENDPOINTS = (Endpoint("GET", "/print/{session}/papers", get_papers),)

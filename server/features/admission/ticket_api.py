"""Tickets over the API."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.features.admission.schemas import (
    HeldTicketAnswer,
    HeldTicketsAnswer,
    TicketAnswer,
    TicketsAnswer,
    TicketsForm,
)
from server.features.admission.tickets import Printed, Wanted, hand_out, make_tickets, replace_ticket, revoke
from server.files import keys
from server.store import tickets
from server.store.tickets import Ticket, serial_of
from server.web.endpoint import Endpoint, answer, context_of, read_session, services_of, session_of
from server.web.fields import EmptyForm
from server.web.json_body import read
from votes.model import GroupId, Session
from votes.ticket import grouped


async def post_tickets(request: Request) -> Response:
    form = await read(request, TicketsForm)
    group = GroupId(form.group) if form.group else None
    batch = form.batch or keys.new_id()
    made = await make_tickets(
        context_of(request), session_of(request), [Wanted(group)] * form.count, batch, is_valid=form.valid
    )
    session, public = await read_session(request), services_of(request).origins.public
    return answer(TicketsAnswer(tuple(ticket_answer(each, session, public) for each in made)), 201)


async def get_tickets(request: Request) -> Response:
    session = await read_session(request)
    async with context_of(request).database.read() as connection:
        found = await tickets.of_session(connection, session.id)
    return answer(HeldTicketsAnswer(tuple(_held(each, session) for each in found)))


async def post_hand_out(request: Request) -> Response:
    await read(request, EmptyForm)
    kept = await hand_out(context_of(request), session_of(request), request.path_params["ticket"])
    return answer(_held(kept, await read_session(request)))


async def post_revoke(request: Request) -> Response:
    await read(request, EmptyForm)
    kept = await revoke(context_of(request), session_of(request), request.path_params["ticket"])
    return answer(_held(kept, await read_session(request)))


async def post_replace(request: Request) -> Response:
    await read(request, EmptyForm)
    printed = await replace_ticket(context_of(request), session_of(request), request.path_params["ticket"])
    return answer(ticket_answer(printed, await read_session(request), services_of(request).origins.public))


def ticket_answer(printed: Printed, session: Session, public: str) -> TicketAnswer:
    ticket = printed.ticket
    return TicketAnswer(
        id=ticket.id,
        code=grouped(printed.code),
        url=f"{public}/t/{printed.secret}",
        group=ticket.group,
        serial=serial_of(ticket, session),
    )


def _held(ticket: Ticket, session: Session) -> HeldTicketAnswer:
    return HeldTicketAnswer(
        id=ticket.id, serial=serial_of(ticket, session), group=ticket.group, state=ticket.state, name=ticket.name
    )


_ALL = "/api/sessions/{session}/tickets"
_ONE = f"{_ALL}/{{ticket}}"
ENDPOINTS = (
    Endpoint(
        "POST",
        _ALL,
        post_tickets,
        summary="Make tickets; what is on them is told once",
        body=TicketsForm,
        answers=((201,), TicketsAnswer),
    ),
    Endpoint(
        "GET", _ALL, get_tickets, summary="The tickets and their states", body=None, answers=((200,), HeldTicketsAnswer)
    ),
    Endpoint(
        "POST",
        f"{_ONE}/hand-out",
        post_hand_out,
        summary="Make a printed ticket valid",
        body=EmptyForm,
        answers=((200,), HeldTicketAnswer),
    ),
    Endpoint(
        "POST",
        f"{_ONE}/revoke",
        post_revoke,
        summary="Take a ticket back for good",
        body=EmptyForm,
        answers=((200,), HeldTicketAnswer),
    ),
    Endpoint(
        "POST",
        f"{_ONE}/replace",
        post_replace,
        summary="A new link and code for a lost ticket",
        body=EmptyForm,
        answers=((200,), TicketAnswer),
    ),
)

"""Ballots that tellers enter, over the API."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.features.ballots.schemas import ReceiptAnswer
from server.features.paper.assisted import Handed, cast_for, find
from server.features.paper.paper_ballots import key_sheet
from server.features.paper.schemas import AssistedForm, ByHandForm, PaperAnswer, PaperForm
from server.permissions import TELLERS
from server.store import sessions
from server.store.tickets import Ticket
from server.web.endpoint import Endpoint, answer, caller_of, context_of, poll_of, session_of
from server.web.json_body import read


async def post_assisted(request: Request) -> Response:
    form = await read(request, AssistedForm)
    ticket = await _ticket(request, form)
    handed = Handed(form.written, form.id or "", form.revision)
    receipt = await cast_for(context_of(request), session_of(request), ticket.id, poll_of(request), handed)
    return answer(ReceiptAnswer(receipt.receipt, receipt.revision))


async def post_paper(request: Request) -> Response:
    form = await read(request, PaperForm)
    ticket = await _ticket(request, form)
    keyer = caller_of(request).person(TELLERS, session_of(request))
    handed = Handed(form.written, "", form.revision, form.spoiled)
    state = await key_sheet(context_of(request), session_of(request), ticket.id, poll_of(request), keyer, handed)
    return answer(PaperAnswer(state))


async def _ticket(request: Request, form: ByHandForm) -> Ticket:
    """Raises UnknownTicket."""
    async with context_of(request).database.read() as connection:
        session = await sessions.get(connection, session_of(request))
    return await find(context_of(request), session, form.ticket)


_POLL = "/api/polls/{poll}"
ENDPOINTS = (
    Endpoint(
        "POST",
        f"{_POLL}/assisted",
        post_assisted,
        summary="Enter the ballot of who holds a ticket, with them",
        body=AssistedForm,
        answers=((200,), ReceiptAnswer),
    ),
    Endpoint(
        "POST",
        f"{_POLL}/paper",
        post_paper,
        summary="Key a paper sheet; it counts once two people have keyed the same",
        body=PaperForm,
        answers=((200,), PaperAnswer),
    ),
)

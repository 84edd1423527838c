"""The door: find a ticket, hand it out, make another for one that was lost, take one back. Nothing else is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access.caller import require
from server.errors import BadFields, Conflict, FieldError, UnknownTicket
from server.features.admission.tickets import Printed, Wanted, hand_out, make_tickets, mark_of, replace_ticket, revoke
from server.files import keys
from server.files.qr import qr_svg
from server.permissions import HOST
from server.store import tickets
from server.store.tickets import Ticket, TicketState, serial_of
from server.web.endpoint import Endpoint, caller_of, context_of, read_session, services_of, session_of
from server.web.form_body import read_page_form
from server.web.reader import language_of
from server.web.render import render
from votes.limits import LONGEST_NAME
from votes.model import Group, GroupId, Session
from votes.ticket import MistypedCode, grouped, read_code

MOST_FOUND = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket as the door sees it."""

    ticket: Ticket
    serial: str
    group: Group | None


@dataclass(frozen=True, slots=True)
class Fresh:
    """A ticket made this moment, shown once: on a phone's camera or by typing."""

    serial: str
    qr: str
    code: str


async def get_desk(request: Request) -> Response:
    return await _page(request, request.query_params.get("q", ""))


async def post_desk(request: Request) -> Response:
    """One act on one ticket. What was looked for stays on the page."""
    form, context, session = await read_page_form(request), context_of(request), session_of(request)
    query, ticket = form.field("q"), form.field("ticket")
    try:
        if form.field("do") == "hand-out":
            await hand_out(context, session, ticket)
        elif form.field("do") == "revoke":
            await revoke(context, session, ticket)
        elif form.field("do") == "replace":
            return await _page(request, query, fresh=await replace_ticket(context, session, ticket))
        elif form.field("do") == "new":
            require(caller_of(request), HOST, session)  # who hands tickets out makes no more of them
            wanted = Wanted(
                GroupId(form.field("group")) if form.field("group") else None, form.field("name")[:LONGEST_NAME] or None
            )
            (printed,) = await make_tickets(context, session, [wanted], form.field("batch")[:64] or keys.new_id())
            return await _page(request, "", fresh=printed)
        else:
            raise BadFields(FieldError("do", "There is no such action."))
    except (BadFields, Conflict) as refused:
        return await _page(request, query, refused=refused.reason, status=refused.status)
    return RedirectResponse(f"/desk/{session}?{urlencode({'q': query})}", 303)


async def _page(
    request: Request, query: str, *, fresh: Printed | None = None, refused: str | None = None, status: int = 200
) -> Response:
    session, services = await read_session(request), services_of(request)
    async with services.database.read() as connection:
        every = await tickets.of_session(connection, session.id)
        asked = query.strip()[:100]
        found = [await _scanned(request, asked)] if _is_code(asked) else _found(every, session, asked)
        tally = await tickets.tally(connection, session.id)
    rows = [_row(each, session) for each in found if each and each.session == session.id]
    public = services.origins.public
    return render(
        request,
        "admission/check-in.html",
        language_of(request, session.locale),
        status,
        session=session,
        query=asked,
        rows=rows[:MOST_FOUND],
        more=max(0, len(rows) - MOST_FOUND),
        tally=[(group, tally.get(group.id if group else None, {})) for group in (session.groups or (None,))],
        states=tuple(TicketState),
        fresh=_fresh(fresh, session, public) if fresh else None,
        refused=refused,
        batch=keys.new_id(),
    )


def _is_code(asked: str) -> bool:
    """Whether a scanner or a hand has given a link or a code, rather than a serial or a name."""
    try:
        return "/t/" in asked.lower() or bool(read_code(asked))
    except MistypedCode:
        return False


async def _scanned(request: Request, asked: str) -> Ticket | None:
    context = context_of(request)
    try:
        mark = mark_of(context, asked[asked.lower().rfind("/t/") + 3 :] if "/t/" in asked.lower() else asked)
        async with context.database.read() as connection:
            return await tickets.by_mark(connection, mark)
    except (MistypedCode, UnknownTicket):
        return None


def _found(every: Sequence[Ticket], session: Session, asked: str) -> list[Ticket]:
    """By serial, else by a part of the name."""
    if not asked:
        return []
    wanted = asked.casefold()
    exact = [each for each in every if serial_of(each, session) == asked]
    return exact or [each for each in every if each.name and wanted in each.name.casefold()]


def _row(ticket: Ticket, session: Session) -> Row:
    group = session.group(ticket.group)
    return Row(ticket, serial_of(ticket, session), group)


def _fresh(printed: Printed, session: Session, public: str) -> Fresh:
    link = f"{public}/T/{printed.secret}".upper()
    return Fresh(serial_of(printed.ticket, session), qr_svg(link), grouped(printed.code))


ENDPOINTS = (
    Endpoint("GET", "/desk/{session}", get_desk),
    Endpoint("POST", "/desk/{session}/act", post_desk),
)

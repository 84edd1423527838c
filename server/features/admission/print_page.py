"""Tickets, made and shown once, as they are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from server.errors import BadFields, Conflict, FieldError
from server.features.admission.tickets import Printed, Wanted, make_tickets, place_of
from server.files import keys
from server.files.qr import qr_svg, wifi_payload
from server.store import tickets
from server.store.tickets import TicketState, serial_of
from server.web.endpoint import Endpoint, context_of, read_session, services_of, session_of
from server.web.form_body import Upload, read_page_form, whole
from server.web.json_body import MEDIUM
from server.web.line_boxes import check_name, entries_of
from server.web.reader import language_of
from server.web.render import render
from server.words import language
from server.words.refusals import in_language, sentence_of
from votes.limits import LONGEST_NAME, is_visible
from votes.lists.lines import Entry, Heads, last_divided
from votes.lists.words import Role
from votes.model import Group, Session
from votes.ticket import grouped

A_SHEET = 10
MOST_AT_ONCE = 2_000
NAMED = Heads(frozenset((Role.NAME,)))
NAMED_IN_GROUPS = Heads(frozenset((Role.NAME,)), frozenset((Role.GROUP,)))


@dataclass(frozen=True, slots=True)
class Slip:
    """One ticket as it is printed. ``number`` is its group's place."""

    qr: str
    code: str
    serial: str
    group: Group | None
    number: int
    name: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: tickets of one group, those from ``first`` to ``last`` of ``total`` made now."""

    slips: tuple[Slip, ...]
    group: Group | None
    number: int
    first: int
    last: int
    total: int


@dataclass(frozen=True, slots=True)
class Row:
    """One group on the page where tickets are made; ``wanted`` is what to make unless something else is typed."""

    group: Group | None
    counted: dict[TicketState, int]
    wanted: int

    @property
    def made(self) -> int:
        return sum(self.counted.values())

    def of(self, state: str) -> int:
        return self.counted.get(TicketState(state), 0)


async def get_sheets(request: Request) -> Response:
    return await _form_page(request)


async def post_sheets(request: Request) -> Response:
    """Make the tickets and show their sheets. The page's own name for them makes a reload a refusal."""
    form, session = await read_page_form(request, MEDIUM), await read_session(request)
    try:
        wanted = _wanted(form, session)
        batch = form.field("batch")[:64] or keys.new_id()
        made = await make_tickets(context_of(request), session.id, wanted, batch, is_valid=not form.field("hand_out"))
    except (BadFields, Conflict) as refused:
        problem = sentence_of(refused) if isinstance(refused, BadFields) else None
        return await _form_page(request, refused.reason, refused.status, form, problem)
    public = services_of(request).origins.public
    return render(
        request,
        "admission/print.html",
        language.of_session(session.locale),
        session=session,
        sheets=_sheets(made, session, public),
        wifi_qr=qr_svg(wifi_payload(session.wifi)) if session.wifi else None,
        short_url=(services_of(request).origins.link_to("") or "").partition("://")[2],
    )


def _wanted(form: Upload, session: Session) -> list[Wanted]:
    """So many per group, or one per name. Raises BadFields."""
    entries = entries_of(form.field("names"), "names", MOST_AT_ONCE, NAMED_IN_GROUPS if session.groups else NAMED)
    wanted = [_named(entry, session) for entry in entries]
    too_many = BadFields(FieldError("count", f"At most {MOST_AT_ONCE} tickets are made at once."))
    for at, group in enumerate(_groups(session)):
        count = whole(form.field(f"count-{at}") or "0")
        if count is None:
            raise BadFields(FieldError(f"count-{at}", "Give how many tickets to make as a number."))
        if len(wanted) + count > MOST_AT_ONCE:
            raise too_many
        wanted += [Wanted(group.id if group else None)] * count
    if not wanted:
        raise BadFields(FieldError("count", "Say how many tickets to make."))
    if len(wanted) > MOST_AT_ONCE:
        raise too_many
    return sorted(wanted, key=lambda each: place_of(each.group, session))


def _named(entry: Entry, session: Session) -> Wanted:
    """``name`` or ``name, group``, the group by its name or its place; without groups a comma belongs to the name."""
    name, given = last_divided(entry.first) if entry.is_whole and session.groups else (entry.first, entry.second)
    check_name(replace(entry, first=name), "names")
    found = [group.id for at, group in enumerate(session.groups, start=1) if given in (group.name, str(at))]
    if given and not found:
        message = f"There is no group “{given}”; write a name, then a comma and the group's name or number."
        raise BadFields(FieldError("names", message))
    if not is_visible(name):
        raise BadFields(FieldError("names", "A name needs at least one visible character."))
    if len(name) > LONGEST_NAME:
        raise BadFields(FieldError("names", f"This is {len(name)} characters long; use at most {LONGEST_NAME}."))
    return Wanted(found[0] if found else None, name)


def _groups(session: Session) -> Sequence[Group | None]:
    return session.groups or (None,)


def _sheets(made: Sequence[Printed], session: Session, public: str) -> list[Sheet]:
    sheets = []
    for group in (None, *session.groups):
        of_group = [each for each in made if each.ticket.group == (group.id if group else None)]
        slips = [_slip(each, session, group, public) for each in of_group]
        for first in range(0, len(slips), A_SHEET):
            page = tuple(slips[first : first + A_SHEET])
            number = place_of(group.id if group else None, session)
            sheets.append(
                Sheet(slips=page, group=group, number=number, first=first + 1, last=first + len(page), total=len(slips))
            )
    return sheets


def _slip(printed: Printed, session: Session, group: Group | None, public: str) -> Slip:
    link = f"{public}/T/{printed.secret}".upper()  # capitals and digits make a code of fewer and larger modules
    number = place_of(group.id if group else None, session)
    serial = serial_of(printed.ticket, session)
    return Slip(
        qr=qr_svg(link), code=grouped(printed.code), serial=serial, group=group, number=number, name=printed.ticket.name
    )


async def _form_page(
    request: Request,
    refused: str | None = None,
    status: int = 200,
    typed: Upload | None = None,
    problem: str | None = None,
) -> Response:
    session = await read_session(request)
    async with context_of(request).database.read() as connection:
        tally = await tickets.tally(connection, session_of(request))
    spoken = language_of(request, session.locale)
    return render(
        request,
        "admission/host.html",
        spoken,
        status,
        session=session,
        rows=[_row(group, tally.get(group.id if group else None, {})) for group in _groups(session)],
        batch=keys.new_id(),
        refused=refused,
        problem=in_language(problem, spoken) if problem else None,
        names=typed.field("names") if typed else "",
        is_reachable=services_of(request).origins.is_reachable,
        address=services_of(request).origins.public.partition("://")[2],
    )


def _row(group: Group | None, counted: Mapping[TicketState, int]) -> Row:
    kept = dict(counted)
    seats = (group.seats or 0) if group else 0
    return Row(group, kept, max(0, seats - sum(kept.values())))


ENDPOINTS = (
    Endpoint("GET", "/print/{session}/tickets", get_sheets),
    Endpoint("POST", "/print/{session}/tickets", post_sheets, limit=MEDIUM, holds_lists=True),
)

"""The teller's page: one ticket, one list, the ballot entered with the person or keyed from paper. No counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import Refusal, StaleRevision, UnknownPoll, status_of
from server.features.ballots.form_marks import marks_of, written
from server.features.paper.assisted import Handed, cast_for, digest_of, find
from server.features.paper.paper_ballots import (
    Sheet,
    SheetState,
    Unsettled,
    key_sheet,
    read_sheet_of,
    unsettled,
    withdraw_sheet,
)
from server.files import keys
from server.permissions import TELLERS
from server.store import polls
from server.store.ballots import Receipt, Recorded
from server.store.tickets import Ticket, serial_of
from server.web.endpoint import Endpoint, caller_of, context_of, read_session, session_of
from server.web.form_body import Upload, read_page_form, whole
from server.web.reader import language_of
from server.web.render import render
from server.words.refusals import in_language, sentence_of
from server.writers.tickets import not_valid
from votes import lifecycle
from votes.ballot import Written
from votes.errors import BadNumbers, VotingError
from votes.marks import places_of
from votes.model import Group, Mark, Poll, PollId, PollState, Session, Way
from votes.sheet import read_numbers
from votes.ticket import read_serial

TOLD = (SheetState.ONCE, SheetState.RECORDED, SheetState.SPOILED, "withdrawn")
MOST_UNSETTLED = 60
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is about: what was scanned or typed, the list, and how the ballot comes in."""

    query: str
    poll: PollId
    way: Way

    def path(self, session: Session, **changes: str) -> str:
        given = {"q": self.query, "poll": self.poll, "way": self.way.value, **changes}
        return f"/teller/{session.id}?{urlencode({name: value for name, value in given.items() if value})}"


@dataclass(frozen=True, slots=True)
class Entered:
    """What a page was sent, to be shown again, and why it was not taken. If it was: ``receipt``, and in which list."""

    marks: frozenset[Mark] | None = None
    numbers: str = ""
    is_spoiled: bool = False
    problem: str = ""
    is_stale: bool = False
    receipt: Receipt | None = None
    title: str = ""
    status: int = 200


NOTHING = Entered()


@dataclass(frozen=True, slots=True)
class Row:
    """A sheet that is not settled, as it is listed."""

    about: Unsettled
    serial: str
    path: str


@dataclass(frozen=True, slots=True)
class Place:
    """The ticket that was found, and what is known of it in the list."""

    ticket: Ticket
    serial: str
    group: Group | None
    sheet: Sheet = field(default_factory=Sheet)
    recorded: Recorded | None = None


async def get_teller(request: Request) -> Response:
    """With ``done`` the ballot that was entered under this name, for as long as nothing has come after it."""
    asked = request.query_params
    wanted = _asked(asked.get("q", ""), asked.get("poll", ""), asked.get("way", ""))
    return await _page(request, wanted, NOTHING, done=asked.get("done", "")[:64])


async def post_ballot(request: Request) -> Response:
    form, session = await read_page_form(request), await read_session(request)
    asked = _asked(form.field("q"), form.field("poll"), form.field("way"))
    poll = await _poll(request, asked.poll)
    entered = Entered(numbers=form.field("numbers")[:LONGEST], is_spoiled=bool(form.field("spoiled")))
    try:
        if form.field("do") == "withdraw":
            await withdraw_sheet(context_of(request), session.id, form.field("ticket"), poll.id, _keyer(request))
            return RedirectResponse(asked.path(session, told="withdrawn"), 303)
        said = [] if entered.is_spoiled else _written(poll, form)
        entered = replace(entered, marks=marks_of(poll, said))
        return await _take(request, session, poll, asked, form, said, entered)
    except StaleRevision:
        return await _page(request, asked, replace(entered, is_stale=True, status=409))
    except (Refusal, VotingError) as refused:
        if entered.marks is None:
            entered = replace(entered, marks=marks_of(poll, written(poll, form)))
        return await _page(request, asked, replace(entered, problem=sentence_of(refused), status=status_of(refused)))


async def _take(
    request: Request, session: Session, poll: Poll, asked: Asked, form: Upload, said: Written, entered: Entered
) -> Response:
    """Record what the form says; paper goes on to the next list of the same sheet, or to the next sheet."""
    context, ticket = context_of(request), form.field("ticket")
    handed = Handed(said, form.field("id")[:64], whole(form.field("revision")), entered.is_spoiled)
    if asked.way is Way.ASSISTED:
        await cast_for(context, session.id, ticket, poll.id, handed)
        return RedirectResponse(asked.path(session, done=handed.id), 303)  # which can be loaded again
    state = await key_sheet(context, session.id, ticket, poll.id, _keyer(request), handed)
    if state is SheetState.DIFFERS:
        return RedirectResponse(asked.path(session), 303)
    following = await _following(request, poll)
    told = {"told": state.value, "sheet": asked.query}
    if following:
        return RedirectResponse(asked.path(session, poll=following.id, **told), 303)
    return RedirectResponse(asked.path(session, q="", poll="", **told), 303)


def _asked(query: str, poll: str, way: str) -> Asked:
    return Asked(query.strip()[:LONGEST], PollId(poll), Way.PAPER if way == Way.PAPER else Way.ASSISTED)


def _keyer(request: Request) -> str:
    return caller_of(request).person(TELLERS, session_of(request))


def _written(poll: Poll, form: Upload) -> Written:
    """What is ticked, or typed by numbers. Raises BadNumbers, also where the two differ: nobody knows what is meant."""
    ticked, typed = written(poll, form), form.field("numbers")
    if not typed:
        return ticked
    numbered = read_numbers(poll, typed)
    if ticked and marks_of(poll, ticked) != marks_of(poll, numbered):
        raise BadNumbers("What is typed and what is ticked differ; leave one of them empty.")
    return numbered


async def _poll(request: Request, poll: PollId) -> Poll:
    """Raises UnknownPoll, also for one of another session."""
    async with context_of(request).database.read() as connection:
        found = await polls.get(connection, poll)
    if found.session != session_of(request):
        raise UnknownPoll("There is no such list in this meeting.")
    return found


async def _open(request: Request) -> list[Poll]:
    """The lists that take ballots now."""
    context = context_of(request)
    async with context.database.read() as connection:
        held = await polls.of_session(connection, session_of(request))
    return [each for each in held if lifecycle.settled(each, context.clock()).state is PollState.OPEN]


async def _following(request: Request, poll: Poll) -> Poll | None:
    """The open list after this one."""
    held = await _open(request)
    at = next((at for at, each in enumerate(held) if each.id == poll.id), len(held))
    return next(iter(held[at + 1 :]), None)


async def _page(request: Request, asked: Asked, entered: Entered, *, done: str = "") -> Response:
    session, held = await read_session(request), await _open(request)
    poll = next((each for each in held if each.id == asked.poll), next(iter(held), None))
    if poll is None or poll.id != asked.poll:  # its list has closed; another one has nothing of what was marked
        entered = replace(entered, marks=None, numbers="", is_spoiled=False)
    asked = replace(asked, poll=poll.id if poll else PollId(""))
    spoken, problem = language_of(request, session.locale), entered.problem
    place = None
    if asked.query:
        try:
            place = await _place(request, session, poll, asked)
            asked = replace(asked, query=place.serial)  # a link or a code goes no further
            entered = _done(request, poll, place, done) or entered
        except (Refusal, VotingError) as refused:
            problem = problem or sentence_of(refused)
    following = await _following(request, poll) if poll else None
    told, about = _told(request)
    return render(
        request,
        "paper/teller.html",
        spoken,
        entered.status,
        session=session,
        asked=asked,
        ways=tuple(Way)[1:],
        place=place,
        poll=poll,
        held=held,
        following=following,
        entered=entered,
        chosen=_chosen(poll, place, entered) if poll else (),
        problem=in_language(problem, spoken) if problem else "",
        told=told,
        told_of=about,
        submission=keys.new_id(),
        rows=await _rows(request, session, held, asked),
        most=MOST_UNSETTLED,
    )


def _done(request: Request, poll: Poll | None, place: Place, id: str) -> Entered | None:
    """What was recorded under this name, if it is the ticket's last ballot. Of what it holds nobody is told here."""
    if poll is None or place.recorded is None or not id:
        return None
    receipt = place.recorded.answer_to(digest_of(context_of(request), poll.id, place.ticket.id, id) or b"-")
    is_last = receipt is not None and receipt.revision == place.recorded.revision
    return Entered(receipt=receipt, title=poll.title) if is_last else None


def _told(request: Request) -> tuple[str, str]:
    """What was done last, and with which sheet."""
    asked = request.query_params
    told, about = asked.get("told", ""), asked.get("sheet", "")
    is_ours = told in TOLD and (told == "withdrawn" or read_serial(about)) and request.method == "GET"
    return (told, about) if is_ours else ("", "")


async def _place(request: Request, session: Session, poll: Poll | None, asked: Asked) -> Place:
    """Raises UnknownTicket, TicketNotIssued, TicketRevoked."""
    ticket = await find(context_of(request), session, asked.query)
    if refused := not_valid(ticket):
        raise refused
    group = session.group(ticket.group)
    place = Place(ticket, serial_of(ticket, session), group)
    if poll is None:
        return place
    sheet, recorded = await read_sheet_of(context_of(request), poll, ticket, _keyer(request))
    return replace(place, sheet=sheet, recorded=recorded)


def _chosen(poll: Poll, place: Place | None, entered: Entered) -> Collection[Mark] | Mapping[str, int]:
    """What the form shows as marked: what was sent, else what this person keyed before."""
    own = place.sheet.own if place else None
    marks = entered.marks if entered.marks is not None else (own.marks if own else None) or frozenset()
    return {str(option): at for option, at in places_of(marks).items()} if poll.grades else marks


async def _rows(request: Request, session: Session, held: Sequence[Poll], asked: Asked) -> list[Row]:
    found = await unsettled(context_of(request), session, held, _keyer(request))
    paper = replace(asked, way=Way.PAPER)
    rows = []
    for each in found:
        serial = serial_of(each.ticket, session)
        rows.append(Row(each, serial, paper.path(session, q=serial, poll=each.poll.id)))
    return rows


ENDPOINTS = (
    Endpoint("GET", "/teller/{session}", get_teller),
    Endpoint("POST", "/teller/{session}/ballot", post_ballot),
)

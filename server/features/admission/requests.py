"""Codes as a hall types and scans them, and as guessers try them.

While an address has a crowd of wrong codes waiting, let through there are phones that are in already, by their code,
and whoever has a join code that people of that address know: it is on their wall.
"""

from __future__ import annotations

from itertools import islice

from starlette.requests import Request

from server.access.auth import sessions_of_cookies
from server.access.caller import Caller, voter_cookie
from server.errors import TooManyTries, UnknownSession
from server.features.admission.tickets import mark_of
from server.live.rooms import Rooms
from server.live.snapshots import Room
from server.store import sessions, tickets
from server.web.endpoint import Services, address_of, caller_of, services_of
from server.web.reader import BIG_COOKIE
from server.words.language import COOKIE as LANGUAGE_COOKIE
from votes.model import Session, SessionId

READERS_OWN = (LANGUAGE_COOKIE, BIG_COOKIE)  # cookies that say how somebody reads, and not who it is
MOST_SESSIONS = 8  # that a phone is asked about; who sends more cookies asks for work


async def room_by_code(request: Request, code: str) -> Room:
    """The meeting of a join code, with its lists. Raises UnknownSession, after its turn, and TooManyTries."""
    services, address = services_of(request), address_of(request)
    try:
        services.limits.wrong_codes.check(address)
    except TooManyTries:
        if not (services.limits.known_codes.has(address, code) or await _is_in_with(request, code)):
            raise
    try:
        room = services.part(Rooms).with_code(code) or await _read_by_code(services, code)
    except UnknownSession:
        services.limits.known_codes.drop(address, code)  # it was turned over, and must wait from now on like any other
        await services.limits.wrong_codes.failed(address)
        raise
    is_known_here(request, room.session)
    return room


async def _read_by_code(services: Services, code: str) -> Room:
    async with services.database.read() as connection:
        session = await sessions.by_join_code(connection, code)
        return await services.part(Rooms).read_known(connection, session.id, services.context.clock())


async def room_of(request: Request, session: SessionId) -> Room:
    """A meeting, its lists as they were when it changed last. Raises UnknownSession."""
    services = services_of(request)
    rooms = services.part(Rooms)
    if room := rooms.as_read(session):
        return room
    async with services.database.read() as connection:
        return await rooms.read_known(connection, session, services.context.clock())


def is_known_here(request: Request, session: Session) -> None:
    """Whoever sent this request may know the join code; so may all who share its address."""
    services_of(request).limits.known_codes.add(address_of(request), session.join_code)


def may_share(request: Request) -> bool:
    """Whether whoever asks for a page is nobody yet, and asks in no way of their own."""
    caller = caller_of(request)
    return not (request.scope["query_string"] or caller.sign_ins or caller.has_key)


async def check_typed(request: Request, text: str) -> None:
    """Before a ticket's typed code is looked up. Raises TooManyTries, MistypedCode."""
    services = services_of(request)
    mark = mark_of(services.context, text)
    try:
        services.limits.wrong_codes.check(address_of(request))
    except TooManyTries:
        if mark not in await _own_marks(request):
            raise


async def caller_in(request: Request, session: SessionId) -> Caller:
    """Who asks, as this meeting knows them: a phone may be in several, and be a helper of another."""
    if request.cookies.keys() <= {voter_cookie(session), *READERS_OWN}:  # then nothing else can have been found
        return caller_of(request)
    return await _caller(request, session)


async def _is_in_with(request: Request, code: str) -> bool:
    """Whether this is the code of a session that the phone is in. No other session is looked at: that takes time."""
    for session in await _own_sessions(request):
        async with services_of(request).database.read() as connection:
            if (await sessions.get(connection, session)).join_code == code:
                return True
    return False


async def _own_sessions(request: Request) -> list[SessionId]:
    callers = [await _caller(request, named) for named in _named(request)]
    return [caller.voter_session for caller in callers if caller.voter_session]


async def _own_marks(request: Request) -> list[bytes]:
    voters = [caller.voter for caller in [await _caller(request, named) for named in _named(request)] if caller.voter]
    async with services_of(request).database.read() as connection:
        found = [await tickets.marks_of(connection, voter) for voter in voters]
    return [mark for marks in found if marks for mark in (marks.secret_hash, marks.code_mac)]


def _named(request: Request) -> list[SessionId | None]:
    """Sessions that the phone says it is in; a bearer says none, and is asked about once."""
    return list(islice(sessions_of_cookies(request.cookies), MOST_SESSIONS)) or [None]


async def _caller(request: Request, session: SessionId | None) -> Caller:
    services = services_of(request)
    return await services.auth.identify(request, session, services.context.clock())

"""Credentials: who sent a request, and whether the table lets them."""

from __future__ import annotations

import hmac
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import HTTPConnection, cookie_parser
from starlette.responses import Response

from server.errors import ForeignOrigin, NoCredential, NotAllowed, TicketMoved, TicketTakenBack
from server.keys import Keys, token_hash
from server.origins import Origins
from server.store import host_sessions, tickets, voters
from server.store.database import Database
from server.store.prepared import linked
from server.who_may import Who
from votes.model import SessionId, Voter, VoterId

HOST_COOKIE = "host"
VOTERS_KEPT = 100_000
VOTER_DAYS = 30
_DAY = 86_400
_VOTER, _SCREEN = "voter-", "screen-"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent the request: at most one of each credential. ``by_cookie``: nothing but cookies vouches for it.

    ``displaced`` is why the credential that was sent counts no more: moved or revoked.
    """

    is_host: bool = False
    voter: VoterId | None = None
    voter_token: str | None = None
    voter_device: int = 0
    voter_session: SessionId | None = None
    screen: SessionId | None = None
    by_cookie: bool = False
    displaced: str | None = None

    @property
    def is_known(self) -> bool:
        return self.is_host or self.voter is not None or self.screen is not None

    def may(self, allowed: frozenset[Who], session: SessionId | None) -> bool:
        """Whether one of its credentials is allowed; a voter's and a screen's only in their own session."""
        if Who.ANYONE in allowed or (self.is_host and Who.HOST in allowed):
            return True
        if self.voter and Who.VOTER in allowed and session in (None, self.voter_session):
            return True
        return bool(self.screen and Who.SCREEN in allowed and session in (None, self.screen))


class Auth:
    def __init__(self, database: Database, keys: Keys, origins: Origins) -> None:
        self._database, self._keys, self._origins = database, keys, origins
        self._voters: OrderedDict[bytes, Voter] = OrderedDict()  # whose a credential is, until it is taken away
        self._forgotten = 0

    async def identify(self, connection: HTTPConnection, session: SessionId | None, now: datetime) -> Caller:
        """The caller of a request that concerns ``session``. A bearer counts alone; cookies only without one."""
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token:
            return await self._bearer(token.strip())
        return await self._cookies(connection, session, now)

    def check_origin(self, connection: HTTPConnection, caller: Caller) -> None:
        """For writes and sockets. A cookie needs our origin; a bearer or no credential may lack one, never differ.

        Raises ForeignOrigin.
        """
        origin = connection.headers.get("origin")
        if origin is None:
            if caller.by_cookie:
                raise ForeignOrigin("A browser's request must name its origin. Reload the page and try again.")
        elif not self._origins.is_ours(origin):
            raise ForeignOrigin("This came from a page of another site. Open Topfive by its own address.")

    async def _bearer(self, token: str) -> Caller:
        if hmac.compare_digest(token.encode(), self._keys.host_key.encode()):
            return Caller(is_host=True)
        voter = await self._voter(token)
        if voter is None:
            return Caller(displaced=await self._why_displaced(token))
        return Caller(voter=voter.id, voter_token=token, voter_device=voter.device, voter_session=voter.session)

    async def _cookies(self, connection: HTTPConnection, session: SessionId | None, now: datetime) -> Caller:
        cookies = connection.cookies
        is_host = HOST_COOKIE in cookies and await self._is_host(cookies[HOST_COOKIE], now)
        token = (cookies.get(voter_cookie(session)) if session else None) or _any_voter(cookies)
        voter = await self._voter(token) if token else None
        screen = self._screen(cookies, connection.query_params.get("key"), session)
        return Caller(
            is_host=is_host,
            voter=voter.id if voter else None,
            voter_token=token if voter else None,
            voter_device=voter.device if voter else 0,
            voter_session=voter.session if voter else None,
            screen=screen,
            by_cookie=bool(is_host or voter or screen),
            displaced=await self._why_displaced(token) if token and not voter else None,
        )

    def _screen(self, cookies: Mapping[str, str], key: str | None, session: SessionId | None) -> SessionId | None:
        """The session whose screen this is: by its link or cookie this one, else another one that a cookie is for."""
        if session and self.is_screen_key(key or cookies.get(screen_cookie(session), ""), session):
            return session
        others = (SessionId(name.removeprefix(_SCREEN)) for name in cookies if name.startswith(_SCREEN))
        return next((other for other in others if self.is_screen_key(cookies[screen_cookie(other)], other)), None)

    async def _is_host(self, token: str, now: datetime) -> bool:
        async with self._database.read() as connection:
            return await host_sessions.is_valid(connection, token_hash(token), now)

    def is_screen_key(self, key: str, session: SessionId) -> bool:
        return hmac.compare_digest(key.encode(), self._keys.screen_key(session).encode())

    async def _voter(self, token: str) -> Voter | None:
        hashed = token_hash(token)
        if hashed in self._voters:
            self._voters.move_to_end(hashed)
            return self._voters[hashed]
        forgotten = self._forgotten
        async with self._database.read() as connection:
            voter = (await linked(connection, lambda link: voters.by_tokens(link, {hashed}))).get(hashed)
        if voter and forgotten == self._forgotten:  # else it may have been read just before it was taken away
            self.remember(hashed, voter)
        return voter

    async def _why_displaced(self, token: str) -> str | None:
        async with self._database.read() as connection:
            found = await tickets.why_displaced(connection, token_hash(token))
        return found[0] if found else None

    def remembered(
        self, session: SessionId, authorization: bytes | None, cookie: bytes | None, origin: bytes | None
    ) -> tuple[Voter, str] | None:
        """A voter of the session who is in memory, and its credential, with an origin in order.

        None is no refusal, only no shortcut.
        """
        if origin is not None and not self._origins.is_ours(origin.decode("latin-1")):
            return None
        if authorization is not None:
            scheme, _, bearer = authorization.decode("latin-1").partition(" ")
            token = bearer.strip() if scheme.lower() == "bearer" else None
        elif cookie is not None and origin is not None:
            token = cookie_parser(cookie.decode("latin-1")).get(voter_cookie(session))
        else:
            token = None
        voter = self._voters.get(token_hash(token)) if token else None
        return (voter, token) if voter and token and voter.session == session else None

    def remember(self, hashed: bytes, voter: Voter) -> None:
        """Spare the next request of this voter a query; who has just joined is about to send one."""
        self._voters[hashed] = voter
        if len(self._voters) > VOTERS_KEPT:
            self._voters.popitem(last=False)

    def forget_voter(self, voter: VoterId) -> None:
        """Its credential is another one from now on."""
        self._forgotten += 1
        gone = [hashed for hashed, known in self._voters.items() if known.id == voter]
        for hashed in gone:
            del self._voters[hashed]

    def forget_voters(self, session: SessionId) -> None:
        """After a session is deleted its credentials are nobody's."""
        self._forgotten += 1
        gone = [hashed for hashed, voter in self._voters.items() if voter.session == session]
        for hashed in gone:
            del self._voters[hashed]


def require(caller: Caller, allowed: frozenset[Who], session: SessionId | None) -> None:
    """Raises NoCredential for nobody known, NotAllowed for somebody known who may not."""
    if caller.may(allowed, session):
        return
    if caller.displaced and Who.VOTER in allowed:
        raise TicketMoved if caller.displaced == "moved" else TicketTakenBack
    if caller.is_known:
        raise NotAllowed("This credential does not allow that here.")
    raise NoCredential("This needs a credential: join the session, or sign in as host.")


def voter_cookie(session: SessionId) -> str:
    return f"{_VOTER}{session}"


def screen_cookie(session: SessionId) -> str:
    return f"{_SCREEN}{session}"


def sessions_of_cookies(cookies: Mapping[str, str]) -> list[SessionId]:
    """The sessions that a phone's cookies name, whether it is in them or not."""
    return [SessionId(name.removeprefix(_VOTER)) for name in cookies if name.startswith(_VOTER)]


def _any_voter(cookies: Mapping[str, str]) -> str | None:
    return next((value for name, value in cookies.items() if name.startswith(_VOTER)), None)


def keep_voter(response: Response, session: SessionId, token: str, *, secure: bool) -> None:
    """The cookie by which this phone stays the voter it is."""
    keep_cookie(response, voter_cookie(session), token, secure=secure, days=VOTER_DAYS)


def keep_cookie(
    response: Response,
    name: str,
    value: str,
    *,
    secure: bool,
    days: float,
    path: str = "/",
    is_readable: bool = False,
) -> None:
    """A cookie that no script reads, unless it is no secret, and no other site can send along with a write."""
    age = int(days * _DAY)
    response.set_cookie(name, value, max_age=age, path=path, httponly=not is_readable, samesite="lax", secure=secure)

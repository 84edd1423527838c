"""Credentials: who sent a request, and whether the table lets them."""

from __future__ import annotations

import hmac
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime

from starlette.requests import HTTPConnection, cookie_parser

from server.access.caller import HOST_COOKIE, Caller, role_cookie, screen_cookie, voter_cookie
from server.access.origins import Origins, reached_by
from server.errors import ForeignOrigin
from server.files.keys import Keys, new_token, token_hash
from server.permissions import Who
from server.store import sessions, sign_ins, tickets, voters
from server.store.compiled import Link
from server.store.database import Database
from server.store.sign_ins import SignIn
from votes.model import SessionId, Voter, VoterId

VOTERS_KEPT = 100_000
UNUSED_KEPT = 20_000
ROLES = (Who.DESK, Who.TELLER, Who.OBSERVER)
_VOTER, _SCREEN = "voter-", "screen-"
_ROLES = tuple(f"{role}-" for role in ROLES)
_NOBODY = Caller(screen_mark=token_hash(""))
_MOST_SIGN_INS = 8  # that are looked up of one browser


class Auth:
    def __init__(self, database: Database, keys: Keys, origins: Origins) -> None:
        self._database, self._keys, self._origins = database, keys, origins
        self._voters: OrderedDict[bytes, Voter] = OrderedDict()  # whose a credential is, until it is taken away
        self._unused: dict[bytes, None] = {}  # credentials that were drawn here, while nobody has come in with them
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
        elif not self._origins.is_ours(origin, reached_by(connection.scope)):
            raise ForeignOrigin("This came from a page of another site. Open Topfive by its own address.")

    async def _bearer(self, token: str) -> Caller:
        if self._keys.is_host_key(token):
            return Caller(has_key=True)
        voter, displaced = await self._holder(token)
        if voter is None:
            return Caller(displaced=displaced)
        return Caller(voter=voter.id, voter_token=token, voter_device=voter.device, voter_session=voter.session)

    async def _cookies(self, connection: HTTPConnection, session: SessionId | None, now: datetime) -> Caller:
        cookies = connection.cookies
        if not cookies and "key" not in connection.query_params:
            return _NOBODY
        signed_in, tokens = await self._signed_in(cookies, session, now)
        token = (cookies.get(voter_cookie(session)) if session else None) or _any_voter(cookies)
        voter, displaced = await self._holder(token) if token else (None, None)
        screen, key = await self._screen(cookies, connection.query_params.get("key"), session)
        return Caller(
            sign_ins=signed_in,
            tokens=tokens,
            voter=voter.id if voter else None,
            voter_token=token if voter else None,
            voter_device=voter.device if voter else 0,
            voter_session=voter.session if voter else None,
            screen=screen,
            screen_mark=token_hash(key),
            by_cookie=bool(signed_in or voter or screen),
            displaced=displaced,
        )

    async def _signed_in(
        self, cookies: Mapping[str, str], session: SessionId | None, now: datetime
    ) -> tuple[tuple[SignIn, ...], tuple[str, ...]]:
        """The sign-ins of a browser that have not ended, and their tokens."""
        tokens = {token_hash(token): token for token in _sign_in_tokens(cookies, session)}
        if not tokens:
            return (), ()
        async with self._database.read() as connection:
            found = {each.mark: each for each in await sign_ins.among(connection, tokens.keys(), now)}
        alive = [mark for mark in tokens if mark in found]
        return tuple(found[mark] for mark in alive), tuple(tokens[mark] for mark in alive)

    async def _screen(
        self, cookies: Mapping[str, str], key: str | None, session: SessionId | None
    ) -> tuple[SessionId | None, str]:
        """The session whose screen this is, and by which key: this one, else another one that a cookie is for."""
        given = (key or cookies.get(screen_cookie(session), "")) if session else ""
        if session and given and await self.is_screen_key(given, session):
            return session, given
        others = [SessionId(name.removeprefix(_SCREEN)) for name in cookies if name.startswith(_SCREEN)]
        for other in others[:_MOST_SIGN_INS]:
            if await self.is_screen_key(cookies[screen_cookie(other)], other):
                return other, cookies[screen_cookie(other)]
        return None, ""

    async def is_screen_key(self, key: str, session: SessionId) -> bool:
        """Whether it is in the screen's link as it was turned over last."""
        async with self._database.read() as connection:
            turn = await sessions.screen_turn(connection, session)
        return hmac.compare_digest(key.encode(), self._keys.screen_key(session, turn).encode())

    async def _holder(self, token: str) -> tuple[Voter | None, str | None]:
        """Whose credential this is; if nobody's, why it counts no more."""
        hashed = token_hash(token)
        if hashed in self._voters:
            self._voters.move_to_end(hashed)
            return self._voters[hashed], None
        if hashed in self._unused:
            return None, None
        forgotten = self._forgotten
        voter, displaced = await self._database.find(_holders, hashed)
        if voter and forgotten == self._forgotten:  # else it may have been read just before it was taken away
            self.remember(hashed, voter)
        return voter, displaced

    def draw(self) -> str:
        """A new credential. While nobody has come in with it, its requests need not be looked up."""
        token = new_token()
        self._unused[token_hash(token)] = None
        if len(self._unused) > UNUSED_KEPT:
            del self._unused[next(iter(self._unused))]
        return token

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
        self.used(hashed)
        if len(self._voters) > VOTERS_KEPT:
            self._voters.popitem(last=False)

    def used(self, hashed: bytes) -> None:
        """Somebody came in with it, who may have lost it again."""
        self._unused.pop(hashed, None)

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


def _holders(link: Link, hashes: Sequence[bytes]) -> list[tuple[Voter | None, str | None]]:
    """Who holds each of these credentials; of one that was taken away, why."""
    held = voters.by_tokens(link, set(hashes))
    lost = tickets.why_displaced(link, [each for each in hashes if each not in held])
    return [(held.get(each), lost.get(each)) for each in hashes]


def sessions_of_cookies(cookies: Mapping[str, str]) -> list[SessionId]:
    """The sessions that a phone's cookies name, whether it is in them or not."""
    return [SessionId(name.removeprefix(_VOTER)) for name in cookies if name.startswith(_VOTER)]


def has_sign_in(cookies: Mapping[str, str]) -> bool:
    """Whether a browser has the cookie of a host or a helper, whatever it is worth."""
    return HOST_COOKIE in cookies or any(name.startswith(_ROLES) for name in cookies)


def _any_voter(cookies: Mapping[str, str]) -> str | None:
    return next((value for name, value in cookies.items() if name.startswith(_VOTER)), None)


def _sign_in_tokens(cookies: Mapping[str, str], session: SessionId | None) -> tuple[str, ...]:
    """The host's and those for this session, then others: who is known elsewhere is told so, not sent to sign in."""
    own = [cookies.get(role_cookie(role, session)) for role in ROLES] if session else []
    others = [value for name, value in cookies.items() if name.startswith(_ROLES)]
    found = dict.fromkeys(token for token in (cookies.get(HOST_COOKIE), *own, *others) if token)
    return tuple(found)[:_MOST_SIGN_INS]

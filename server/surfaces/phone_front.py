"""Phones' pages ahead of every route: a whole hall asks for them at once.

What is answered here has passed the same checks as on the ordinary way (``phone.py``) and is the same page; whatever is
not plainly in order, or shows more than a hall shares, goes that way.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.access.auth import has_sign_in
from server.access.caller import voter_cookie
from server.files import keys
from server.live.boards import SharedBoard
from server.live.own_ballots import Cast, OwnBallot, codes_of, next_poll, own_of
from server.live.rooms import Rooms
from server.live.snapshots import Room, View, judged_result
from server.permissions import VOTER, WHO_MAY
from server.store.gathered import GatheredLooks
from server.surfaces import phone_cookies
from server.surfaces.phone_filling import shared_page
from server.surfaces.phone_look import Asked, Known, find_with
from server.surfaces.phone_reads import Phone, ResultEntry
from server.web.crowd import LONGEST_S, LOOKED_AT, again_s
from server.web.endpoint import Services
from server.web.error_pages import busy_page
from server.web.guards import GUARDS
from server.web.reader import BIG_COOKIE
from server.web.render import page_headers
from server.web.static_files import GZIP
from server.words.language import COOKIE, choose
from votes.model import Poll, PollId, SessionId
from votes.questions import QuestionRules
from votes.result import Result

PATH = "/s/"
log = logging.getLogger(__name__)
_MATTER = frozenset({b"authorization", b"cookie", b"accept-language", b"accept-encoding", b"host"})
_OWN_WAY = "receipts"  # a cookie with which a page shows what people before left on the phone

Header = tuple[bytes, bytes]
Answer = tuple[int, tuple[Header, ...], bytes]  # status, headers but for the length, body


class PhonePages:
    """What answers phones. ``offer`` is for a protocol that has a lane for them (``process/page_lane.py``), and may not
    raise; ``PhoneFront`` is for any other server."""

    def __init__(self, services: Services) -> None:
        self._services, self._context = services, services.context
        self._rooms = services.part(Rooms)
        self._looks = GatheredLooks(services.database.look_for_crowd, find_with(services.context.keys))
        self._is_for_voters = WHO_MAY["GET /s/{session}"] == VOTER

    def offer(self, scope: Scope, is_gone: Callable[[], bool], then: Callable[[Answer | None], None]) -> bool:
        """Whether the request is taken: then ``then`` gets the answer, or None if it goes the ordinary way after all.

        For whom ``is_gone`` nothing more is made.
        """
        try:
            asked = self._asked(scope)
            if asked and self._looks.waited_s > LONGEST_S:
                asyncio.get_running_loop().call_soon(then, _come_again(asked))
                return True
        except Exception:  # the ordinary way meets it too, and says so
            log.exception("a request for a page that a hall shares could not be read")
            return False
        if asked is None:
            return False

        def answer(known: Known | Exception) -> None:
            if isinstance(known, Exception) or is_gone():
                then(None)
            elif known.is_nobodys:
                then(_to_join(asked))
            elif not (rules := self._questions_on(asked, known)):
                then(self._page(asked, known))
            elif known.took_part:
                then(None)
            else:
                self._rooms.boards.ask(rules, lambda board: then(self._page(asked, known, board) if board else None))

        self._looks.ask(asked, answer)
        return True

    def _asked(self, scope: Scope) -> Asked | None:
        path: str = scope["path"]
        if scope["method"] != "GET" or not path.startswith(PATH) or scope["query_string"] or not self._is_for_voters:
            return None
        session = SessionId(path[len(PATH) :])
        found = _plain_headers(scope["headers"])
        room = self._rooms.known(session, self._context.clock())
        if found is None or room is None or not self._services.origins.is_our_host(found.get(b"host", "")):
            return None
        cookies = cookie_parser(found[b"cookie"]) if b"cookie" in found else {}
        token = _token_of(session, found.get(b"authorization"), cookies)
        results = _results(room, is_whole=self._rooms.knows_joined(session))
        if token is None or results is None:
            return None
        return Asked(
            room=room,
            results=results,
            token_hash=keys.token_hash(token),
            cookies=cookies,
            language=_language(found.get(b"accept-language"), cookies.get(COOKIE), room.session.locale),
            host=found.get(b"host", ""),
            takes_gzip=GZIP.search(found.get(b"accept-encoding", "")) is not None,
        )

    def _questions_on(self, asked: Asked, known: Known) -> QuestionRules | None:
        """The rules of the questions that stand on the page; a ballot to send comes before them."""
        rules = asked.room.questions
        return rules if rules and not next_poll(asked.room.polls, self._own(asked, known)) else None

    def _own(self, asked: Asked, known: Known) -> dict[PollId, OwnBallot]:
        if known.voter is None:
            return {}
        return own_of(self._context.keys, known.voter, asked.room.polls, Cast(known.boxes, known.recorded))

    def _page(self, asked: Asked, known: Known, board: SharedBoard | None = None) -> Answer | None:
        """None where it goes the ordinary way; that meets a failure too, and says so."""
        try:
            return self._make(asked, known, board)
        except Exception:
            log.exception("a page that a hall shares could not be made")
            return None

    def _make(self, asked: Asked, known: Known, board: SharedBoard | None) -> Answer | None:
        room, voter = asked.room, known.voter
        if voter is None or voter.session != room.session.id:
            return None
        own = self._own(asked, known)
        if any(ballot.is_on_paper for ballot in own.values()):
            return None  # few have voted so, and the page says it
        codes = phone_cookies.kept_codes(asked.cookies, voter.id, room.polls) | codes_of(own)
        results = tuple(ResultEntry(poll, result, own.get(poll.id)) for poll, result in asked.results)
        phone = Phone(room=room, voter=voter, own=own, codes=codes, results=results, board=board)
        found = shared_page(phone, asked.language, big=asked.cookies.get(BIG_COOKIE) == "1")
        if found is None:
            return None
        page, values = found
        body = page.gzipped(values) if asked.takes_gzip else page.plain(values)
        headers = (*_headers(asked.language, asked.host, asked.takes_gzip), *self._cookies_for(asked, phone))
        return 200, headers, body

    def _cookies_for(self, asked: Asked, phone: Phone) -> Iterable[Header]:
        """Codes that the phone is to keep and has not yet."""
        if not phone.own:
            return ()
        kept = Response()
        session, polls, secure = phone.room.session.id, phone.room.polls, self._services.origins.is_secure
        phone_cookies.keep_codes(asked.cookies, kept, session, phone.voter.id, polls, phone.codes, secure=secure)
        return [header for header in kept.raw_headers if header[0] == b"set-cookie"]


class PhoneFront:
    """ASGI middleware around all routes."""

    def __init__(self, app: ASGIApp, pages: PhonePages) -> None:
        self._app, self._pages = app, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(scope) if scope["type"] == "http" and not scope.get(LOOKED_AT) else None
        if answer is None:
            await self._app(scope, receive, send)
            return
        status, headers, body = answer
        length = (b"content-length", b"%d" % len(body))
        await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope) -> Answer | None:
        answered: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()

        def then(answer: Answer | None) -> None:
            if not answered.done():  # the server may have given the request up
                answered.set_result(answer)

        return await answered if self._pages.offer(scope, answered.done, then) else None


def _to_join(asked: Asked) -> Answer:
    """Where strangers come in: as the ordinary way leads them, and costing next to nothing."""
    return 303, ((b"location", f"/j/{asked.room.session.join_code}".encode()), *GUARDS), b""


def _come_again(asked: Asked) -> Answer:
    """What is told who comes while the line is long. It costs next to nothing."""
    wait = str(again_s())
    page = busy_page(asked.language)
    values = {"seconds": wait.encode()}
    body = page.gzipped(values) if asked.takes_gzip else page.plain(values)
    headers = _headers(asked.language, asked.host, asked.takes_gzip)
    return 503, (*headers, (b"retry-after", wait.encode())), body


def _results(room: Room, *, is_whole: bool) -> tuple[tuple[Poll, Result], ...] | None:
    """The results that are public; None where a page needs more of the database than its voter and their ballots.

    A result says how many joined, and so it needs the whole room.
    """
    if room.session.shares_ballots:
        return None
    found = []
    for poll in room.polls:
        if poll.is_public:
            result = judged_result(room, poll, View.PHONE) if is_whole else None
            if result is None:
                return None
            found.append((poll, result))
    return tuple(found)


def _token_of(session: SessionId, authorization: str | None, cookies: Mapping[str, str]) -> str | None:
    """What a voter sent; None where somebody may be signed in, or somebody else has voted on this phone.

    Other cookies, of meetings before and of other programs under this name, change nothing of these pages.
    """
    if _OWN_WAY in cookies or has_sign_in(cookies):
        return None
    if authorization is not None:
        scheme, _, bearer = authorization.partition(" ")
        return bearer.strip() if scheme.lower() == "bearer" else None
    return cookies.get(voter_cookie(session))


@lru_cache(maxsize=256)
def _language(accepted: str | None, cookie: str | None, locale: str) -> str:
    return choose(accepted, None, cookie, locale)


@lru_cache(maxsize=256)
def _headers(language: str, host: str, is_small: bool) -> tuple[Header, ...]:
    """As ``render`` and ``guard`` give them."""
    named = {**page_headers(language, host), "Content-Type": "text/html; charset=utf-8"}
    if is_small:
        named["Content-Encoding"] = "gzip"
    own = tuple((name.lower().encode(), value.encode("latin-1")) for name, value in named.items())
    present = {name for name, _ in own}
    return (*own, *(header for header in GUARDS if header[0] not in present))


def _plain_headers(headers: Iterable[Header]) -> dict[bytes, str] | None:
    """Those that matter, or None if one stands twice."""
    found: dict[bytes, str] = {}
    for name, value in headers:
        if name in _MATTER:
            if name in found:
                return None
            found[name] = value.decode("latin-1")
    return found

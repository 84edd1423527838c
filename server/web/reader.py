"""How whoever asks for a page wants to read it."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from server.words.language import COOKIE, choose
from votes.model import Session

BIG_COOKIE = "big"


def language_of(request: HTTPConnection, session_locale: str = "") -> str:
    """The language of a phone's or host's page; the screen speaks the session's."""
    query, cookie = request.query_params.get(COOKIE), request.cookies.get(COOKIE)
    return choose(request.headers.get("accept-language"), query, cookie, session_locale)


def is_big(request: HTTPConnection) -> bool:
    """Large text: asked for by ``?big=1``, then remembered."""
    return request.query_params.get("big", request.cookies.get(BIG_COOKIE)) == "1"


def asked_heads(request: HTTPConnection, session: Session) -> str | None:
    """The language of a file's columns where it is for people, ``?heads=session``; None where programs read it."""
    return session.locale if request.query_params.get("heads") == "session" else None

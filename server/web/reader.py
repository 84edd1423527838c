"""How whoever asks for a page wants to read it."""

from __future__ import annotations

import re
from enum import StrEnum

from starlette.requests import HTTPConnection

from server.words.language import COOKIE, choose
from votes.model import Session

BIG_COOKIE = "big"


def language_of(request: HTTPConnection, session_locale: str = "") -> str:
    """The language of a phone's or host's page; the screen speaks the session's."""
    query, cookie = request.query_params.get(COOKIE), request.cookies.get(COOKIE)
    return choose(request.headers.get("accept-language"), query, cookie, session_locale)


class ChatApp(StrEnum):
    """Whose own browser shows the page; its menu and what it refuses are its own."""

    NONE = ""
    WECHAT = "wechat"
    OTHER = "other"


def chat_app(request: HTTPConnection) -> ChatApp:
    """By the name that the app's browser adds; one that gives none is no chat app's."""
    agent = request.headers.get("user-agent", "")
    if "MicroMessenger" in agent:
        return ChatApp.WECHAT
    return ChatApp.OTHER if _OTHERS.search(agent) else ChatApp.NONE


# QQ's own browser, MQQBrowser, is none inside a chat.
_OTHERS = re.compile(r"(?<!M)QQ/|DingTalk|Lark/|Feishu|Weibo|AliApp|\bLine/|KAKAOTALK|FBAN|FBAV|Instagram|Telegram")


def is_big(request: HTTPConnection) -> bool:
    """Large text: asked for by ``?big=1``, then remembered."""
    return request.query_params.get("big", request.cookies.get(BIG_COOKIE)) == "1"


def asked_heads(request: HTTPConnection, session: Session) -> str | None:
    """The language of a file's columns where it is for people, ``?heads=session``; None where programs read it."""
    return session.locale if request.query_params.get("heads") == "session" else None

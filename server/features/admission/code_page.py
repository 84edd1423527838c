"""The page on which a join code or a ticket's code is typed."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.web.reader import language_of
from server.web.render import render
from votes.model import Session


def code_page(
    request: Request,
    status: int = 200,
    *,
    session: Session | None = None,
    code: str = "",
    ticket: str = "",
    error: str | None = None,
) -> Response:
    """Where a join code or a ticket's code is typed, and what was wrong with the last one."""
    asks_ticket = bool(session or ticket or "ticket" in request.query_params)
    spoken = language_of(request, session.locale if session else "")
    typed = {"code": code[:9], "ticket": ticket[:24], "asks_ticket": asks_ticket}
    return render(request, "admission/code.html", spoken, status, session=session, error=error, context=typed)

"""The page on which a join code or a ticket's code is typed."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.web.reader import language_of
from server.web.render import render
from votes.model import Session

LONGEST = 40  # characters of the field: room for gaps of every kind


def code_page(
    request: Request,
    status: int = 200,
    *,
    session: Session | None = None,
    code: str = "",
    asks_ticket: bool = False,
    error: str | None = None,
) -> Response:
    """Where a join code or a ticket's code is typed, and what was wrong with the last one, which stays in the field.

    The one field takes both; ``asks_ticket``: it is a ticket's that is meant.
    """
    asks_ticket = bool(session or asks_ticket or "ticket" in request.query_params)
    spoken = language_of(request, session.locale if session else "")
    typed = {"code": code[:LONGEST], "longest": LONGEST, "asks_ticket": asks_ticket}
    return render(request, "admission/code.html", spoken, status, session=session, error=error, context=typed)

"""What every route shares: admitted by the table, refused in one order, answered in one form."""

from __future__ import annotations

import logging
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TypeVar

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from server.access.auth import Auth
from server.access.caller import Caller, require
from server.access.origins import Origins
from server.access.rate_limits import RateLimits
from server.config import Settings
from server.core.context import Context
from server.core.definitions import definition_of
from server.core.last_seen import note_seen
from server.errors import (
    Busy,
    Crowded,
    NoCredential,
    Problem,
    Refusal,
    StalePage,
    UnknownSession,
    problem,
    problem_of,
)
from server.permissions import HOST, WHO_MAY, Who
from server.store import questions, sessions
from server.store.database import Database
from server.store.disk import SAID, Trouble, is_out_of_room
from server.web.crowd import Crowd, Line
from server.web.encoding import encode
from server.web.form_body import keep_page_form
from server.web.json_body import SMALL, media_type
from votes.errors import VotingError
from votes.model import PollId, Session, SessionId, VoterId
from votes.questions import QuestionId

log = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[Response]]
Part = TypeVar("Part")
OnRefusal = Callable[[Request, Exception, Problem], Awaitable[Response]]
NO_BODY = 204
FOREVER = "public, max-age=31536000, immutable"  # of what is named by its bytes
TOKEN_HEADER = "X-Topfive-Token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What ``wiring`` puts together. ``is_in_memory`` says that a session exists, without asking the database.

    ``parts`` are what features and live views need of each other's objects, found by type: this module knows none.
    """

    settings: Settings
    origins: Origins
    context: Context
    auth: Auth
    limits: RateLimits
    is_in_memory: Callable[[SessionId], bool]
    crowds: Mapping[Line, Crowd]
    parts: Mapping[type, object]

    @property
    def database(self) -> Database:
        return self.context.database

    def part(self, kind: type[Part]) -> Part:
        """The server's one object of this type. Raises KeyError."""
        found = self.parts[kind]
        assert isinstance(found, kind)
        return found


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One route: its handler, and for the API what it is for, what goes in, and what comes out at which statuses.

    ``also`` is a further answer of another shape, with its status.
    """

    method: str
    path: str
    handler: Handler
    summary: str = ""
    body: type[Struct] | None = None
    answers: tuple[tuple[int, ...], type[Struct] | None] = ((200,), None)
    is_upload: bool = False
    also: tuple[int, type[Struct]] | None = None
    takes: tuple[str, ...] = ()  # media types of a body that is no struct
    limit: int = SMALL  # bytes, of a page's form
    holds_lists: bool = False  # the form of somebody signed in, with a field for each entry, or all in one text

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def line(self) -> Line | None:
        """In which line a whole hall may stand for it; where codes are tried people wait elsewhere."""
        if self.method != "GET":
            return None
        if Who.VOTER in WHO_MAY[self.name]:
            return Line.VOTERS
        return Line.PUBLIC if self.path.startswith("/r/") else None


def services_of(request: Request) -> Services:
    found: Services = request.app.state.services
    return found


def context_of(request: Request) -> Context:
    return services_of(request).context


def address_of(request: Request) -> str:
    """Whom wrong codes are counted against; behind a trusted proxy, who the proxy says it is."""
    return request.client.host if request.client else ""


def caller_of(request: Request) -> Caller:
    found: Caller = request.state.caller
    return found


def session_of(request: Request) -> SessionId:
    """The session that the path names, or whose poll it names."""
    found: SessionId = request.state.session
    return found


def poll_of(request: Request) -> PollId:
    return PollId(request.path_params["poll"])


def question_of(request: Request) -> QuestionId:
    return QuestionId(request.path_params["question"])


def voter_of(request: Request) -> VoterId:
    """Raises NoCredential."""
    if (voter := caller_of(request).voter) is None:
        raise NoCredential("Please join the session first.")
    return voter


def answer(body: Struct, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(encode(body), status, headers=headers, media_type="application/json")


def problem_response(refused: Problem, headers: Mapping[str, str] | None = None) -> Response:
    return Response(encode(refused), refused.status, headers=headers, media_type="application/problem+json")


def routes_from(endpoints: Iterable[Endpoint], on_refusal: OnRefusal) -> list[Route]:
    """One route per path, so that a wrong method is told all the right ones."""
    by_path: defaultdict[str, dict[str, Endpoint]] = defaultdict(dict)
    for endpoint in endpoints:
        by_path[endpoint.path][endpoint.method] = endpoint
    return [Route(path, _dispatch(found, on_refusal), methods=list(found)) for path, found in by_path.items()]


def _dispatch(endpoints: Mapping[str, Endpoint], on_refusal: OnRefusal) -> Handler:
    async def dispatch(request: Request) -> Response:
        endpoint = endpoints["GET" if request.method == "HEAD" else request.method]
        try:
            async with services_of(request).crowds[endpoint.line].turn(request) if endpoint.line else nullcontext():
                return await _answered(request, endpoint, on_refusal)  # a refusal reads too, and in the same line
        except (Crowded, ClientDisconnect) as sent_away:
            return await _refused(request, sent_away, on_refusal)

    return dispatch


async def _answered(request: Request, endpoint: Endpoint, on_refusal: OnRefusal) -> Response:
    try:
        await _admit(request, endpoint)
        return await endpoint.handler(request)
    except Exception as refused:
        return await _refused(request, refused, on_refusal)


async def _refused(request: Request, error: Exception, on_refusal: OnRefusal) -> Response:
    """A page that says why may itself not come about; then the bare words do."""
    try:
        return _with_retry(error, await on_refusal(request, error, problem_from(error)))
    except Exception as another:
        return refusal(another)


def refusal(error: Exception) -> Response:
    """A refusal of the API as it is answered."""
    return _with_retry(error, problem_response(problem_from(error)))


def _with_retry(error: Exception, response: Response) -> Response:
    if isinstance(error, Refusal) and error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


async def _admit(request: Request, endpoint: Endpoint) -> None:
    """Who is it, may they, and is what the path names there? In this order, so that the first fault is told."""
    services = services_of(request)
    session, missing = await _target(request)
    caller = await services.auth.identify(request, session, services.context.clock())
    request.state.caller, request.state.session = caller, session
    request.state.form_token, request.state.is_host = caller.form_token, caller.may(HOST, session)
    request.state.holds_lists = endpoint.holds_lists
    allowed = WHO_MAY[endpoint.name]
    require(caller, allowed, session)
    if endpoint.method != "GET":
        services.auth.check_origin(request, caller)
    if missing:
        raise missing
    if endpoint.method != "GET" and caller.signed_in(allowed, session):
        await _check_token(request, caller, endpoint)
    await note_seen(services.context, caller.sign_ins)


async def _check_token(request: Request, caller: Caller, endpoint: Endpoint) -> None:
    """What a sign-in's cookie is to do comes from a page of ours. Raises StalePage.

    A page's form carries the sign-in's token, a script may send it as a header. Of the API a cookie is enough where no
    page of another site could send the like without asking us first (CORS): another method than POST, or JSON.
    """
    if caller.sent_by_our_page(request.headers.get(TOKEN_HEADER, "")):
        return
    if endpoint.path.startswith("/api/"):
        is_json = media_type(request) == "application/json"
        if endpoint.method == "POST" and not is_json:
            raise StalePage(f"With a cookie, send JSON with Content-Type: application/json, or {TOKEN_HEADER}.")
    elif not caller.sent_by_our_page((await keep_page_form(request, endpoint.limit)).field("token")):
        raise StalePage("This page is from before the last sign-in. Reload it and try again; nothing was changed.")


async def _target(request: Request) -> tuple[SessionId | None, Refusal | None]:
    """The session that the path is about, and the refusal for one that is not there."""
    services = services_of(request)
    try:
        if "poll" in request.path_params:
            return (await definition_of(services.context, poll_of(request))).session, None
        if "question" in request.path_params:
            return await _asked_in(services, question_of(request)), None
        if "session" in request.path_params:
            named = SessionId(request.path_params["session"])
            return named if services.is_in_memory(named) else (await read_session(request)).id, None
    except UnknownSession as missing:
        return SessionId(request.path_params["session"]), missing
    except Refusal as missing:
        return None, missing
    return None, None


async def _asked_in(services: Services, question: QuestionId) -> SessionId:
    """Raises UnknownQuestion."""
    if question not in services.context.memory.asked_in:
        async with services.database.read() as connection:
            services.context.memory.keep_question(question, await questions.session_of(connection, question))
    return services.context.memory.asked_in[question]


async def read_session(request: Request) -> Session:
    """Raises UnknownSession."""
    async with context_of(request).database.read() as connection:
        return await sessions.get(connection, SessionId(request.path_params["session"]))


def problem_from(error: Exception) -> Problem:
    """Any failure as a problem. What is no refusal is logged with an id, and the id is all that is told."""
    if isinstance(error, VotingError | Refusal):
        return problem_of(error)
    if isinstance(error, HTTPException):
        return problem(error.status_code, f"http-{error.status_code}", error.detail)
    if isinstance(error, ClientDisconnect):
        return problem(400, "client-gone", "The client went away before its request was complete.")
    if is_out_of_room(error):
        return problem_of(Busy(SAID[Trouble.FULL]))
    number = secrets.token_hex(4)
    log.error("failure %s", number, exc_info=error)
    return problem(500, "failure", f"Something went wrong on the server. Quote number {number} to the organizer.")

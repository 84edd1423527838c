"""The application: every route, in front of the house."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, WebSocketRoute

from server import assets, openapi
from server.answers import HealthAnswer
from server.config import Settings
from server.endpoint import Endpoint, answer, problem_response, routes_from, services_of
from server.errors import problem
from server.house import Clock, House
from server.live.socket import Sockets
from server.our_hosts import OurHosts
from server.refused import error_page, refuse_api, refuse_page
from server.routes import (
    access,
    agenda,
    agenda_page,
    announce,
    asking,
    assisted,
    ballots,
    calls,
    console,
    departments,
    desk,
    documents,
    exports,
    follow_ups,
    helpers,
    host,
    host_new,
    host_questions,
    host_sessions,
    items,
    joins,
    minutes,
    phone,
    pictures,
    places,
    polls,
    public,
    questions,
    rehearsal,
    reports,
    role_door,
    screen,
    sessions,
    sign_in,
    teller,
    ticket_door,
    ticket_sheets,
    tickets,
    welcome,
)
from server.steady import SteadyClock

# In this order, the busiest first.
API = (ballots, joins, sessions, polls, tickets, assisted, agenda, questions, exports, calls)
PAGES = (
    welcome,
    ticket_door,
    phone,
    asking,
    places,
    public,
    screen,
    sign_in,
    access,
    role_door,
    host_new,
    host_sessions,
    host,
    console,
    agenda_page,
    rehearsal,
    reports,
    host_questions,
    helpers,
    items,
    departments,
    documents,
    minutes,
    announce,
    follow_ups,
    pictures,
    ticket_sheets,
    desk,
    teller,
)


def build(settings: Settings, clock: Clock | None = None) -> Starlette:
    """The application; its parts start and stop with its lifespan."""
    house = House(settings, clock or SteadyClock())
    handlers = {HTTPException: _refuse_unrouted}
    guards = [Middleware(OurHosts, origins=house.services.origins)]
    routes = _routes(house.sockets)
    app = Starlette(routes=routes, middleware=guards, lifespan=house.lifespan, exception_handlers=handlers)
    app.state.services = house.services
    return app


def door_of(app: Starlette) -> ballots.BallotDoor:
    """What takes ballots ahead of the application, where the server has a lane for them."""
    return ballots.BallotDoor(app.state.services)


def api_endpoints() -> tuple[Endpoint, ...]:
    """What ``/api/openapi.json`` describes."""
    return tuple(endpoint for module in API for endpoint in module.ENDPOINTS) + pictures.API


def page_endpoints() -> tuple[Endpoint, ...]:
    own = (
        Endpoint("GET", "/static/{version}/{path:path}", assets.serve),
        Endpoint("GET", "/healthz", _healthz),
        Endpoint("GET", "/api/openapi.json", _openapi),
    )
    return (*own, *(endpoint for module in PAGES for endpoint in module.ENDPOINTS))


def _routes(sockets: Sockets) -> list[BaseRoute]:
    return [
        *routes_from(api_endpoints(), refuse_api),
        *routes_from(page_endpoints(), refuse_page),
        WebSocketRoute("/ws/{session}", sockets.serve),
    ]


async def _healthz(request: Request) -> Response:
    failure = services_of(request).database.failure
    return answer(HealthAnswer(failure or "ok"), 503 if failure else 200)


async def _openapi(_request: Request) -> Response:
    return Response(openapi.describe(api_endpoints(), openapi.version_of_ours()), media_type="application/json")


async def _refuse_unrouted(request: Request, error: Exception) -> Response:
    """An address or a method that no route has."""
    assert isinstance(error, HTTPException)
    refused = problem(error.status_code, f"http-{error.status_code}", error.detail)
    if request.url.path.startswith("/api/"):
        return problem_response(refused, error.headers)
    return error_page(request, refused)

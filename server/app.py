"""The application: every route, in front of the house."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, WebSocketRoute

from server.clock import SteadyClock
from server.config import Settings
from server.errors import problem
from server.features.admission import check_in_page as desk
from server.features.admission import join_api as joins
from server.features.admission import join_page as welcome
from server.features.admission import print_page as ticket_sheets
from server.features.admission import scan_page as ticket_door
from server.features.admission import ticket_api as tickets
from server.features.agenda import api as agenda
from server.features.agenda import host_page as agenda_page
from server.features.agenda import phone_page as reports
from server.features.announcement import host_page as announce
from server.features.ballots import api as ballots
from server.features.call import api as calls
from server.features.call import department_page as departments
from server.features.call import document_page as documents
from server.features.call import host_page as items
from server.features.exports import api as exports
from server.features.exports import minutes_page as minutes
from server.features.exports import public_page as public
from server.features.follow_ups import host_page as follow_ups
from server.features.hosts import access_page as access
from server.features.hosts import helpers_page as helpers
from server.features.hosts import role_link_page as role_door
from server.features.hosts import sign_in_page as sign_in
from server.features.meetings import api as sessions
from server.features.meetings import list_page as host_sessions
from server.features.meetings import new_page as host_new
from server.features.paper import api as assisted
from server.features.paper import teller_page as teller
from server.features.polls import api as polls
from server.features.polls import pictures_page as pictures
from server.features.questions import api as questions
from server.features.questions import host_page as host_questions
from server.features.questions import phone_page as asking
from server.features.rehearsal import host_page as rehearsal
from server.live.socket import Sockets
from server.surfaces import console, phone, screen
from server.surfaces import console_acts as host
from server.surfaces import phone_seat as places
from server.web import openapi
from server.web import static_files as assets
from server.web.encoding import HealthAnswer
from server.web.endpoint import Endpoint, answer, problem_response, routes_from, services_of
from server.web.error_pages import error_page, refuse_api, refuse_page
from server.web.host_check import OurHosts
from server.wiring import Clock, House

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

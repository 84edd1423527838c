"""The application: every route, and what stands before them all."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import WebSocketRoute

from server.clock import SteadyClock, as_steady
from server.config import Settings
from server.errors import problem
from server.features.admission import check_in_page as admission_check_in_page
from server.features.admission import help_page as admission_help_page
from server.features.admission import join_api as admission_join_api
from server.features.admission import join_page as admission_join_page
from server.features.admission import print_page as admission_print_page
from server.features.admission import scan_page as admission_scan_page
from server.features.admission import ticket_api as admission_ticket_api
from server.features.agenda import api as agenda_api
from server.features.agenda import host_page as agenda_host_page
from server.features.agenda import phone_page as agenda_phone_page
from server.features.announcement import host_page as announcement_host_page
from server.features.ballots import api as ballots_api
from server.features.ballots import lane_api as ballots_lane_api
from server.features.call import api as call_api
from server.features.call import department_page as call_department_page
from server.features.call import document_page as call_document_page
from server.features.call import host_page as call_host_page
from server.features.exports import api as exports_api
from server.features.exports import minutes_page as exports_minutes_page
from server.features.exports import public_page as exports_public_page
from server.features.follow_ups import host_page as follow_ups_host_page
from server.features.hosts import access_page as hosts_access_page
from server.features.hosts import guide_page as hosts_guide_page
from server.features.hosts import helpers_page as hosts_helpers_page
from server.features.hosts import role_link_page as hosts_role_link_page
from server.features.hosts import sign_in_page as hosts_sign_in_page
from server.features.meetings import api as meetings_api
from server.features.meetings import edit_page as meetings_edit_page
from server.features.meetings import list_page as meetings_list_page
from server.features.meetings import new_page as meetings_new_page
from server.features.paper import api as paper_api
from server.features.paper import print_page as paper_print_page
from server.features.paper import teller_page as paper_teller_page
from server.features.polls import api as polls_api
from server.features.polls import pictures_page as polls_pictures_page
from server.features.questions import api as questions_api
from server.features.questions import host_page as questions_host_page
from server.features.questions import phone_page as questions_phone_page
from server.features.rehearsal import host_page as rehearsal_host_page
from server.features.scenes import api as scenes_api
from server.live.socket import Sockets
from server.store.disk import SAID, Trouble
from server.surfaces import console, console_acts, phone, phone_front, phone_seat, screen
from server.web import openapi, static_files
from server.web.encoding import HealthAnswer
from server.web.endpoint import Endpoint, answer, problem_from, problem_response, routes_from, services_of
from server.web.error_pages import error_page, refuse_api, refuse_page
from server.web.first_part import ByFirstPart
from server.web.guards import Guarded, guard
from server.web.host_check import OurHosts
from server.wiring import Clock, Wiring

# In this order, the busiest first.
API = (
    ballots_api,
    admission_join_api,
    meetings_api,
    scenes_api,
    polls_api,
    admission_ticket_api,
    paper_api,
    agenda_api,
    questions_api,
    exports_api,
    call_api,
)
PAGES = (
    admission_join_page,
    admission_scan_page,
    phone,
    questions_phone_page,
    phone_seat,
    exports_public_page,
    screen,
    hosts_sign_in_page,
    hosts_access_page,
    hosts_guide_page,
    hosts_role_link_page,
    meetings_new_page,
    meetings_list_page,
    meetings_edit_page,
    console_acts,
    console,
    agenda_host_page,
    rehearsal_host_page,
    agenda_phone_page,
    questions_host_page,
    hosts_helpers_page,
    call_host_page,
    call_department_page,
    call_document_page,
    exports_minutes_page,
    announcement_host_page,
    follow_ups_host_page,
    polls_pictures_page,
    admission_print_page,
    paper_print_page,
    admission_help_page,
    admission_check_in_page,
    paper_teller_page,
)


def build(settings: Settings, clock: Clock | None = None) -> Starlette:
    """The application; its parts start and stop with its lifespan."""
    wiring = Wiring(settings, as_steady(clock) if clock else SteadyClock())
    pages = phone_front.PhonePages(wiring.services)
    handlers = {HTTPException: _refuse_unrouted, Exception: _refuse_unforeseen}
    guards = [
        Middleware(Guarded),
        Middleware(OurHosts, origins=wiring.services.origins),
        Middleware(phone_front.PhoneFront, pages=pages),
    ]
    routes = [_routes(wiring.sockets)]
    app = Starlette(routes=routes, middleware=guards, lifespan=wiring.lifespan, exception_handlers=handlers)
    app.state.services = wiring.services
    app.state.phone_pages = pages
    app.state.ballot_lane = ballots_lane_api.BallotLaneHandler(wiring.services)
    return app


def api_endpoints() -> tuple[Endpoint, ...]:
    """What ``/api/openapi.json`` describes."""
    return tuple(endpoint for module in API for endpoint in module.ENDPOINTS) + polls_pictures_page.API


def page_endpoints() -> tuple[Endpoint, ...]:
    own = (
        Endpoint("GET", "/static/{version}/{path:path}", static_files.serve),
        Endpoint("GET", "/healthz", _healthz),
        Endpoint("GET", "/api/openapi.json", _openapi),
    )
    return (*own, *(endpoint for module in PAGES for endpoint in module.ENDPOINTS))


def _routes(sockets: Sockets) -> ByFirstPart:
    pages, calls = routes_from(page_endpoints(), refuse_page), routes_from(api_endpoints(), refuse_api)
    return ByFirstPart([*calls, *pages, WebSocketRoute("/ws/{session}", sockets.serve)])


async def _healthz(request: Request) -> Response:
    trouble = services_of(request).database.trouble
    is_ready = trouble in (None, Trouble.LITTLE)
    return answer(HealthAnswer(SAID[trouble] if trouble else "ok", trouble or ""), 200 if is_ready else 503)


async def _openapi(_request: Request) -> Response:
    return Response(openapi.describe(api_endpoints(), openapi.version_of_ours()), media_type="application/json")


async def _refuse_unforeseen(_request: Request, error: Exception) -> Response:
    """Whatever went wrong outside of every route; the framework says it to the log."""
    response = problem_response(problem_from(error))
    guard(response)
    return response


async def _refuse_unrouted(request: Request, error: Exception) -> Response:
    """An address or a method that no route has."""
    assert isinstance(error, HTTPException)
    refused = problem(error.status_code, f"http-{error.status_code}", error.detail)
    if request.url.path.startswith("/api/"):
        return problem_response(refused, error.headers)
    return error_page(request, refused)

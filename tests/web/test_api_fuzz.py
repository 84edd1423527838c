"""The API under odd requests, right and wrong: no answer is a failure of the server, and each is described."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
import requests
import schemathesis
from httpx2 import Response
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server.app import api_endpoints
from server.web import openapi
from tests.builders import HOST_KEY, ORIGIN, Json, Room

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SCHEMA = schemathesis.openapi.from_dict(json.loads(openapi.describe(api_endpoints(), "0")))
OPERATIONS = {each.ok().label: each.ok() for each in SCHEMA.get_all_operations()}
REQUESTS = 4  # of each kind, to each operation, by each audience


@dataclass(frozen=True)
class World:
    """A room with lists of every type in every state, and the bearers that may do most there."""

    room: Room
    session: Json
    bearers: Mapping[str, str]

    @property
    def names(self) -> Mapping[str, list[str]]:
        """What stands in paths, real names among them."""
        return {
            "session": [self.session["id"]],
            "poll": [poll["id"] for poll in self.session["polls"]],
            "code": [self.session["join_code"]],
        }


@pytest.fixture(scope="module")
def world(hall: Room) -> World:
    lists = [
        {"title": f"List {n}", "type": type_, "min_choices": 0, "options": [{"title": "One"}, {"title": "Two"}]}
        for type_ in ("approval", "grade")
        for n in range(4)
    ]
    session = hall.session(polls=lists, groups=("East", "West"))
    steps = (hall.open, hall.close, hall.reveal)
    for reached, poll in enumerate(session["polls"]):
        for step in steps[: reached % 4]:
            assert step(poll).status == 200
    return World(hall, session, {"host": HOST_KEY, "voter": hall.join(session, "East")})


def send(world: World, case: Case, by: str) -> Response:
    """The case as requests would put it on the wire, sent into the application."""
    wire = requests.Request(**case.as_transport_kwargs(base_url=ORIGIN)).prepare()
    headers = {name: str(value) for name, value in wire.headers.items() if name.lower() != "cookie"}
    headers["Authorization"] = f"Bearer {by}"
    world.room.client.cookies.clear()
    return world.room.client.request(str(wire.method), str(wire.url), headers=headers, content=wire.body or b"")


def shake(world: World, operation: APIOperation, mode: GenerationMode, by: str) -> int:
    """Send REQUESTS cases and check each answer; how many were sent."""
    sent = 0

    @settings(
        max_examples=REQUESTS,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=mode),
        names=st.fixed_dictionaries({name: st.sampled_from([None, *real]) for name, real in world.names.items()}),
    )
    def run(case: Case, names: Mapping[str, str | None]) -> None:
        nonlocal sent
        if operation.method != "delete":
            case.path_parameters.update({n: v for n, v in names.items() if v and n in case.path_parameters})
        answer = send(world, case, by)
        sent += 1
        case.validate_response(answer, checks=CHECKS)

    run()
    return sent


@pytest.mark.parametrize("who", ["host", "voter"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_no_request_makes_the_server_fail_or_answer_what_is_not_described(world: World, label: str, who: str) -> None:
    operation = OPERATIONS[label]
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]

    for mode in modes[: 2 if operation.body else 1]:  # without a body every path is a right one
        assert shake(world, operation, mode, world.bearers[who]) > 0


def test_an_answer_that_is_not_described_would_be_found(world: World) -> None:
    operation = OPERATIONS["GET /api/sessions"]
    case = operation.Case()
    good = send(world, case, HOST_KEY)
    case.validate_response(good, checks=CHECKS)  # the control
    teapot = Response(418, headers=good.headers, content=b"{}", request=good.request)
    failing = Response(500, headers={"content-type": "application/problem+json"}, content=b"{}", request=good.request)
    bare = Response(200, headers={"content-type": "application/json"}, content=b"{}", request=good.request)

    for wrong in (teapot, failing, bare):
        wrong.elapsed = good.elapsed
        with pytest.raises(FailureGroup):
            case.validate_response(wrong, checks=CHECKS)

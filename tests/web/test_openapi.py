"""GET /api/openapi.json: valid OpenAPI 3.1, true in both directions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from server.permissions import WHO_MAY
from tests.builders import Json, Room
from tests.ladder import assert_method_refused


@pytest.fixture
def described(hall: Room) -> Json:
    return hall.call("GET", "/api/openapi.json").json


def operations(described: Json) -> Iterator[tuple[str, Json]]:
    for path, methods in described["paths"].items():
        yield from ((f"{method.upper()} {path}", operation) for method, operation in methods.items())


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from ([part["$ref"]] if "$ref" in part else [])
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_it_is_valid_openapi_3_1(described: Json) -> None:
    assert OPENAPI_31_VALIDATOR.is_valid(described)
    broken = {**described, "paths": {"/x": {"get": {"responses": "none"}}}}
    assert not OPENAPI_31_VALIDATOR.is_valid(broken)  # the control


def test_every_schema_compiles_and_every_reference_leads_somewhere(described: Json) -> None:
    for name in described["components"]["schemas"]:
        jsonschema_rs.Draft202012Validator(
            {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
        )
    wanted = {reference.rpartition("/")[2] for reference in references(described)}
    assert wanted == set(described["components"]["schemas"])


def test_every_route_of_the_api_is_described_and_the_other_way_round(described: Json) -> None:
    routes = {row for row in WHO_MAY if row.split(" ")[1].startswith("/api/")} - {"GET /api/openapi.json"}

    assert {name for name, _ in operations(described)} == routes


def test_every_operation_has_a_name_of_its_own_a_summary_and_its_parameters(described: Json) -> None:
    names = [operation["operationId"] for _, operation in operations(described)]

    assert len(set(names)) == len(names)
    for row, operation in operations(described):
        assert operation["summary"], row
        assert {each["name"] for each in operation["parameters"]} == set(re.findall(r"{(\w+)}", row)), row


def test_a_body_that_must_be_there_is_said_to_be_required(described: Json) -> None:
    """A body may be left out exactly where an empty object is one that is taken."""
    for row, operation in operations(described):
        if "requestBody" not in operation or (row.startswith("PUT") and row.endswith(("/picture", "/report"))):
            continue  # no body, or one of bytes
        (media,) = operation["requestBody"]["content"].values()
        form = described["components"]["schemas"][media["schema"]["$ref"].rpartition("/")[2]]
        assert operation["requestBody"]["required"] == bool(form.get("required")), row


def test_what_needs_a_credential_says_so(described: Json) -> None:
    for row, operation in operations(described):
        is_open = {str(who) for who in WHO_MAY[row]} == {"anyone"}
        assert (operation["security"] == []) is is_open, row


def test_every_operation_tells_of_the_refusals_it_can_give(described: Json) -> None:
    for row, operation in operations(described):
        refusals = {status for status in operation["responses"] if status >= "400"}
        assert {"401", "403", "404", "409", "413", "415", "422", "503"} <= refusals, row
        for status in refusals:
            assert set(operation["responses"][status]["content"]) == {"application/problem+json"}


def test_anyone_reads_it_and_nobody_writes_it(hall: Room) -> None:
    answer = hall.call("GET", "/api/openapi.json", by="unknown")

    assert (answer.status, answer.response.headers["content-type"]) == (200, "application/json")
    assert_method_refused(hall, "POST", "/api/openapi.json", "GET")

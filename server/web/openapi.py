"""The endpoints → OpenAPI 3.1, with the schemas of the very structs that decode and answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import metadata

import msgspec
from msgspec import Struct

from server.errors import Problem
from server.permissions import WHO_MAY, Who
from server.web.endpoint import Endpoint

Schema = Mapping[str, object]

# In the order in which a request is refused.
_REFUSALS = {
    "400": "The body cannot be read",
    "401": "No credential, or an unknown one",
    "403": "A credential that does not allow this, or a foreign origin",
    "404": "There is no such thing here",
    "409": "Not possible in the present state, which `state` names",
    "413": "The body is too large",
    "415": "The body has the wrong media type",
    "422": "Fields of the wrong shape, named in `errors`",
    "429": "Too many wrong codes",
    "500": "A failure of the server, logged with the number in `detail`",
    "503": "Busy; the same request may be sent again after `Retry-After` seconds",
}
_PROBLEM: Schema = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def describe(endpoints: Iterable[Endpoint], version: str) -> bytes:
    endpoints = tuple(endpoints)
    structs: list[type[Struct]] = [Problem]
    structs += [each for endpoint in endpoints for each in (endpoint.body, endpoint.answers[1]) if each]
    structs += [endpoint.also[1] for endpoint in endpoints if endpoint.also]
    schemas, components = msgspec.json.schema_components(structs, ref_template="#/components/schemas/{name}")
    named: dict[type[Struct], Schema] = dict(zip(structs, schemas, strict=True))
    paths: dict[str, dict[str, Schema]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, named)
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "Topfive", "version": version, "license": {"name": "MIT", "identifier": "MIT"}},
            "paths": paths,
            "components": {
                "schemas": components,
                "securitySchemes": {
                    "bearer": {"type": "http", "scheme": "bearer", "description": "The host key, or a voter token"},
                },
            },
        }
    )


def _operation(endpoint: Endpoint, named: Mapping[type[Struct], Schema]) -> Schema:
    statuses, shape = endpoint.answers
    success = {str(status): _success(named[shape] if shape else None) for status in statuses}
    if endpoint.also:
        success[str(endpoint.also[0])] = _success(named[endpoint.also[1]])
    operation: dict[str, object] = {
        "operationId": endpoint.handler.__name__,
        "summary": endpoint.summary,
        "parameters": [_parameter(name) for name in re.findall(r"{(\w+)}", endpoint.path)],
        "security": [] if Who.ANYONE in WHO_MAY[endpoint.name] else [{"bearer": []}],
        "responses": {**success, **_refusals()},
    }
    if endpoint.takes:
        operation["requestBody"] = {"required": True, "content": {media: {} for media in endpoint.takes}}
    if endpoint.body:
        media = "multipart/form-data" if endpoint.is_upload else "application/json"
        operation["requestBody"] = {
            "required": any(field.required for field in msgspec.structs.fields(endpoint.body)),
            "content": {media: {"schema": named[endpoint.body]}},
        }
    return operation


def _success(schema: Schema | None) -> Schema:
    if schema is None:
        return {"description": "Done"}
    return {"description": "Done", "content": {"application/json": {"schema": schema}}}


def _refusals() -> dict[str, Schema]:
    return {status: {"description": text, "content": _PROBLEM} for status, text in _REFUSALS.items()}


def _parameter(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def version_of_ours() -> str:
    try:
        return metadata.version("topfive")
    except metadata.PackageNotFoundError:  # run from a checkout that was never installed
        return "0"

"""The rungs that every endpoint with a body shares: what is wrong with a request, and how it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.builders import Answer, Json, Room

JSON = {"Content-Type": "application/json"}
UNKNOWN = "0123456789abcdef"  # shaped like an id, and nobody's


@dataclass(frozen=True)
class Broken:
    """A body that is refused whatever the endpoint."""

    name: str
    status: int
    problem: str
    content: bytes
    headers: dict[str, str]


def broken(limit: int) -> list[Any]:
    """Bodies for ``pytest.mark.parametrize("body", broken(8192))``."""
    bodies = [
        Broken("another media type", 415, "wrong-media-type", b"{}", {"Content-Type": "text/plain"}),
        Broken("no media type", 415, "wrong-media-type", b"{}", {"Content-Type": ""}),
        Broken("too large", 413, "too-large", b'{"a":"' + b"x" * limit + b'"}', JSON),
        Broken("not JSON", 400, "not-json", b"{", JSON),
        Broken("not JSON, beyond a wrong field", 400, "not-json", b'{"nope": 1, ', JSON),
        Broken("not UTF-8", 400, "not-json", b'{"title": "\xff"}', JSON),
        Broken("too deep", 400, "not-json", b"[" * 5000, JSON),
        Broken("no object", 422, "bad-fields", b"[]", JSON),
        Broken("an unknown field", 422, "bad-fields", b'{"nope": 1}', JSON),
    ]
    return [pytest.param(each, id=each.name) for each in bodies]


def send(room: Room, method: str, path: str, body: Broken, by: str) -> Answer:
    return room.call(method, path, by=by, content=body.content, headers=body.headers)


def assert_refused(answer: Answer, body: Broken) -> None:
    assert (answer.status, answer.problem) == (body.status, body.problem), answer.text
    assert answer.response.headers["content-type"] == "application/problem+json"
    assert set(answer.json) >= {"type", "title", "status", "detail"}
    assert answer.json["status"] == body.status


def outsiders(room: Room, session: Json) -> dict[str, tuple[str | None, int]]:
    """Bearers that may not do what the host may, with the status each is refused with."""
    other = room.session(title="Another session")
    return {
        "nobody": (None, 401),
        "unknown": ("no-such-credential", 401),
        "a voter": (room.join(session), 403),
        "another session's voter": (room.join(other), 403),
    }


def assert_only_the_host(room: Room, method: str, path: str, session: Json, **body: Any) -> None:
    for who, (bearer, status) in outsiders(room, session).items():
        refused = room.call(method, path, by=bearer, **body)
        assert refused.status == status, f"{who}: {refused.status} {refused.text}"
        assert refused.response.headers["content-type"] == "application/problem+json"


def assert_method_refused(room: Room, method: str, path: str, *allowed: str) -> None:
    """A method that the address does not have is told those that it has."""
    refused = room.host(method, path)
    assert refused.status == 405, refused.text
    assert set(refused.response.headers["allow"].split(", ")) - {"HEAD"} == set(allowed)

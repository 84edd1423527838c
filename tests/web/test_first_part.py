"""The table of routes answers as its routes would one after the other."""

from __future__ import annotations

import pytest
from starlette.routing import Match, Route, WebSocketRoute

from server.web.first_part import ByFirstPart
from tests.builders import Room

PATHS = ("", "/", "/j", "/j/", "/j/123456", "/j/123456/2", "/J/123456", "/t/x", "/s/x", "/s/x/ballot/y", "/s/x/none")
MORE = ("//j/1", "/api", "/api/sessions", "/api/sessions/import", "/api/sessions/x/join", "/host", "/host/new")
LAST = ("/host/x/act", "/static/v/css/phone.css", "/ws/x", "/healthz", "/none", "/%6A/1", "/j/1/2/3")


def matched(routes: object, scope: dict[str, object]) -> tuple[Match, object, object]:
    """How Starlette's router reads a table: the first that fits whole, else the first that fits but for the method."""
    half: tuple[Match, object, object] = (Match.NONE, None, None)
    for route in routes:  # type: ignore[attr-defined]
        match, found = route.matches(dict(scope))
        if match is Match.FULL:
            return match, found["endpoint"], found["path_params"]
        if match is Match.PARTIAL and half[0] is Match.NONE:
            half = match, found["endpoint"], found["path_params"]
    return half


@pytest.mark.parametrize("prefix", ["", "/below"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "BREW", "websocket"])
@pytest.mark.parametrize("path", [*PATHS, *MORE, *LAST])
def test_each_request_finds_the_same_route(hall: Room, path: str, method: str, prefix: str) -> None:
    (table,) = hall.client.app.routes  # type: ignore[attr-defined]
    kind = {"type": "websocket"} if method == "websocket" else {"type": "http", "method": method}
    scope: dict[str, object] = {**kind, "path": prefix + path, "root_path": prefix, "headers": []}

    assert matched([table], scope) == matched(table.routes, scope)


def test_it_finds_some_and_tries_few(hall: Room) -> None:
    (table,) = hall.client.app.routes  # type: ignore[attr-defined]

    assert matched([table], {"type": "http", "method": "GET", "path": "/j/1", "headers": []})[0] is Match.FULL
    assert len(table._by_part["j"]) < 5 < len(table.routes)
    assert all(isinstance(route, Route | WebSocketRoute) for route in table.routes)


def test_a_wrong_method_is_told_the_right_ones_and_a_slash_too_many_leads_on(hall: Room) -> None:
    wrong = hall.call("PUT", "/api/join/123456")
    slash = hall.call("GET", "/host/new/", headers={"Accept-Language": "en"}, follow_redirects=False)

    assert (wrong.status, set(wrong.response.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
    assert (slash.status, slash.response.headers["location"].partition("8000")[2]) == (307, "/host/new")


def test_a_route_that_begins_with_a_parameter_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="parameter"):
        ByFirstPart([Route("/{any}", lambda _: None)])

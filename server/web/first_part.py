"""A table of routes by the first part of their path: of some hundred no request need try more than a few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from starlette.routing import BaseRoute, Match, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

_CHOSEN = "topfive.route"


class ByFirstPart(BaseRoute):
    """Answers as the routes one after the other would. None may begin with a parameter."""

    def __init__(self, routes: Sequence[Route | WebSocketRoute]) -> None:
        self.routes = tuple(routes)
        self._by_part: defaultdict[str, list[Route | WebSocketRoute]] = defaultdict(list)
        for route in routes:
            part = _first_part(route.path)
            if "{" in part:
                raise ValueError(f"{route.path} begins with a parameter")
            self._by_part[part].append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        partial: tuple[Match, Scope] = (Match.NONE, {})
        if scope["type"] not in ("http", "websocket"):
            return partial
        behind_a_prefix = scope.get("root_path")  # which is part of the path here, and not of the routes'
        likely = self.routes if behind_a_prefix else self._by_part.get(_first_part(scope["path"]), ())
        for route in likely:
            match, found = route.matches(scope)
            if match is Match.FULL:
                return match, {**found, _CHOSEN: route}
            if match is Match.PARTIAL and partial[0] is Match.NONE:
                partial = match, {**found, _CHOSEN: route}
        return partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        route: Route | WebSocketRoute = scope[_CHOSEN]
        await route.handle(scope, receive, send)


def _first_part(path: str) -> str:
    return path[1:].partition("/")[0]

"""The protocol with a second lane: for pages that a whole hall asks for, answered without a task and with one write."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from server.process.ballot_lane import BallotLane, Headers
from server.web.crowd import IS_GONE, LOOKED_AT

Answer = tuple[int, Headers, bytes]  # status, headers but for the length, body
_NOBODYS: Answer = (200, (), b"")
# What a proxy or another kind of request brings goes the ordinary way, where uvicorn and the application look at it.
_NOT_PLAIN = frozenset({b"x-forwarded-proto", b"x-forwarded-for", b"content-length", b"transfer-encoding", b"expect"})


class PageHandler(Protocol):
    """Who answers pages. It may not raise."""

    def offer(self, scope: Any, is_gone: Callable[[], bool], then: Callable[[Answer | None], None]) -> bool:
        """Whether the request is taken; ``then`` is called once, in the loop, with None to go the ordinary way."""


class PageLane(BallotLane[Any]):
    """Give uvicorn ``partial(PageLane, pages, ballots, patience, reserve)``."""

    def __init__(self, pages: PageHandler, *lane: Any, **given: Any) -> None:
        super().__init__(*lane, **given)
        self._pages = pages
        self._running: RequestResponseCycle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        """uvicorn tells the newest request alone; the one that runs would write to what is closed, and fail."""
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """uvicorn's own step from a request in its turn to the application."""
        self._running = cycle
        scope: Any = cycle.scope
        scope[IS_GONE] = self.transport.is_closing
        ordinary = partial(super()._start_asgi_task, cycle, app)

        def then(answer: Answer | None) -> None:
            if answer is None and not self.transport.is_closing():  # for who left nothing is made
                ordinary()
            else:
                self._answer(cycle, answer or _NOBODYS)

        if not self._is_plain_get(cycle):
            ordinary()
            return
        scope[LOOKED_AT] = True
        if not self._pages.offer(scope, self.transport.is_closing, then):
            ordinary()

    def _is_plain_get(self, cycle: RequestResponseCycle) -> bool:
        return (
            cycle.scope["method"] == "GET"
            and self.scheme == "http"
            and not self.flow.write_paused
            and not any(name in _NOT_PLAIN for name, _ in cycle.scope["headers"])
        )

    def _answer(self, cycle: RequestResponseCycle, answer: Answer) -> None:
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        if not self.transport.is_closing():
            self._write(*answer, keep_alive=cycle.keep_alive)
        self.on_response_complete()

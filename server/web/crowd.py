"""A line for what phones ask the ordinary way: a few are served at a time, and whoever runs the room stands in no line.

Who left while they stood in it are passed over. When the line is long, whoever comes is asked to come again: what is
begun then comes in time, and no work is done for phones that have given up.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from enum import Enum

from starlette.requests import ClientDisconnect, Request, cookie_parser

from server.access.auth import has_sign_in
from server.errors import Crowded
from server.store.crowd import for_the_crowd

# In a scope, by process/page_lane.py: says whether the client left; and that the front was asked already.
IS_GONE, LOOKED_AT = "topfive.is_gone", "topfive.looked_at"
LONGEST_S = 3.0  # that the first in line may have waited; phones give up after 10 (static/js/shared/refresh.js)
_HOSTS_WAY_IN = (b"/host", b"/in/", b"/static/", b"/healthz")
AGAIN_S = (2, 8)  # between these, by chance, who was sent away asks again


class Line(Enum):
    """Who may come as a whole hall, each with how many of their pages are in the making at once.

    Voters do not stand behind whoever reads what is public: that needs no credential.
    """

    VOTERS = 4
    PUBLIC = 2


class Crowd:
    """So many ``at_once``; ``clock`` counts seconds."""

    def __init__(self, at_once: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once, self._clock, self._served = at_once, clock, 0
        self._line: deque[tuple[float, asyncio.Future[None], Callable[[], bool]]] = deque()

    @property
    def waiting(self) -> int:
        return len(self._line)

    @asynccontextmanager
    async def turn(self, request: Request) -> AsyncIterator[None]:
        """Wait for a turn and have it; what is read meanwhile is read by the crowd's readers.

        Who seems to be signed in is let past. Raises Crowded, and ClientDisconnect where the phone left before.
        """
        if has_sign_in(request.cookies):
            yield
            return
        is_gone: Callable[[], bool] = request.scope.get(IS_GONE, _stays)
        if self._served >= self._at_once:
            await self._stand_in_line(is_gone)
        else:
            self._served += 1
        try:
            with for_the_crowd():
                yield
        finally:
            self._served -= 1
            self._call_next()

    async def _stand_in_line(self, is_gone: Callable[[], bool]) -> None:
        if self._line and self._clock() - self._line[0][0] > LONGEST_S:
            refused = Crowded("Many phones are asking at once. Please ask again in a moment.")
            refused.retry_after = again_s()
            raise refused
        called = asyncio.get_running_loop().create_future()
        self._line.append((self._clock(), called, is_gone))
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled() and not called.exception():  # its turn had come already
                self._served -= 1
                self._call_next()
            raise

    def _call_next(self) -> None:
        while self._line and self._served < self._at_once:
            _, called, is_gone = self._line.popleft()
            if called.done():
                continue
            if is_gone():
                called.set_exception(ClientDisconnect())
                continue
            self._served += 1
            called.set_result(None)


def is_for_hosts(url: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a request leads a host in, or seems to come from somebody signed in; that is looked at later."""
    if url.startswith(_HOSTS_WAY_IN):
        return True
    return any(name == b"cookie" and has_sign_in(cookie_parser(value.decode("latin-1"))) for name, value in headers)


def _stays() -> bool:
    return False


def again_s() -> int:
    """Whole seconds after which somebody who was sent away asks again."""
    return random.randint(*AGAIN_S)

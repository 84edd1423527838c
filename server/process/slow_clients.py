"""How long a connection may take to bring what it began: a few slow clients must not hold a hall's places."""

from __future__ import annotations

import asyncio
from typing import Protocol

WITHOUT_A_BYTE_S = 10.0
ALL_IN_ALL_S = 120.0  # for 5 MiB over a hall's Wi-Fi
LOOK_S = 1.0


class Slow(Protocol):
    """A connection that can be ended."""

    def give_up(self) -> None: ...


class Patience:
    """Ends connections whose request, or first byte, does not come.

    One look a second over those that are in between, since a timer for each request costs more than its ballot.
    """

    def __init__(self, without_a_byte_s: float = WITHOUT_A_BYTE_S, all_in_all_s: float = ALL_IN_ALL_S) -> None:
        self._without_a_byte_s, self._all_in_all_s = without_a_byte_s, all_in_all_s
        self._begun: dict[Slow, float] = {}
        self._heard: dict[Slow, float] = {}
        self._looking: asyncio.TimerHandle | None = None

    def begin(self, connection: Slow) -> None:
        """It is open, or begins a request: what comes next has its time from now on."""
        loop = asyncio.get_running_loop()
        self._begun[connection] = loop.time()
        if self._looking is None:
            self._looking = loop.call_later(LOOK_S, self._look, loop)

    def heard(self, connection: Slow) -> None:
        """More of its request came."""
        self._heard[connection] = asyncio.get_running_loop().time()

    def done(self, connection: Slow) -> None:
        """Its request is here, or it is gone, or is no matter of requests any more."""
        self._begun.pop(connection, None)
        if self._heard:
            self._heard.pop(connection, None)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        late = [
            connection
            for connection, begun in self._begun.items()
            if now - self._heard.get(connection, begun) > self._without_a_byte_s or now - begun > self._all_in_all_s
        ]
        for connection in late:
            self.done(connection)
            connection.give_up()
        self._looking = loop.call_later(LOOK_S, self._look, loop) if self._begun else None

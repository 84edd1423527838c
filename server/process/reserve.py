"""The last files that the process may open are kept for who runs the room: a hall must never lock its host out.

The system gives a new connection the lowest number that is free, so its number alone says how many are taken.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from server.files.open_files import most_open

FOR_HOSTS = 64  # a phone whose connection is among the last so many is sent away
FOR_US = 16  # of them are for documents and databases, and for nobody's connection
PATIENCE_S = 2.0  # for a request on one of the last connections
_TEXT = b"The server has no room for more phones at this moment. Please wait a minute and try again.\n"
SENT_AWAY = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 10\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"cache-control: no-store\r\nx-content-type-options: nosniff\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s"
) % (len(_TEXT), _TEXT)


class Numbered(Protocol):
    """A connection, by the number that the system gave it."""

    def fileno(self) -> int: ...


class Reserve:
    """``most``: how many files the process may have open; None where there is no limit."""

    def __init__(self, most: int | None) -> None:
        self._most = most

    @classmethod
    def of_this_process(cls) -> Reserve:
        return cls(most_open())

    def is_touched(self, transport: asyncio.BaseTransport) -> bool:
        """Whether the connection is one of the last."""
        return self._within(transport, FOR_HOSTS)

    def is_used_up(self, transport: asyncio.BaseTransport) -> bool:
        """Whether not even a host may have it."""
        return self._within(transport, FOR_US)

    def holds(self, connection: Numbered, last: int) -> bool:
        """Whether it is one of the ``last``."""
        return self._most is not None and connection.fileno() >= self._most - last

    def _within(self, transport: asyncio.BaseTransport, last: int) -> bool:
        connection: Numbered | None = transport.get_extra_info("socket")
        return connection is not None and self.holds(connection, last)

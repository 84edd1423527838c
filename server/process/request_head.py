"""What a connection may keep of a request before anybody looks at it: a head of a size, and a few that wait.

The parser joins what comes in pieces, piece by piece: what has no end would cost the one loop ever more for each byte.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.process.reserve import PATIENCE_S, SENT_AWAY, Reserve
from server.web.crowd import is_for_hosts

MOST_BYTES = 32 * 1024  # of a request's head, its first line included; trailers count too
MOST_HEADERS = 100
MOST_WAITING = 32  # requests behind one that is not answered yet
VERSIONS = ("1.1", "1.0")
UNREADABLE = b""  # uvicorn's own answer to what is no request
_WHY = b"The head of a request may hold at most 32 KiB in 100 headers.\n"
TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"cache-control: no-store\r\nx-content-type-options: nosniff\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s"
) % (len(_WHY), _WHY)


class _TooMuch(Exception):
    """Ends the parser's work on a connection; uvicorn then asks for the answer."""


class CountedHead(HttpToolsProtocol):
    """uvicorn's protocol, and whoever sends more than a request needs is refused while it is still little."""

    def __init__(self, reserve: Reserve, **given: Any) -> None:
        super().__init__(**given)
        self._reserve = reserve
        self._is_in_head = self._is_upgraded = self._is_told = self._is_last = False
        self._begins_here = False  # in the bytes that are read now
        self._refusal = b""
        self._before = self._surely = 0  # bytes that may be, and that must be, of the head that is not complete
        self._fed = 0  # bytes that are read now
        self._trailing = 0
        self._untold = 0  # bytes behind a head that the parser took without a word: of a chunk's extension, say

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._is_last = self._reserve.is_touched(transport)
        if self._is_last and self._reserve.is_used_up(transport):
            transport.close()
        elif self._is_last:
            self.loop.call_later(PATIENCE_S, self._end_if_silent)

    def _end_if_silent(self) -> None:
        if self.cycle is None and not self._is_upgraded:
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        if self._is_last and self.transport.is_closing():
            return
        if len(data) <= MOST_BYTES:
            self._feed(data)
            return
        for at in range(0, len(data), MOST_BYTES):
            self._feed(data[at : at + MOST_BYTES])
            if self._is_upgraded or self.parser is None or self.transport.is_closing():
                return

    def _feed(self, data: bytes) -> None:
        """A head that comes at once is as small as what came: only one that comes in parts is counted."""
        self._is_told = self._begins_here = False
        self._fed = len(data)
        super().data_received(data)
        if self._is_upgraded or self.transport.is_closing():
            return
        if self._is_in_head:
            self._before += len(data)
            self._surely += 0 if self._begins_here else len(data)
        self._untold = 0 if self._is_told or self._is_in_head else self._untold + len(data)
        if max(self._untold, self._surely) > MOST_BYTES:
            self._refusal = TOO_LARGE
            self.send_400_response("")

    def on_message_begin(self) -> None:
        self.head_begins()
        super().on_message_begin()

    def head_begins(self) -> None:
        """For who takes the parser's word themselves."""
        self._is_in_head = self._begins_here = True
        self._before = self._surely = self._trailing = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Written out, and no more than it must: a hall's ballots have ten headers each."""
        if not self._is_in_head:  # what comes behind a body is nobody's, and the request is on its way
            self._skip_trailer(name, value)
            return
        name = name.lower()
        if name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        headers = self.headers
        if len(headers) == MOST_HEADERS:
            self._refuse(TOO_LARGE)
        headers.append((name, value))

    def _skip_trailer(self, name: bytes, value: bytes) -> None:
        self._is_told = True
        self._trailing += len(name) + len(value) + 4
        if self._trailing > MOST_BYTES:
            self._refuse(TOO_LARGE)

    def on_headers_complete(self) -> None:
        self.head_ends()
        super().on_headers_complete()
        if self._is_last and self.cycle is not None:
            self.cycle.keep_alive = False  # whoever it is gives the place back

    def head_ends(self) -> None:
        """What follows is the body.

        Raises where two readers could take the head for two things, where too many requests wait, or no phone has room.
        """
        self._is_told, self._is_in_head = True, False
        if not self.url.startswith(b"/") and not self._names_one_host():
            self._refuse(UNREADABLE)
        if self.parser.get_http_version() not in VERSIONS:
            self._refuse(UNREADABLE)
        if self._before + self._fed > MOST_BYTES and self._size() > MOST_BYTES:
            self._refuse(TOO_LARGE)
        self._surely = 0
        if len(self.pipeline) >= MOST_WAITING:
            self._refuse(TOO_LARGE)
        if self._is_last and not is_for_hosts(self.url, self.headers):
            self._refuse(SENT_AWAY)

    def _names_one_host(self) -> bool:
        """A host in the address stands above the header's (RFC 9112, 3.2.2), which is all that we look at."""
        authority = re.split(rb"[/?#]", self.url.partition(b"://")[2])[0].lower()
        return self.url == b"*" or [authority] == [value.lower() for name, value in self.headers if name == b"host"]

    def _size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def on_body(self, body: bytes) -> None:
        self._is_told = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._is_told = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.pipeline and not self.transport.is_closing():
            self.flow.pause_reading()  # uvicorn reads on, though more than one waits

    def handle_websocket_upgrade(self) -> None:
        self._is_upgraded = True
        super().handle_websocket_upgrade()

    def _refuse(self, answer: bytes) -> None:
        self._refusal = answer
        raise _TooMuch

    def send_400_response(self, msg: str) -> None:
        """uvicorn's way to say that a request cannot be read. Between the halves of another answer nothing is said."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.close()
        elif self._refusal:
            self.transport.write(self._refusal)
            self.transport.close()
        else:
            super().send_400_response(msg)

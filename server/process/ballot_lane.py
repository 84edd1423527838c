"""An HTTP protocol with a lane for one kind of request, answered without a task, a scope or a wake-up of its own.

When a hall presses "submit" at once, what surrounds a request costs several times what its ballot does. Whatever is not
plainly in order for the lane goes uvicorn's own way, as if there were no lane.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Any, Generic, Protocol, TypeVar

from server.process.request_head import CountedHead
from server.process.reserve import Reserve
from server.process.slow_clients import Patience

Admitted = TypeVar("Admitted")
Header = tuple[bytes, bytes]
Headers = tuple[Header, ...]
Reply = Callable[[int, Headers, bytes], None]


class LaneHandler(Protocol[Admitted]):
    """Who takes requests from the lane. Neither function may raise."""

    def admit(self, method: bytes, url: bytes, headers: Iterable[Header]) -> Admitted | None:
        """Whose request it is, if the handler may take it once its body is there. Asked for every request."""

    def take(self, admitted: Admitted, body: bytes, reply: Reply) -> bool:
        """Take it and call ``reply`` once, in the loop; or say no, and it goes the ordinary way."""


@lru_cache(maxsize=64)
def _head(status: int, headers: Headers) -> bytes:
    line = b"HTTP/1.1 %d %s\r\n" % (status, HTTPStatus(status).phrase.encode())
    return line + b"".join(b"%s: %s\r\n" % header for header in headers)


class _UnderWay:
    """What uvicorn's protocol asks of a request that is not answered yet."""

    __slots__ = ("disconnected", "keep_alive", "response_complete")
    message_event = asyncio.Event()  # set when the client goes; nobody waits for it here

    def __init__(self) -> None:
        self.disconnected, self.keep_alive, self.response_complete = False, True, False


class BallotLane(CountedHead, Generic[Admitted]):
    """Give uvicorn ``partial(BallotLane, handler, patience, reserve)``."""

    def __init__(self, handler: LaneHandler[Admitted], patience: Patience, reserve: Reserve, **given: Any) -> None:
        super().__init__(reserve, **given)
        self._handler, self._patience = handler, patience
        self._admitted: Admitted | None = None
        self._body = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._patience.begin(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._patience.done(self)
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        self._patience.done(self)
        super().handle_websocket_upgrade()

    def give_up(self) -> None:
        """Its request did not come."""
        self.transport.close()

    def on_message_begin(self) -> None:
        """All that the lane needs; the rest is made for who goes the ordinary way."""
        self._patience.begin(self)
        self.head_begins()
        self.url, self.headers, self.expect_100_continue = b"", [], False

    def on_headers_complete(self) -> None:
        self.head_ends()
        admitted = self._handler.admit(self.parser.get_method(), self.url, self.headers)
        if admitted is not None and self._is_plain():
            self._admitted, self._body = admitted, b""
        else:
            self._go_on()

    def _go_on(self) -> None:
        """The ordinary way, as if the headers had come to it."""
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers += headers
        super().on_headers_complete()

    def _is_plain(self) -> bool:
        """Nothing is unanswered before it, and it wants nothing but an answer on a connection that stays."""
        return (
            (self.cycle is None or self.cycle.response_complete)
            and not self.flow.write_paused
            and not self.expect_100_continue
            and not self.parser.should_upgrade()
            and self.parser.get_http_version() == "1.1"
            and bool(self.parser.should_keep_alive())
        )

    def on_body(self, body: bytes) -> None:
        if self._admitted is None:
            self._patience.heard(self)
            super().on_body(body)
        else:
            self._body += body  # the handler has looked at the length that was told, and no more than that comes

    def on_message_complete(self) -> None:
        self._patience.done(self)
        if self._admitted is None:
            super().on_message_complete()
            return
        admitted, self._admitted = self._admitted, None
        before, taken = self.cycle, _UnderWay()
        self.cycle = taken  # type: ignore[assignment]
        if not self._handler.take(admitted, self._body, partial(self._reply, taken)):
            self.cycle = before
            self._go_on()
            super().on_body(self._body)
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """What comes next has its time, as on a new connection: an empty line alone ends uvicorn's own wait."""
        if not self.pipeline and not self.transport.is_closing():
            self._patience.begin(self)
        super().on_response_complete()

    def _reply(self, taken: _UnderWay, status: int, headers: Headers, body: bytes) -> None:
        taken.response_complete = True
        if not self.transport.is_closing():
            self._write(status, headers, body, keep_alive=taken.keep_alive)
        self.on_response_complete()

    def _write(self, status: int, headers: Headers, body: bytes, *, keep_alive: bool) -> None:
        """A whole answer at once; without ``keep_alive``, when the server is about to end say, it is the last one."""
        own = b"".join([b"%s: %s\r\n" % header for header in self.server_state.default_headers])
        if not keep_alive:
            own += b"connection: close\r\n"
        head = _head(status, headers)
        self.transport.write(b"%s%scontent-length: %d\r\n\r\n%s" % (head, own, len(body), body))
        if not keep_alive:
            self.transport.close()

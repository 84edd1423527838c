"""A WebSocket protocol that a broadcast can write to at once.

One message to a hall is a thousand small writes. Through a task, Starlette and uvicorn each costs about 60 µs, and
together they hold up the screen's next tally; written from where the message is published each costs about 10.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.http11 import Request

from server.process.request_head import TOO_LARGE

EXTENSION = "topfive.push"


CLOSE_S = 3.0  # for a client to answer that it heard that its socket ends; then the connection is cut


class PushSocket(WebSocketsSansIOProtocol):
    """Gives the application ``push`` as an extension of the scope."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.close_timeout = CLOSE_S

    def data_received(self, data: bytes) -> None:
        """The first that comes is the whole head. One that cannot be read is answered, and is not left open."""
        super().data_received(data)
        if not self.handshake_initiated and not self.transport.is_closing():
            self.transport.write(TOO_LARGE)
            self.transport.close()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.handshake_initiated and not self.handshake_complete:
            extensions = self.scope["extensions"]
            assert extensions is not None
            extensions[EXTENSION] = {"push": self.push}

    def push(self, text: bytes) -> bool:
        """Send a text; False where it cannot go out now: the socket is closing, or its client reads too slowly."""
        if self.close_sent or self.disconnected or not self.handshake_complete or not self.writable.is_set():
            return False
        try:
            self.conn.send_text(text)
        except InvalidState:
            return False
        self.transport.write(b"".join(self.conn.data_to_send()))
        return True

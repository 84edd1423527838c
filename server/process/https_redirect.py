"""The listener of an HTTPS server: who comes with plain HTTP is led to https, instead of to a broken connection.

Phones and browsers open an address that is typed without its scheme by HTTP. The first byte tells: a TLS handshake
begins with 22, and no method does.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress

from server.process.reserve import FOR_HOSTS, FOR_US, PATIENCE_S, Reserve
from server.process.slow_clients import WITHOUT_A_BYTE_S

HANDSHAKE = b"\x16"
SEEN = 4_096  # of a plain request; what has not come yet is not waited for
AT_ONCE = 256
PAUSE_S = 0.5  # when the process may open no more files
_ASKED = re.compile(rb"(?:GET|HEAD) (/[!-~]*) HTTP/1")
_HOST = re.compile(rb"\r\nhost:[ \t]*([!-~]+)[ \t]*\r\n", re.IGNORECASE)

Make = Callable[[], asyncio.Protocol]
Lead = Callable[[str], str]


def redirect(request: bytes, lead: Lead) -> bytes:
    """The answer to a plain request; ``lead`` turns its Host into the origin to go to."""
    asked, host = _ASKED.match(request), _HOST.search(request)
    target = lead(host[1].decode() if host else "").encode() + (asked[1] if asked else b"/")
    text = b"This server speaks HTTPS: %s\n" % target
    status = b"307 Temporary Redirect\r\nlocation: " + target if asked else b"400 Bad Request"
    return (
        b"HTTP/1.1 %s\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\ncache-control: no-store\r\n"
        b"x-content-type-options: nosniff\r\nconnection: close\r\n\r\n%s" % (status, len(text), text)
    )


class FirstByte:
    """Stands in for what ``loop.create_server`` gives."""

    def __init__(
        self,
        listener: socket.socket,
        make: Make,
        context: ssl.SSLContext,
        lead: Lead,
        *,
        reserve: Reserve | None = None,
    ) -> None:
        self._reserve = reserve or Reserve(None)
        self._listener, self._make, self._context, self._lead = listener, make, context, lead
        self._loop = asyncio.get_running_loop()
        self._silent: dict[socket.socket, asyncio.TimerHandle] = {}
        self._greeting: set[asyncio.Task[None]] = set()
        self._is_open = False

    def start(self, backlog: int) -> None:
        self._listener.setblocking(False)
        self._listener.listen(backlog)
        self._is_open = True
        self._listen()

    def close(self) -> None:
        """Take nobody any more; connections that are made stay."""
        if self._is_open:
            self._is_open = False
            self._loop.remove_reader(self._listener)
            for connection in list(self._silent):
                self._forget(connection)
                connection.close()
            for task in self._greeting:
                task.cancel()

    async def wait_closed(self) -> None:
        await asyncio.gather(*self._greeting, return_exceptions=True)

    def _listen(self) -> None:
        if self._is_open:
            self._loop.add_reader(self._listener, self._accept)

    def _accept(self) -> None:
        for _ in range(AT_ONCE):
            try:
                connection, _ = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:
                self._loop.remove_reader(self._listener)
                self._loop.call_later(PAUSE_S, self._listen)
                return
            if self._reserve.holds(connection, FOR_US):
                connection.close()
                continue
            connection.setblocking(False)
            patience_s = PATIENCE_S if self._reserve.holds(connection, FOR_HOSTS) else WITHOUT_A_BYTE_S
            self._silent[connection] = self._loop.call_later(patience_s, self._give_up, connection)
            self._loop.add_reader(connection, self._look, connection)

    def _forget(self, connection: socket.socket) -> None:
        self._loop.remove_reader(connection)
        self._silent.pop(connection).cancel()

    def _give_up(self, connection: socket.socket) -> None:
        self._forget(connection)
        connection.close()

    def _look(self, connection: socket.socket) -> None:
        """Without taking it: a handshake is for TLS to read."""
        self._forget(connection)
        try:
            first = connection.recv(1, socket.MSG_PEEK)
            if first == HANDSHAKE:
                task = self._loop.create_task(self._greet(connection))
                self._greeting.add(task)
                task.add_done_callback(self._greeting.discard)
                return
            if first:
                connection.send(redirect(connection.recv(SEEN), self._lead))
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        connection.close()

    async def _greet(self, connection: socket.socket) -> None:
        with suppress(OSError):  # a handshake that fails, or does not end in time, is nobody's to report to
            await self._loop.connect_accepted_socket(
                self._make, connection, ssl=self._context, ssl_handshake_timeout=WITHOUT_A_BYTE_S
            )

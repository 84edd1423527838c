"""The network between phones and a server: it can fall silent, and come back with another address of the phone's."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

from server.bench.process import free_port


class Relay:
    """Forwards bytes from its own port. Phones keep the name they know; to the server they come from ``address``.

    What the server says takes ``delay_s`` seconds to come, and its second half as long again.
    """

    def __init__(self, port: int, delay_s: float = 0) -> None:
        self.port, self.address = free_port(), "127.0.0.1"
        self._delay_s = delay_s
        self._to, self._is_dumb = port, False
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self.seen: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def go_dumb(self) -> None:
        """Wi-Fi that is lost: whatever is sent is swallowed, and no socket is told."""
        self._is_dumb = True

    def move(self, address: str) -> None:
        """Another access point: connections from before are dead and stay so, new ones come from a new address."""
        self.address, self._is_dumb = address, False
        for pair in self._pairs:
            for each in pair:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.close()
        self.move(self.address)

    def _accept(self) -> None:
        while True:
            try:
                phone, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._to), source_address=(self.address, 0))
            except OSError:
                phone.close()
                continue
            self.seen.append(self.address)
            self._pairs.append((phone, server))
            for way in ((phone, server, 0.0), (server, phone, self._delay_s)):
                threading.Thread(target=self._carry, args=way, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, delay_s: float) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                for part in (data[: len(data) // 2], data[len(data) // 2 :]) if delay_s else (data,):
                    time.sleep(delay_s)
                    if not self._is_dumb:
                        target.sendall(part)
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

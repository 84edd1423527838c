"""The server with a fifth of its patience for sockets whose clients do not read: a test of minutes in seconds."""

from __future__ import annotations

from server import cli
from server.live import socket
from server.process import serve

OF_IT = 5

if __name__ == "__main__":
    serve.UNHEARD_MS //= OF_IT
    socket.SEND_S /= OF_IT
    cli.main()

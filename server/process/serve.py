"""One process that serves: its loop, its sockets, its welcome, and an end without loss."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette

from server.config import BadSetting, Settings
from server.files import qr
from server.files.data_folder import check_whole, held
from server.files.keys import check_secrets, is_weak
from server.files.open_files import allow_many_sockets
from server.process.brief_log import keep_log_brief
from server.process.certificate import Certificate
from server.process.https_redirect import FirstByte, Lead
from server.process.push_socket import PushSocket
from server.process.reserve import Reserve
from server.process.slow_clients import Patience
from server.web.endpoint import Services

DRAIN_S = 3
BACKLOG = 4_096  # a hall that scans at once
WS_MAX_SIZE = 4 * 1024
UNHEARD_MS = 20_000  # after which a phone that acknowledges nothing is gone, and its socket free

log = logging.getLogger(__name__)

Build = Callable[[Settings], Starlette]
Ready = Callable[[Settings, Services], None]


class Server(uvicorn.Server):
    """uvicorn, but it says when it is ready and when it ends, and a signal drains and ends with exit code 0.

    With a certificate, SIGHUP reads it again; without one it ends the server, as when the terminal is closed.
    """

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], ending: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready, self._ending = ready, ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if isinstance(self.config.ssl, Certificate) and hasattr(signal, "SIGHUP"):  # Windows has none
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, _renew, self.config.ssl)
        gc.collect()
        gc.freeze()  # what a start leaves behind is never garbage; without it every collection reads it again
        gc.set_threshold(20_000, 20, 20)  # a hall's requests in flight are not garbage either
        if not self.should_exit:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._ending()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def _renew(certificate: Certificate) -> None:
    try:
        certificate.read_again()
    except BadSetting as wrong:
        log.error("The certificate was not renewed, and the old one stays in use. %s", wrong)
    else:
        print("  The certificate was read again. Connections made from now on get it.", flush=True)


def run(settings: Settings, build: Build, ready: Ready) -> None:
    """Serve the application that ``build`` makes, until a signal.

    Raises BadSetting when the port is taken or the data folder cannot be used.
    """
    if settings.host_key and is_weak(settings.host_key):
        raise BadSetting(
            "TOPFIVE_HOST_KEY / --host-key: this key is too easy to guess. Leave it out, and one is made; or use 16 "
            "letters and digits drawn at random."
        )
    cert, key = settings.tls_cert, settings.tls_key
    certificate = Certificate(cert, key) if cert and key else None
    allow_many_sockets()
    os.umask(0o077)  # what is kept is for its owner's eyes
    with ExitStack() as stack:
        try:
            settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
            stack.enter_context(held(settings.data))
            check_secrets(settings.data)
            check_whole(settings.data)
            app = build(settings)
        except OSError as refused:
            raise BadSetting(f"TOPFIVE_DATA / --data: {settings.data} cannot be used ({refused.strerror}).") from None
        except UnicodeDecodeError:
            raise BadSetting(
                f"TOPFIVE_DATA / --data: {settings.data / 'host.key'} is damaged. Put back a copy of it, or delete it "
                "for a new key."
            ) from None
        _serve(app, settings, certificate, ready)


def _serve(app: Starlette, settings: Settings, certificate: Certificate | None, ready: Ready) -> None:
    listener = _listen(settings)
    services = app.state.services
    services.origins.when_moved.append(Moved(services).say)
    server = Server(configuration(app, settings, certificate), lambda: ready(settings, services), services.limits.end)
    keep_log_brief()
    with asyncio.Runner(loop_factory=_loop_factory(services.origins.over_https)) as runner:
        runner.run(services.database.start())  # here, where a damaged file ends the start with one line
        runner.run(server.serve(sockets=[listener]))
    if not server.started:
        sys.exit(3)


def configuration(app: Starlette, settings: Settings, certificate: Certificate | None = None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_protocol(app),
        ws=PushSocket,
        ws_per_message_deflate=False,
        ws_max_size=WS_MAX_SIZE,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=DRAIN_S,
        server_header=False,
        backlog=BACKLOG,
        lifespan="on",
        forwarded_allow_ips=settings.trusted_proxies,
        ssl_context_factory=(lambda *_: certificate) if certificate else None,
    )


def print_welcome(settings: Settings, services: Services) -> None:
    """The host link, the address that phones can reach, and its QR code."""
    public = services.origins.public
    print(f"\nTopfive is running.\n\n  Host:    {public}/host/sign-in?key={services.context.keys.host_key}")
    print(f"  Phones:  {public}\n")
    print(qr.terminal(public.upper()))
    if services.origins.is_readable:
        print("  Not encrypted: others in the same network can read and alter. See docs/operations.md, HTTPS.")
    if not any(address.likely for address in services.origins.reachable):
        print(_NO_NETWORK)
    print("  Stop with Ctrl+C. Nothing is lost: the next start resumes the session.", flush=True)


_NO_NETWORK = (
    "  No network was found on which phones could reach this machine. Join the hall's Wi-Fi, or turn on this machine's "
    "hotspot: the address then follows by itself."
)


class Moved:
    """Says once where phones find the server now; what else the machine got is on the console."""

    def __init__(self, services: Services) -> None:
        self._origins = services.origins
        self._said = self._origins.public

    def say(self) -> None:
        if self._origins.public == self._said:
            return
        self._said = self._origins.public
        print(f"\n  Phones now:  {self._said}\n")
        print(qr.terminal(self._said.upper()) if self._origins.is_reachable else _NO_NETWORK, flush=True)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; every connection inherits it
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD_MS)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as refused:
        listener.close()
        raise BadSetting(
            f"{settings.host} port {settings.port} cannot be used ({refused.strerror}). Choose another with --port."
        ) from None
    return listener


def _protocol(app: Starlette) -> Any:
    """What uvicorn calls for each connection; it takes whatever makes a protocol, though it says a class."""
    try:
        from server.process.page_lane import PageLane
    except ImportError:  # Windows has no httptools; every request goes the ordinary way there
        return "auto"
    return partial(PageLane, app.state.phone_pages, app.state.ballot_lane, Patience(), Reserve.of_this_process())


def _loop_factory(lead: Lead) -> Callable[[], asyncio.AbstractEventLoop] | None:
    """``lead`` says where to send who speaks plain HTTP to a server of HTTPS."""
    try:
        import uvloop
    except ImportError:  # Windows has none
        return None

    class Loop(uvloop.Loop):
        """Looks at the first byte where uvicorn asks for TLS, and waits for a handshake as long as for a request."""

        async def create_server(self, *given: Any, **named: Any) -> Any:
            if not named.get("ssl"):
                return await super().create_server(*given, **named)
            server = FirstByte(named["sock"], given[0], named["ssl"], lead, reserve=Reserve.of_this_process())
            server.start(named["backlog"])
            return server

    return Loop

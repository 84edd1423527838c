"""Which origins are ours, and which of this machine's addresses the QR code carries."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.types import Scope

from server.access.interfaces import Kind, Own, best_first, is_ip, is_loopback, own_addresses
from server.config import Settings
from server.files.chosen_address import ChosenAddress, read_chosen

ANY = ("0.0.0.0", "::", "")  # all of this machine's addresses
_HOST = re.compile(r"(?:([A-Za-z0-9._-]+)|\[([0-9A-Fa-f:.]+)\])(?::([0-9]{0,5}))?")  # RFC 3986, 3.2, without user
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Address:
    """``likely``: a phone on the same network can probably open it. ``own`` is None for the one that was set."""

    url: str
    likely: bool
    own: Own | None = None

    @property
    def kind(self) -> Kind:
        return self.own.kind if self.own else Kind.UNKNOWN


class Origins:
    """``public`` is what QR codes carry; ``ours`` may send writes and open sockets; ``reachable`` is for the host.

    ``hosts`` are the names and addresses by which we are asked. All of them follow the machine's addresses
    (``follow``, by ``address_watch.py``) and what the host chose; ``when_moved`` are told of each change.
    """

    public: str
    ours: frozenset[str]
    hosts: frozenset[str]
    reachable: tuple[Address, ...]

    def __init__(self, settings: Settings, found: Iterable[Own], chosen: ChosenAddress | None = None) -> None:
        self.settings, self._chosen = settings, chosen
        self.when_moved: list[Callable[[], None]] = []
        self._found = best_first(found)
        self._settle()

    @property
    def is_followed(self) -> bool:
        """Whether what we listen on changes with the machine's addresses."""
        return self.settings.host in ANY

    @property
    def mark(self) -> str:
        """What screens and consoles show of it; it changes exactly with that."""
        return "\n".join((self.public, *(f"{each.url} {each.kind}" for each in self.reachable)))

    @property
    def choices(self) -> tuple[Address, ...]:
        """The addresses among which the host may choose the QR code's; none where it was set, or is the only one."""
        offered = tuple(each for each in self.reachable if each.own and not is_loopback(each.own.address))
        return offered if len(offered) > 1 and not self.settings.public_url else ()

    @property
    def is_reachable(self) -> bool:
        """Whether phones can probably open ``public``."""
        return any(each.likely for each in self.reachable if each.url == self.public)

    def link_to(self, path: str) -> str | None:
        """An address to hand on; None where no other device can open it, since it would stay wrong on paper."""
        return None if is_loopback(urlsplit(self.public).hostname or "") else f"{self.public}{path}"

    @property
    def is_secure(self) -> bool:
        """Whether cookies may be kept for HTTPS alone."""
        return self.public.startswith("https:")

    @property
    def is_readable(self) -> bool:
        """Whether others in the network can read and alter what phones send: no HTTPS, and not this machine alone."""
        return not self.is_secure and not is_loopback(urlsplit(self.public).hostname or "")

    @property
    def is_plain_address(self) -> bool:
        """Whether phones get an http address of the local network, which some chat apps' browsers refuse."""
        return not self.is_secure and (is_ip(name := urlsplit(self.public).hostname or "") or "." not in name)

    @property
    def strict_host(self) -> str:
        """The name that browsers may keep to HTTPS, on all of its ports (RFC 6797, 8.3); else "".

        Only one that the operator gave, of a domain: what is called localhost, by an address or by this machine's own
        name may be other servers' too.
        """
        url = urlsplit(self.settings.public_url or "")
        name = url.hostname or ""
        is_of_a_domain = "." in name and not name.endswith(".local") and not is_ip(name)
        return name if url.scheme == "https" and is_of_a_domain else ""

    def is_ours(self, origin: str, reached: str = "") -> bool:
        """``reached`` is where the socket that asks was accepted, which may be newer than what we know."""
        return origin in self.ours or (reached != "" and origin == _default_port(_url(reached, self.settings)))

    def is_our_host(self, host: str, reached: str = "") -> bool:
        """Whether a request's Host is us, on whatever port: a page of another name that leads here is not ours.

        The very address that the socket was reached by is no name, so that nobody can make it lead elsewhere.
        """
        name = host_name(host)
        return name in self.hosts or (name != "" and name == reached)

    def over_https(self, host: str) -> str:
        """Where to send who asked for this Host without HTTPS: the same address if it is ours, else the public one."""
        origin = f"https://{host.lower()}"
        return origin if self.is_ours(origin) else self.public

    def follow(self, found: Iterable[Own]) -> None:
        """The machine has these addresses now."""
        now = best_first(found)
        if now != self._found:
            self._found = now
            self._move()

    def choose(self, address: str) -> ChosenAddress | None:
        """The QR code carries this one from now on; None, and nothing changes, where it is none of the choices."""
        for each in self.choices:
            if each.own and each.own.address == address:
                self._chosen = ChosenAddress(address, each.own.interface)
                self._move()
                return self._chosen
        return None

    def _move(self) -> None:
        before = self.mark
        self._settle()
        if self.mark != before:
            for told in self.when_moved:
                told()

    def _settle(self) -> None:
        settings, host = self.settings, self.settings.host
        own = self._found if host in ANY else (Own(host),)
        own = tuple(each for each in own if host != "0.0.0.0" or ":" not in each.address)
        reachable = tuple(Address(_url(each.address, settings), each.is_likely, each) for each in own)
        names = {_url(each, settings) for each in (*(each.address for each in own), *_names(), *_LOOPBACK)}
        self.public = settings.public_url or next(self._preferred(reachable), _url("127.0.0.1", settings))
        if settings.public_url:
            first = Address(self.public, not is_loopback(urlsplit(self.public).hostname or ""))
            reachable = (first, *(each for each in reachable if each.url != self.public))
        self.reachable = tuple(each for each in reachable if not _has_no_url(each))
        self.ours = frozenset(names | {self.public, _default_port(self.public)})
        self.hosts = frozenset({host_name(origin.partition("://")[2]) for origin in self.ours} - {""})

    def _preferred(self, reachable: tuple[Address, ...]) -> Iterator[str]:
        """The chosen one; where it is gone another of its interface, as a router gives it; else the best guess."""
        chosen = self._chosen
        if chosen:
            yield from (each.url for each in reachable if each.own and each.own.address == chosen.address)
            yield from (each.url for each in reachable if each.likely and _is_on(each, chosen.interface))
        yield from (each.url for each in reachable if not _has_no_url(each))


_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def reached_by(scope: Scope) -> str:
    """The address of ours at which this request's socket was accepted; "" where it is none, as on a socket file."""
    address = str((scope.get("server") or ("",))[0]).partition("%")[0]
    if not is_ip(address):
        return ""
    ip = ipaddress.ip_address(address)
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return str(mapped or ip)


@lru_cache(maxsize=256)
def host_name(host: str) -> str:
    """A Host header without its port, in lower case; an IPv6 address without brackets; "" for what is no host.

    Strict, since others read what is doubtful otherwise: a user before @, a path, a port that no socket has.
    """
    found = _HOST.fullmatch(host)
    if not found or int(found[3] or 0) > _LAST_PORT:
        return ""
    return (found[1] or found[2]).lower().removesuffix(".")


def read_origins(settings: Settings) -> Origins:
    """As the machine is now, with what the host chose before."""
    is_any = settings.host in ANY
    return Origins(settings, own_addresses() if is_any else (), read_chosen(settings.data) if is_any else None)


def _is_on(address: Address, interface: str) -> bool:
    return address.own is not None and interface != "" and address.own.interface == interface


def _has_no_url(address: Address) -> bool:
    """An IPv6 address of one link means nothing without its zone, which no browser takes; it is ours all the same."""
    return address.own is not None and address.own.address.startswith("fe80:") and address.own.interface != ""


def _names() -> set[str]:
    """What this machine calls itself, and what its neighbours call it (RFC 6762)."""
    name = socket.gethostname().lower()
    return {name, name.partition(".")[0], f"{name.partition('.')[0]}.local"} - {""}


def _url(address: str, settings: Settings) -> str:
    host = f"[{address}]" if ":" in address else address
    scheme, default = ("https", 443) if settings.has_tls else ("http", 80)
    return f"{scheme}://{host}" if settings.port == default else f"{scheme}://{host}:{settings.port}"


def _default_port(url: str) -> str:
    """Browsers leave the scheme's own port out of an Origin."""
    return url.removesuffix(":443") if url.startswith("https") else url.removesuffix(":80")

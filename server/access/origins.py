"""Which origins are ours, and which of this machine's addresses phones can reach."""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from server.config import Settings

ANY = ("0.0.0.0", "::", "")  # all of this machine's addresses
READ_AGAIN_S = 1.0
_HOST = re.compile(r"(?:([A-Za-z0-9._-]+)|\[([0-9A-Fa-f:.]+)\])(?::([0-9]{0,5}))?")  # RFC 3986, 3.2, without user
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Address:
    """``likely``: a phone on the same network can probably open it."""

    url: str
    likely: bool


@dataclass(slots=True)
class Origins:
    """``public`` is what QR codes carry; ``ours`` may send writes and open sockets; ``reachable`` is for the host.

    ``hosts`` are the names and addresses by which we are asked. For what is in neither the machine is asked again, at
    most once a second: it may have got an address since.
    """

    settings: Settings
    public: str
    ours: frozenset[str]
    hosts: frozenset[str]
    reachable: tuple[Address, ...]
    by_name: frozenset[str]
    read_at: float = 0.0

    @property
    def is_secure(self) -> bool:
        """Whether cookies may be kept for HTTPS alone."""
        return self.public.startswith("https:")

    @property
    def is_readable(self) -> bool:
        """Whether others in the network can read and alter what phones send: no HTTPS, and not this machine alone."""
        return not self.is_secure and not _is_loopback(urlsplit(self.public).hostname or "")

    @property
    def strict_host(self) -> str:
        """The name that browsers may keep to HTTPS, on all of its ports (RFC 6797, 8.3); else "".

        Only one that the operator gave, of a domain: what is called localhost, by an address or by this machine's own
        name may be other servers' too.
        """
        url = urlsplit(self.settings.public_url or "")
        name = url.hostname or ""
        is_of_a_domain = "." in name and not name.endswith(".local") and not _is_ip(name)
        return name if url.scheme == "https" and is_of_a_domain else ""

    def is_ours(self, origin: str) -> bool:
        return origin in self.ours or (self._read_again() and origin in self.ours)

    def is_our_host(self, host: str) -> bool:
        """Whether a request's Host is us, on whatever port: a page of another name that leads here is not ours."""
        name = host_name(host)
        return name in self.hosts or (self._read_again() and name in self.hosts)

    def over_https(self, host: str) -> str:
        """Where to send who asked for this Host without HTTPS: the same address if it is ours, else the public one."""
        origin = f"https://{host.lower()}"
        return origin if self.is_ours(origin) else self.public

    def _read_again(self) -> bool:
        """Without looking up this machine's name again: that can take seconds, and here everybody waits."""
        now = time.monotonic()
        if now - self.read_at < READ_AGAIN_S or self.settings.host not in ANY:
            return False
        fresh = _origins_at(self.settings, self.by_name)
        self.ours, self.hosts, self.reachable, self.read_at = fresh.ours, fresh.hosts, fresh.reachable, now
        return True


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
    return _origins_at(settings, _addresses_by_name() if settings.host in ANY else frozenset())


def _origins_at(settings: Settings, by_name: frozenset[str]) -> Origins:
    addresses = _listening(settings.host, by_name)
    found = tuple(
        Address(_url(address, settings), _is_likely(address)) for address in sorted(addresses, key=_last_resort)
    )
    own = {_url(address, settings) for address in (*addresses, *_names(), "127.0.0.1", "::1", "localhost")}
    public = settings.public_url or (found[0].url if found else _url("127.0.0.1", settings))
    if settings.public_url:
        first = Address(public, not _is_loopback(urlsplit(public).hostname or ""))
        found = (first, *(each for each in found if each.url != public))
    ours = frozenset(own | {public, _default_port(public)})
    names = {host_name(origin.partition("://")[2]) for origin in ours}
    return Origins(
        settings=settings,
        public=public,
        ours=ours,
        hosts=frozenset(names - {""}),
        reachable=found,
        by_name=by_name,
        read_at=time.monotonic(),
    )


def _names() -> set[str]:
    """What this machine calls itself, and what its neighbours call it (RFC 6762)."""
    name = socket.gethostname().lower()
    return {name, name.partition(".")[0], f"{name.partition('.')[0]}.local"} - {""}


def _listening(host: str, by_name: frozenset[str]) -> tuple[str, ...]:
    if host not in ANY:
        return (host,)
    found = {_outward(socket.AF_INET, "192.0.2.1"), _outward(socket.AF_INET6, "2001:db8::1")} | by_name
    named = {address.partition("%")[0] for address in found if address}
    return tuple(address for address in named if host != "0.0.0.0" or ":" not in address)


def _addresses_by_name() -> frozenset[str]:
    """Where this machine's own name leads."""
    with suppress(OSError):
        return frozenset(str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None))
    return frozenset()


def _outward(family: socket.AddressFamily, somewhere: str) -> str:
    """The address packets would leave from; connecting a datagram socket sends nothing."""
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((somewhere, 9))
            return str(probe.getsockname()[0])
        except OSError:
            return ""


def _url(address: str, settings: Settings) -> str:
    host = f"[{address}]" if ":" in address else address
    scheme, default = ("https", 443) if settings.has_tls else ("http", 80)
    return f"{scheme}://{host}" if settings.port == default else f"{scheme}://{host}:{settings.port}"


def _default_port(url: str) -> str:
    """Browsers leave the scheme's own port out of an Origin."""
    return url.removesuffix(":443") if url.startswith("https") else url.removesuffix(":80")


def _is_loopback(host: str) -> bool:
    return ipaddress.ip_address(host).is_loopback if _is_ip(host) else host == "localhost"


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_likely(address: str) -> bool:
    """A private IPv4 address of a network; loopback, link-local and the ranges of containers are not."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return not _is_loopback(address)
    container = ip.version == 4 and ip in ipaddress.ip_network("172.17.0.0/16")
    return not (ip.is_loopback or ip.is_link_local or ip.is_unspecified or container)


def _last_resort(address: str) -> tuple[bool, bool, str]:
    return not _is_likely(address), ":" in address, address

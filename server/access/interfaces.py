"""This machine's addresses, on which interface each is, and which of them phones can most likely open."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import psutil


class Kind(StrEnum):
    """What an interface is, where its name tells; names differ by system and language."""

    WIFI = "wifi"
    CABLE = "cable"
    HOTSPOT = "hotspot"  # this machine's own network, which phones join
    VPN = "vpn"
    INSIDE = "inside"  # containers and virtual machines
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Own:
    """One address. ``leads_out``: packets to the internet leave from it."""

    address: str
    interface: str = ""
    leads_out: bool = False

    @property
    def kind(self) -> Kind:
        found = next((kind for kind, name in _NAMES if name.match(self.interface)), Kind.UNKNOWN)
        is_real = found not in (Kind.INSIDE, Kind.VPN)
        return Kind.HOTSPOT if is_real and _HOTSPOTS.fullmatch(self.address) else found

    @property
    def is_likely(self) -> bool:
        """Whether a phone on the same network can probably open it.

        Loopback, link-local and the ranges of containers are not; of a virtual interface it is likely where the way
        to the internet goes over it, as over a bridge.
        """
        try:
            ip = ipaddress.ip_address(self.address)
        except ValueError:
            return not is_loopback(self.address)
        if ip.is_loopback or ip.is_link_local or ip.is_unspecified or (ip.version == 4 and ip in _CONTAINERS):
            return False
        return self.kind is not Kind.VPN and (self.kind is not Kind.INSIDE or self.leads_out)


_HOTSPOTS = re.compile(r"192\.168\.137\.1|10\.42\.\d+\.1")  # of Windows, and of Linux with NetworkManager
_CONTAINERS = ipaddress.ip_network("172.17.0.0/16")
# In this order: what Windows calls "Local Area Connection* 2" is its hotspot, without the star it is a cable.
_NAMES = tuple(
    (kind, re.compile(names, re.IGNORECASE))
    for kind, names in (
        (Kind.HOTSPOT, r"(ap|uap)\d|bridge1\d\d|(Local Area Connection|本地连接|ローカル エリア接続)\*"),
        (Kind.INSIDE, r"docker|podman|br-|veth|cni|lxc|lxd|virbr|vmnet|vmenet|vboxnet|VMware|VirtualBox|vEthernet"),
        (Kind.VPN, r"(tun|tap|wg|utun|ppp|ipsec|zt|tailscale|nordlynx|proton)|.*\b(VPN|TAP|WireGuard|Tailscale)\b"),
        (Kind.WIFI, r"wl|wifi|wi-fi|wlan|无线|ワイヤレス"),
        (Kind.CABLE, r"eth|en(o|p|s|x)|以太网|イーサネット|Local Area Connection|本地连接|ローカル エリア接続"),
    )
)


def own_addresses() -> tuple[Own, ...]:
    """All that this machine has on interfaces that are up, without a zone; none where the system does not say."""
    try:
        states, found = psutil.net_if_stats(), psutil.net_if_addrs()
    except (OSError, psutil.Error):  # some phones' systems forbid it
        return tuple(Own(each, leads_out=True) for each in ways_out() if each)
    out, up = ways_out(), [name for name in found if name not in states or states[name].isup]
    return tuple(
        Own(address, interface, address in out)
        for interface in up
        for each in found[interface]
        if each.family in (socket.AF_INET, socket.AF_INET6)
        for address in [each.address.partition("%")[0]]
    )


def ways_out() -> set[str]:
    """The addresses that packets to the internet would leave from, "" for none."""
    return {_outward(socket.AF_INET, "192.0.2.1"), _outward(socket.AF_INET6, "2001:db8::1")}


def best_first(found: Iterable[Own]) -> tuple[Own, ...]:
    """Each address once: what phones can likely open before what they cannot, then the way to the internet."""
    by_address: dict[str, Own] = {}
    for each in sorted(found, key=_last_resort):
        by_address.setdefault(each.address, each)
    return tuple(by_address.values())


def _last_resort(own: Own) -> tuple[bool, bool, bool, bool, bool, bool, str]:
    ip = ipaddress.ip_address(own.address) if is_ip(own.address) else None
    return (
        is_loopback(own.address),
        ip is not None and ip.is_link_local,
        not own.is_likely,
        ip is not None and ip.version == 6,
        not own.leads_out,
        ip is not None and not ip.is_private,
        own.address,
    )


def is_loopback(host: str) -> bool:
    return ipaddress.ip_address(host).is_loopback if is_ip(host) else host == "localhost"


def is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _outward(family: socket.AddressFamily, somewhere: str) -> str:
    """The address packets would leave from; connecting a datagram socket sends nothing."""
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((somewhere, 9))
            return str(probe.getsockname()[0])
        except OSError:
            return ""

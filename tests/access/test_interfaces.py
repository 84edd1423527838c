"""Which of many addresses phones can most likely open, and what their interfaces are."""

from __future__ import annotations

import socket
from types import SimpleNamespace

import psutil
import pytest

from server.access import interfaces
from server.access.interfaces import Kind, Own, best_first, own_addresses


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("wlan0", Kind.WIFI),
        ("wlp2s0", Kind.WIFI),
        ("Wi-Fi", Kind.WIFI),
        ("Wi-Fi 2", Kind.WIFI),
        ("WLAN", Kind.WIFI),
        ("eth0", Kind.CABLE),
        ("enp3s0", Kind.CABLE),
        ("Ethernet 2", Kind.CABLE),
        ("以太网", Kind.CABLE),
        ("本地连接", Kind.CABLE),
        ("本地连接* 2", Kind.HOTSPOT),
        ("Local Area Connection* 10", Kind.HOTSPOT),
        ("bridge100", Kind.HOTSPOT),
        ("ap0", Kind.HOTSPOT),
        ("docker0", Kind.INSIDE),
        ("br-1f0c", Kind.INSIDE),
        ("veth12ab", Kind.INSIDE),
        ("vEthernet (WSL)", Kind.INSIDE),
        ("VMware Network Adapter VMnet8", Kind.INSIDE),
        ("tun0", Kind.VPN),
        ("utun3", Kind.VPN),
        ("wg0", Kind.VPN),
        ("OpenVPN TAP-Windows6", Kind.VPN),
        ("Office VPN", Kind.VPN),
        ("en0", Kind.UNKNOWN),  # of a Mac: Wi-Fi or a cable
        ("hot0", Kind.UNKNOWN),
    ],
)
def test_an_interface_is_what_its_name_says(name: str, kind: Kind) -> None:
    assert Own("192.168.1.20", name).kind is kind


@pytest.mark.parametrize(
    ("address", "name", "kind"),
    [
        ("192.168.137.1", "hot0", Kind.HOTSPOT),
        ("10.42.0.1", "wlan0", Kind.HOTSPOT),
        ("10.42.0.17", "wlan0", Kind.WIFI),  # a guest of such a hotspot
        ("10.42.0.1", "cni0", Kind.INSIDE),
    ],
)
def test_a_hotspot_is_known_by_its_address_too(address: str, name: str, kind: Kind) -> None:
    assert Own(address, name).kind is kind


WIFI, OUT = Own("192.168.1.20", "wlan0"), Own("192.168.1.20", "wlan0", leads_out=True)
CABLE, HOTSPOT = Own("10.0.0.7", "eth0", leads_out=True), Own("192.168.137.1", "本地连接* 2")
DOCKER, TUNNEL = Own("172.18.0.1", "br-1f0c"), Own("10.8.0.6", "tun0", leads_out=True)
LINK, LOOP, SIX = Own("169.254.7.7", "eth1"), Own("127.0.0.1", "lo"), Own("fd00::2", "wlan0", leads_out=True)


@pytest.mark.parametrize(
    ("found", "best"),
    [
        ([LOOP, DOCKER, HOTSPOT], HOTSPOT),  # a laptop as its own hotspot: nothing leads out
        ([LOOP, HOTSPOT, CABLE], CABLE),
        ([TUNNEL, WIFI], WIFI),  # a VPN that takes all that goes out
        ([DOCKER, WIFI], WIFI),
        ([LINK, LOOP, DOCKER], DOCKER),
        ([LOOP, LINK], LINK),
        ([SIX, LOOP], SIX),
        ([SIX, OUT], OUT),
        ([Own("192.168.50.1", "br-lan", leads_out=True), DOCKER], Own("192.168.50.1", "br-lan", leads_out=True)),
        ([Own("203.0.113.9", "eth0"), WIFI], WIFI),
    ],
)
def test_the_best_guess_comes_first_in_whatever_order_they_are_found(found: list[Own], best: Own) -> None:
    assert best_first(found)[0] == best
    assert best_first(reversed(found))[0] == best
    assert set(best_first(found)) == set(found)


def test_all_are_listed_in_their_order() -> None:
    found = [LOOP, LINK, TUNNEL, SIX, DOCKER, HOTSPOT, CABLE]
    assert best_first(found) == (CABLE, HOTSPOT, SIX, TUNNEL, DOCKER, LINK, LOOP)


def given(monkeypatch: pytest.MonkeyPatch, up: dict[str, bool], addresses: dict[str, list[str]]) -> None:
    def entry(address: str) -> SimpleNamespace:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return SimpleNamespace(family=family, address=address)

    listed = {
        name: [*map(entry, each), SimpleNamespace(family=-1, address="00:00")] for name, each in addresses.items()
    }
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: listed)
    monkeypatch.setattr(
        psutil, "net_if_stats", lambda: {name: SimpleNamespace(isup=is_up) for name, is_up in up.items()}
    )
    monkeypatch.setattr(interfaces, "ways_out", lambda: {"192.168.1.20", ""})


def test_only_what_is_up_counts_and_no_hardware_address(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = {"wlan0": ["192.168.1.20", "fe80::1%wlan0"], "eth0": ["10.0.0.7"], "new0": ["10.9.9.9"]}
    given(monkeypatch, {"wlan0": True, "eth0": False}, addresses)

    assert own_addresses() == (
        Own("192.168.1.20", "wlan0", leads_out=True),
        Own("fe80::1", "wlan0"),
        Own("10.9.9.9", "new0"),  # of which nothing more is known
    )


def test_where_the_system_does_not_say_the_way_out_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {}, {})

    def forbidden() -> None:
        raise PermissionError

    monkeypatch.setattr(psutil, "net_if_addrs", forbidden)
    assert own_addresses() == (Own("192.168.1.20", leads_out=True),)


def test_this_machine_has_its_loopback() -> None:
    assert "127.0.0.1" in {each.address for each in own_addresses()}

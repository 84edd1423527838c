"""The QR code's address follows the machine and the host's choice, and everybody who shows it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest

from server.access import address_watch
from server.access.address_watch import AddressWatch
from server.access.interfaces import Own
from server.access.origins import Origins, read_origins
from server.config import Settings
from server.files.chosen_address import ChosenAddress, keep_chosen, read_chosen

CABLE, HOTSPOT = Own("10.0.0.7", "eth0", leads_out=True), Own("192.168.137.1", "hot0")
WIFI, LOOP = Own("192.168.1.20", "wlan0"), Own("127.0.0.1", "lo")


def origins(folder: Path, found: Iterable[Own], chosen: ChosenAddress | None = None, **more: str) -> Origins:
    fields: dict[str, object] = {"host": "0.0.0.0", "port": 8000, "data": folder, **more}
    return Origins(Settings(**fields), found, chosen)  # type: ignore[arg-type]


def test_what_is_ours_follows_and_is_told_once(tmp_path: Path) -> None:
    found, told = origins(tmp_path, [LOOP]), []
    found.when_moved.append(lambda: told.append(found.public))
    assert (found.public, found.is_reachable) == ("http://127.0.0.1:8000", False)
    assert found.link_to("/r/x") is None

    for _ in range(2):
        found.follow([LOOP, HOTSPOT])
    assert told == ["http://192.168.137.1:8000"]
    assert found.is_our_host("192.168.137.1")
    assert found.is_ours("http://192.168.137.1:8000")
    assert found.is_reachable
    assert found.link_to("/r/x") == "http://192.168.137.1:8000/r/x"

    found.follow([LOOP])
    assert told == ["http://192.168.137.1:8000", "http://127.0.0.1:8000"]
    assert not found.is_our_host("192.168.137.1")


def test_a_choice_holds_falls_back_and_returns(tmp_path: Path) -> None:
    found = origins(tmp_path, [LOOP, CABLE, HOTSPOT])
    assert [each.url for each in found.choices] == ["http://10.0.0.7:8000", "http://192.168.137.1:8000"]
    assert found.public == "http://10.0.0.7:8000"

    assert found.choose("192.168.137.1") == ChosenAddress("192.168.137.1", "hot0")
    assert found.public == "http://192.168.137.1:8000"
    found.follow([LOOP, CABLE])
    assert found.public == "http://10.0.0.7:8000"
    found.follow([LOOP, CABLE, WIFI])
    assert found.public == "http://10.0.0.7:8000"
    found.follow([LOOP, CABLE, WIFI, HOTSPOT])
    assert found.public == "http://192.168.137.1:8000"


def test_where_the_router_gives_another_address_the_chosen_network_stays(tmp_path: Path) -> None:
    found = origins(tmp_path, [CABLE, WIFI])
    found.choose("192.168.1.20")
    found.follow([CABLE, Own("192.168.1.33", "wlan0")])
    assert found.public == "http://192.168.1.33:8000"


@pytest.mark.parametrize("address", ["127.0.0.1", "10.9.9.9", "", "evil.example"])
def test_nothing_else_can_be_chosen(tmp_path: Path, address: str) -> None:
    found = origins(tmp_path, [LOOP, CABLE, HOTSPOT])
    assert found.choose(address) is None
    assert found.public == "http://10.0.0.7:8000"


def test_where_the_address_was_set_or_is_the_only_one_nothing_is_offered(tmp_path: Path) -> None:
    assert origins(tmp_path, [LOOP, CABLE]).choices == ()
    public = origins(tmp_path, [CABLE, HOTSPOT], public_url="https://vote.example.org")
    assert public.choices == ()
    assert public.choose("192.168.137.1") is None
    assert public.is_our_host("192.168.137.1")
    public.follow([WIFI])
    assert (public.public, public.is_our_host("192.168.1.20")) == ("https://vote.example.org", True)


def test_the_choice_is_kept_with_the_data_and_a_damaged_one_is_none(tmp_path: Path) -> None:
    kept = ChosenAddress("127.0.0.1", "lo")
    keep_chosen(tmp_path, kept)
    assert read_chosen(tmp_path) == kept
    found = read_origins(Settings(host="0.0.0.0", port=8000, data=tmp_path))
    assert found.public == "http://127.0.0.1:8000"  # the only address of which every machine is sure
    (tmp_path / "address.json").write_bytes(b'{"address": "10.')
    assert read_chosen(tmp_path) is None


def test_an_address_of_one_link_is_ours_and_goes_into_no_code(tmp_path: Path) -> None:
    found = origins(tmp_path, [Own("fe80::1", "eth0"), LOOP], host="::")
    assert found.public == "http://127.0.0.1:8000"
    assert found.is_our_host("[fe80::1]:8000")
    assert all("fe80" not in each.url for each in found.reachable)


def test_the_watch_tells_within_two_seconds_and_survives_a_failing_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert address_watch.EVERY_S <= 1.5  # a look and the telling fit into what is left of two seconds
    monkeypatch.setattr(address_watch, "EVERY_S", 0.01)
    looks = [(LOOP,), OSError("unplugged"), (LOOP, WIFI)]

    def look() -> tuple[Own, ...]:
        said = looks.pop(0) if len(looks) > 1 else looks[0]
        if isinstance(said, OSError):
            raise said
        return said

    async def run() -> str:
        found, moved = origins(tmp_path, [LOOP]), asyncio.Event()
        found.when_moved.append(moved.set)
        watch = AddressWatch(found, look)
        running = asyncio.create_task(watch.run())
        async with asyncio.timeout(5):
            await moved.wait()
            watch.stop()
            await running
        return found.public

    assert asyncio.run(run()) == "http://192.168.1.20:8000"


def test_a_server_on_one_address_watches_nothing(tmp_path: Path) -> None:
    found = origins(tmp_path, [], host="192.168.1.20")
    asyncio.run(asyncio.wait_for(AddressWatch(found, lambda: pytest.fail("looked")).run(), 5))
    assert found.public == "http://192.168.1.20:8000"

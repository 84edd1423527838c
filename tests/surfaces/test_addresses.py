"""Console and screen show the addresses this machine has, the host picks one, and nobody needs a restart."""

from __future__ import annotations

import html as escaped
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.access.interfaces import Own
from server.app import build
from server.config import Settings
from server.files.chosen_address import ChosenAddress, read_chosen
from tests.builders import HOST_KEY, ORIGIN, Clock, Json, Room
from tests.live.listening import connected
from tests.tab import Page, Tab

LOOP, CABLE = Own("127.0.0.1", "lo"), Own("10.0.0.7", "eth0", leads_out=True)
HOTSPOT = Own("192.168.137.1", "hot0")
BEARER = {"Authorization": f"Bearer {HOST_KEY}", "Origin": ORIGIN}


@pytest.fixture
def open_to_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """A server on all addresses of a machine that has a cable and a hotspot."""
    from server.access import address_watch, origins

    monkeypatch.setattr(origins, "own_addresses", lambda: (LOOP, CABLE, HOTSPOT))
    monkeypatch.setattr(address_watch, "EVERY_S", 3_600)
    clock = Clock()
    kept = Settings(host="0.0.0.0", port=8000, data=tmp_path, host_key=HOST_KEY)
    with TestClient(build(kept, clock), base_url=ORIGIN, follow_redirects=False) as client:
        yield Room(client, clock, tmp_path)


def console(room: Room, session: Json) -> Page:
    return Page(Tab(room).sign_in().get(f"/host/{session['id']}").text)


def offered(page: Page) -> list[tuple[str, str, str]]:
    """The pressed state, the address and the kind of each button."""
    found = re.findall(
        r'<button[^>]*id="address-\d"[^>]*aria-pressed="(\w+)">.*?<span>(.*?)</span>(?:<small>(.*?)</small>)?',
        page.html,
    )
    return [(pressed, address, escaped.unescape(kind)) for pressed, address, kind in found]


def test_the_host_picks_the_qr_codes_address_with_one_press_and_it_is_kept(open_to_all: Room) -> None:
    room = open_to_all
    session, host = room.session(locale="en"), Tab(room).sign_in()
    assert session["join_url"].startswith("http://10.0.0.7:8000/")
    assert offered(console(room, session)) == [
        ("true", "10.0.0.7:8000", "cable"),
        ("false", "192.168.137.1:8000", "this computer's hotspot"),
    ]

    with connected(room, session, "host", BEARER) as at_console, connected(room, session, "screen", BEARER) as screen:
        before = [ear.until("state")["view"] for ear in (at_console, screen)]
        answer = host.post(f"/host/{session['id']}/act", {"act": "address", "kind": "192.168.137.1"})
        told = [ear.until("state")["view"] for ear in (at_console, screen)]

    assert answer.status == 303
    assert all(one != other for one, other in zip(before, told, strict=True))
    assert f'data-view="{told[0]}"' in console(room, session).html
    shown = room.call("GET", f"/screen/{session['id']}", by=HOST_KEY).text
    assert f'data-view="{told[1]}"' in shown
    assert "192.168.137.1:8000" in shown
    assert [pressed for pressed, *_ in offered(console(room, session))] == ["false", "true"]
    assert room.host("GET", f"/api/sessions/{session['id']}").json["join_url"].startswith("http://192.168.137.1:8000/")
    assert read_chosen(room.folder) == ChosenAddress("192.168.137.1", "hot0")


def test_what_comes_and_goes_moves_consoles_and_of_screens_only_the_qr_codes(open_to_all: Room) -> None:
    room = open_to_all
    session = room.session()
    with connected(room, session, "host", BEARER) as at_console, connected(room, session, "screen", BEARER) as screen:
        console_view, screen_view = (ear.until("state")["view"] for ear in (at_console, screen))
        room.client.portal.call(room.origins.follow, (LOOP, CABLE))  # type: ignore[union-attr]
        assert at_console.until("state")["view"] != console_view
        assert screen.until("state")["view"] == screen_view  # which shows the cable's
        room.client.portal.call(room.origins.follow, (LOOP, HOTSPOT))  # type: ignore[union-attr]
        assert screen.until("state")["view"] != screen_view
    assert offered(console(room, session)) == []  # nothing to choose


def test_phones_are_where_they_are_and_do_not_load_anew(open_to_all: Room) -> None:
    room = open_to_all
    session = room.session()
    voter = {"Authorization": f"Bearer {room.join(session)}", "Origin": ORIGIN}
    with connected(room, session, "phone", voter) as phone:
        view = phone.until("state")["view"]
        room.client.portal.call(room.origins.follow, (LOOP, HOTSPOT))  # type: ignore[union-attr]
        assert phone.until("state")["view"] == view


def test_an_address_that_the_machine_has_not_changes_nothing(open_to_all: Room) -> None:
    room = open_to_all
    session, host = room.session(), Tab(room).sign_in()
    host.post(f"/host/{session['id']}/act", {"act": "address", "kind": "evil.example"})
    assert room.origins.public == "http://10.0.0.7:8000"
    assert read_chosen(room.folder) is None


def test_where_only_this_computer_can_be_reached_console_and_tickets_say_so(room: Room) -> None:
    session = room.session(locale="en", admission="ticket")
    assert "Phones will probably not reach this computer." in console(room, session).text
    assert "TOPFIVE_PUBLIC_URL" not in console(room, session).text
    sheets = Page(Tab(room).sign_in().get(f"/print/{session['id']}/tickets").text)
    assert "Do not print yet" in sheets.text
    assert sheets.html.index("Do not print yet") < sheets.html.index("Make and show the sheets")


def test_where_phones_can_come_nothing_warns(room: Room, reachable: str) -> None:
    session = room.session(locale="en", admission="ticket")
    assert "Phones will probably not reach" not in console(room, session).text
    assert "Do not print yet" not in Tab(room).sign_in().get(f"/print/{session['id']}/tickets").text

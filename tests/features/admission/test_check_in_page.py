"""Sheets of tickets to print, and the door where they are handed out."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.features.admission.tickets import enter, secret, state, tickets
from tests.features.hosts.roles import helper
from tests.files.test_qr import seen
from tests.tab import Page, Tab
from votes.ticket import read_code

GROUPS = [{"name": "East", "seats": 12}, {"name": "West", "seats": 3}]


@pytest.fixture
def session(room: Room) -> Json:
    return room.session(options=3, admission="ticket", groups=[])


@pytest.fixture
def host(room: Room) -> Tab:
    return Tab(room).sign_in()


@pytest.fixture
def grouped(room: Room) -> Json:
    body = {
        "title": "Retreat",
        "admission": "ticket",
        "locale": "en",
        "groups": GROUPS,
        "polls": [{"title": "List", "options": [{"title": "A"}]}],
    }
    answer = room.host("POST", "/api/sessions", json=body)
    return answer.json


def sheet(host: Tab, session: Json, **fields: str) -> Page:
    form = Page(host.get(f"/print/{session['id']}/tickets").text)
    answer = host.post(f"/print/{session['id']}/tickets", {"batch": form.value("batch"), **fields})
    assert answer.status == 200, Page(answer.text).text
    return Page(answer.text)


def codes(page: Page) -> list[str]:
    return re.findall(r"<b>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</b>", page.html)


def test_the_form_offers_a_ticket_per_seat_that_has_none(room: Room, host: Tab, grouped: Json) -> None:
    path = f"/print/{grouped['id']}/tickets"
    form = Page(host.get(path).text)
    assert [form.value("count-0"), form.value("count-1")] == ["12", "3"]
    tickets(room, grouped, 5)

    form = Page(host.get(path).text)
    assert [form.value("count-0"), form.value("count-1")] == ["7", "3"]


def test_sheets_hold_ten_of_one_group_and_what_is_on_them_works(room: Room, host: Tab, grouped: Json) -> None:
    page = sheet(host, grouped, **{"count-0": "12", "count-1": "3"})

    assert page.html.count('class="sheet tickets"') == 3
    for said in ("Tickets 1 to 10 of 12", "Tickets 11 to 12 of 12", "Tickets 1 to 3 of 3", "No. 2-03"):
        assert said in page.text
    found = codes(page)
    assert len(set(found)) == 15
    for code in (found[0], found[14]):
        assert read_code(code)
        assert enter(room, grouped, code).status == 201
    drawn = re.findall(r'<svg class="qr".*?</svg>', page.html)
    link = seen(drawn[1])
    assert link == link.upper()
    assert host.get(link.partition("8000")[2]).status == 200
    assert enter(room, grouped, link.rpartition("/")[2]).status == 201


def test_a_reload_of_the_sheets_makes_no_more(room: Room, host: Tab, grouped: Json) -> None:
    fields = {"batch": "page", "count-0": "2"}
    path = f"/print/{grouped['id']}/tickets"
    assert host.post(path, fields).status == 200
    again = host.post(path, fields)

    assert again.status == 409
    assert "These tickets were made before" in again.text
    assert len(room.host("GET", f"/api/sessions/{grouped['id']}/tickets").json["tickets"]) == 2


def test_names_are_printed_and_found_at_the_door_and_nowhere_else(room: Room, host: Tab, grouped: Json) -> None:
    names = "Speaker A, East\nSpeaker B，2\nSpeaker C"
    page = sheet(host, grouped, names=names)
    assert all(name in page.text for name in ("Speaker A", "Speaker B", "Speaker C"))
    listed = room.host("GET", f"/api/sessions/{grouped['id']}/tickets").json["tickets"]
    assert {(each["name"], each["serial"]) for each in listed} == {
        ("Speaker C", "01"),
        ("Speaker A", "1-01"),
        ("Speaker B", "2-01"),
    }
    door = Page(host.get(f"/desk/{grouped['id']}?q=speaker+b").text)
    assert "2-01" in door.text
    assert "Speaker A" not in door.text
    voter = enter(room, grouped, codes(page)[-1]).json["voter"]
    for answer in (
        room.host("GET", f"/api/sessions/{grouped['id']}/export.json"),
        room.host("GET", f"/host/{grouped['id']}"),
        room.host("GET", f"/host/{grouped['id']}/results"),
        room.call("GET", f"/api/sessions/{grouped['id']}", by=voter),
        room.call("GET", f"/s/{grouped['id']}", by=voter),
    ):
        assert "Speaker" not in answer.text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"count-0": "-1"},
        {"count-0": "many"},
        {"names": "Somebody, Nowhere"},
        {"count-0": "2001"},
        {"count-0": "1" + 12 * "0"},
    ],
)
def test_what_cannot_be_printed_says_so_and_makes_nothing(
    room: Room, host: Tab, grouped: Json, fields: dict[str, str]
) -> None:
    answer = host.post(f"/print/{grouped['id']}/tickets", {"batch": "b", **fields})

    assert answer.status == 422
    assert "Nothing was made" in answer.text
    assert fields.get("names", "") in answer.text
    assert room.host("GET", f"/api/sessions/{grouped['id']}/tickets").json == {"tickets": []}


def test_the_door_finds_by_number_code_link_and_hands_out(room: Room, host: Tab, grouped: Json) -> None:
    (ticket,) = tickets(room, grouped, valid=False)
    path = f"/desk/{grouped['id']}"
    for asked in (ticket["serial"], ticket["code"], ticket["code"].lower(), ticket["url"], ticket["url"].upper()):
        shown = Page(host.get(f"{path}?q={asked}").text)
        assert "Not handed out" in shown.text
        assert ticket["id"] in shown.values("ticket")
    for nothing in ("9-99", "0" * 12, "http://x/t/" + "0" * 26):
        assert "Nothing found" in host.get(f"{path}?q={nothing}").text
    assert host.post(f"{path}/act", {"do": "hand-out", "ticket": ticket["id"], "q": ticket["serial"]}).status == 303
    assert state(room, grouped, ticket) == "issued"


def test_the_door_replaces_a_lost_one_and_takes_one_back(room: Room, host: Tab, grouped: Json) -> None:
    lost, other = tickets(room, grouped, 2)
    path = f"/desk/{grouped['id']}/act"
    shown = Page(host.post(path, {"do": "replace", "ticket": lost["id"], "q": lost["serial"]}).text)
    (code,) = re.findall(r'class="code">([0-9A-Z-]{14})<', shown.html)

    assert enter(room, grouped, secret(lost)).status == 422
    assert enter(room, grouped, code).status == 201
    assert host.post(path, {"do": "revoke", "ticket": other["id"]}).status == 303
    assert state(room, grouped, other) == "revoked"
    refused = host.post(path, {"do": "replace", "ticket": other["id"]})
    assert refused.status == 409
    assert "This ticket was taken back" in refused.text


def test_the_door_makes_one_for_whoever_has_none(room: Room, host: Tab, grouped: Json) -> None:
    fields = {"do": "new", "group": grouped["groups"][1]["id"], "name": "Guest", "batch": "one"}
    shown = Page(host.post(f"/desk/{grouped['id']}/act", fields).text)
    (code,) = re.findall(r'class="code">([0-9A-Z-]{14})<', shown.html)

    assert enter(room, grouped, code).json["group"] == grouped["groups"][1]["id"]
    assert host.post(f"/desk/{grouped['id']}/act", fields).status == 409  # a reload


def test_the_door_shows_no_lists_and_no_counts(room: Room, host: Tab, grouped: Json) -> None:
    shown = Page(host.get(f"/desk/{grouped['id']}").text)

    assert grouped["polls"][0]["title"] not in shown.text
    assert f'href="/host/{grouped["id"]}"' in shown.html  # the host's own way back


def test_a_helper_at_the_door_hands_out_replaces_and_takes_back_and_makes_none(room: Room, grouped: Json) -> None:
    tab, path = helper(room, grouped, "desk"), f"/desk/{grouped['id']}"
    first, second = tickets(room, grouped, 2, valid=False)
    shown = Page(tab.get(path).text)
    assert "/host/" not in shown.html.replace(f"/host/{grouped['id']}/leave", "")
    assert "A new ticket" not in shown.text

    assert tab.post(f"{path}/act", {"do": "hand-out", "ticket": first["id"]}).status == 303
    assert tab.post(f"{path}/act", {"do": "revoke", "ticket": second["id"]}).status == 303
    assert tab.post(f"{path}/act", {"do": "replace", "ticket": first["id"]}).status == 200
    made = tab.post(f"{path}/act", {"do": "new", "group": grouped["groups"][0]["id"], "batch": "x"})

    assert made.status == 403
    assert state(room, grouped, first) == "issued"
    assert state(room, grouped, second) == "revoked"


def test_an_act_that_there_is_not_and_a_ticket_of_another_meeting_are_refused(
    room: Room, host: Tab, grouped: Json, session: Json
) -> None:
    (ticket,) = tickets(room, grouped)
    assert host.post(f"/desk/{grouped['id']}/act", {"do": "burn", "ticket": ticket["id"]}).status == 422
    assert host.post(f"/desk/{session['id']}/act", {"do": "revoke", "ticket": ticket["id"]}).status == 422
    assert state(room, grouped, ticket) == "issued"
    assert "Nothing found" in host.get(f"/desk/{session['id']}?q={ticket['code']}").text


def test_a_meeting_for_everybody_says_that_it_has_no_tickets(room: Room, host: Tab) -> None:
    assert "This meeting has no tickets" in host.get(f"/print/{room.session()['id']}/tickets").text

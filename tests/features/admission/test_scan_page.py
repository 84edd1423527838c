"""A ticket's page: looking has no effect, its button has; and what it says of a ticket that cannot be used."""

from __future__ import annotations

import re

import pytest

from tests.builders import Answer, Json, Room
from tests.features.admission.tickets import act, meeting, secret, state, tickets
from tests.tab import Page, Tab


@pytest.fixture
def session(room: Room) -> Json:
    return meeting(room)


@pytest.fixture
def ticket(room: Room, session: Json) -> Json:
    return tickets(room, session, group="West")[0]


def press(tab: Tab, shown: Answer, path: str) -> Answer:
    return tab.post(path, {"token": Page(shown.text).value("token")})


def test_looking_at_a_ticket_changes_nothing_and_leaves_nothing_on_the_phone(
    room: Room, session: Json, ticket: Json
) -> None:
    tab = Tab(room)
    for path in (
        f"/t/{secret(ticket)}",
        f"/T/{secret(ticket)}",
        f"/t/{secret(ticket).lower()}",
        f"/t/{ticket['code']}",
    ):
        for _ in range(2):
            shown = tab.get(path)
            assert shown.status == 200
            assert "Group 2 West" in Page(shown.text).text
            assert f"No. {ticket['serial']}" in Page(shown.text).text
    assert tab.cookies == {}
    assert state(room, session, ticket) == "issued"
    assert room.result(session["polls"][0])["joined"] == 0


def test_the_button_enters_and_a_second_tap_is_the_same_phone(room: Room, session: Json, ticket: Json) -> None:
    tab, path = Tab(room), f"/t/{secret(ticket)}"
    shown = tab.get(path)
    for _ in range(2):
        answer = press(tab, shown, path)
        assert answer.response.headers["location"] == f"/s/{session['id']}"
    page = tab.follow(answer)

    assert "Group 2 West" in Page(page.text).text
    assert "Change group" not in page.text
    assert room.result(session["polls"][0])["joined"] == 1
    assert tab.get(path).response.headers["location"] == f"/s/{session['id']}"  # the same phone needs no button


def test_another_phone_is_told_what_its_button_does_and_the_old_one_what_it_did(
    room: Room, session: Json, ticket: Json
) -> None:
    old, new, path = Tab(room), Tab(room), f"/t/{secret(ticket)}"
    press(old, old.get(path), path)
    shown = new.get(path)
    assert "in use on another phone" in shown.text
    assert old.get(f"/s/{session['id']}").status == 200
    press(new, shown, path)

    assert new.get(f"/s/{session['id']}").status == 200
    told = old.get(f"/s/{session['id']}")
    assert told.status == 401
    assert "Your ticket is used on another phone now" in told.text
    press(old, old.get(path), path)  # scanned once more it comes back
    assert old.get(f"/s/{session['id']}").status == 200
    assert new.get(f"/s/{session['id']}").status == 401


def test_a_ticket_that_is_not_valid_has_no_button(room: Room, session: Json) -> None:
    (waiting,) = tickets(room, session, valid=False)
    (gone,) = tickets(room, session)
    act(room, session, gone, "revoke")
    for ticket, said in ((waiting, "This ticket is not valid yet"), (gone, "This ticket is no longer valid")):
        tab, path = Tab(room), f"/t/{secret(ticket)}"
        shown = tab.get(path)
        assert said in shown.text
        assert "<button" not in shown.text.partition('class="bar"')[2]
        assert tab.post(path, {}).status == 409
        assert tab.cookies == {}


def test_a_ticket_that_was_taken_back_is_said_on_its_phone(room: Room, session: Json, ticket: Json) -> None:
    tab, path = Tab(room), f"/t/{secret(ticket)}"
    press(tab, tab.get(path), path)
    act(room, session, ticket, "revoke")

    told = tab.get(f"/s/{session['id']}")
    assert told.status == 401
    assert "Your ticket is no longer valid" in told.text


@pytest.mark.parametrize(
    ("text", "said"),
    [("0" * 26, "No such ticket"), ("0" * 12, "No such ticket"), ("K7Q4M2PX9WD3", "A character is wrong")],
)
def test_a_wrong_link_says_so(room: Room, text: str, said: str) -> None:
    answer = Tab(room).get(f"/t/{text}")

    assert answer.status == 404
    assert said in answer.text


def test_the_typed_code_leads_to_the_ticket_in_any_spelling(room: Room, ticket: Json) -> None:
    code = ticket["code"]
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), "".join(map(full_width, code))):
        answer = Tab(room).post("/", {"code": typed})
        assert answer.response.headers["location"] == f"/t/{code.replace('-', '')}"
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    slip = Tab(room).post("/", {"code": wrong.lower()})
    assert slip.status == 422
    assert Page(slip.text).value("code") == wrong.lower()  # to be mended, not typed again
    assert "A character is wrong" in slip.text


def full_width(letter: str) -> str:
    return chr(ord(letter) + 0xFEE0)


def test_the_join_code_of_such_a_meeting_asks_for_the_ticket(room: Room, session: Json, ticket: Json) -> None:
    tab, path = Tab(room), f"/j/{session['join_code']}"
    shown = tab.get(path)

    assert "This meeting needs a ticket" in shown.text
    assert Page(shown.text).values("code") == [""]
    assert tab.post(path, {"group": session["groups"][0]["id"]}).status == 403
    assert tab.cookies == {}
    assert room.result(session["polls"][0])["joined"] == 0


def test_the_screen_shows_no_code_that_would_let_nobody_in(room: Room, session: Json) -> None:
    shown = room.host("GET", f"/screen/{session['id']}").text
    opened = room.host("GET", f"/screen/{room.session()['id']}").text

    assert session["join_code"] not in shown
    assert "请扫入场券" in shown
    assert re.search(r"\d{6}</b>", opened)  # the control

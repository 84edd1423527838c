"""Open admission made honest: closed when the room is full, its code turned over, its figures called what they are."""

from __future__ import annotations

import re

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.features.admission.tickets import enter, meeting, secret, tickets
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host
from tests.live.listening import listening
from tests.tab import Page, Tab


@pytest.fixture
def session(room: Room) -> Json:
    return room.session(groups=("East", "West"), locale="en")


def lock(room: Room, session: Json, locked: bool) -> None:
    answer = room.host("PATCH", f"/api/sessions/{session['id']}", json={"locked": locked})
    assert (answer.status, answer.json["locked"]) == (200, locked)


def join(room: Room, session: Json, by: str | None = None) -> tuple[int, str]:
    answer = room.call("POST", f"/api/sessions/{session['id']}/join", by=by, json={"group": session["groups"][0]["id"]})
    return answer.status, answer.problem if answer.status >= 400 else ""


def test_a_locked_session_lets_nobody_else_in_and_who_is_in_stays(room: Room, session: Json) -> None:
    voter = room.join(session, "East")
    lock(room, session, True)
    lock(room, session, True)

    assert join(room, session) == (409, "admission-locked")
    assert join(room, session, voter) == (200, "")
    poll = session["polls"][0]
    room.open(poll)
    assert room.cast(voter, poll, [0]).status == 200
    assert join(room, room.session(groups=("East",))) == (201, "")  # another session is none of its business
    lock(room, session, False)
    assert join(room, session) == (201, "")


def test_phones_and_the_screen_say_that_admission_is_closed(room: Room, session: Json) -> None:
    path = f"/j/{session['join_code']}"
    early = Tab(room)
    early.get(path)
    lock(room, session, True)

    assert "Admission is closed" in Tab(room).get(path).text
    late = early.post(path, {"group": session["groups"][0]["id"]})
    assert late.status == 409
    assert "Admission is closed" in late.text
    shown = room.host("GET", f"/screen/{session['id']}").text
    assert "Admission is closed" in shown
    assert session["join_code"] not in shown
    lock(room, session, False)
    assert session["join_code"] in room.host("GET", f"/screen/{session['id']}").text


def test_a_ticket_lets_in_whatever_the_code_does(room: Room) -> None:
    session = meeting(room)
    (ticket,) = tickets(room, session)
    lock(room, session, True)

    assert enter(room, session, secret(ticket)).status == 201


def test_another_code_takes_the_place_of_the_one_before(room: Room, session: Json) -> None:
    voter = room.join(session, "East")
    with listening(room, session, "screen", by=HOST_KEY) as screen:
        before = screen.until("state")["view"]
        turned = room.host("POST", f"/api/sessions/{session['id']}/join-code")
        assert screen.until("state")["view"] != before  # the screen draws its code anew

    assert turned.status == 200
    assert re.fullmatch(r"\d{6}", turned.json["join_code"])
    assert turned.json["join_code"] != session["join_code"]
    assert room.call("GET", f"/api/join/{session['join_code']}").status == 404
    assert room.call("GET", f"/api/join/{turned.json['join_code']}").json["session"] == session["id"]
    assert join(room, session, voter) == (200, "")


def test_turning_the_code_over_is_the_hosts(room: Room, session: Json) -> None:
    path = f"/api/sessions/{session['id']}/join-code"
    assert_only_the_host(room, "POST", path, session)
    assert_method_refused(room, "GET", path, "POST")
    assert room.host("POST", f"/api/sessions/{UNKNOWN}/join-code").status == 404
    assert room.host("POST", path, json={"code": "123456"}).status == 422


def test_the_console_does_both_and_its_history_says_so(room: Room, session: Json) -> None:
    host = Tab(room).sign_in()
    path = f"/host/{session['id']}"
    host.post(f"{path}/act", {"act": "lock", "kind": "on"})
    assert room.host("GET", f"/api/sessions/{session['id']}").json["locked"] is True
    host.post(f"{path}/act", {"act": "turn-code"})
    host.post(f"{path}/act", {"act": "lock", "kind": "off"})
    shown = Page(host.get(path).text).text

    for said in ("Joining is closed", "New join code", "Admission open again"):
        assert said in shown
    assert room.host("GET", f"/api/sessions/{session['id']}").json["join_code"] in shown


def test_a_copy_is_open_again(room: Room, session: Json) -> None:
    lock(room, session, True)

    assert room.host("POST", f"/api/sessions/{session['id']}/copy").json["locked"] is False


@pytest.mark.parametrize("admission", ["open", "ticket"])
def test_figures_of_open_admission_are_called_indicative_everywhere(room: Room, admission: str) -> None:
    session = room.session(options=3, admission=admission, locale="en")
    poll = session["polls"][0]
    if admission == "open":
        voter = room.join(session)
    else:
        voter = enter(room, session, secret(tickets(room, session, group=None)[0])).json["voter"]
    room.open(poll)
    room.cast(voter, poll, [0])
    room.close(poll)
    room.reveal(poll)
    is_open, path = admission == "open", f"/api/sessions/{session['id']}"

    assert room.host("GET", f"{path}/export.json").json["indicative"] is is_open
    tab = Tab(room)
    tab.cookies[f"voter-{session['id']}"] = voter
    for text in (
        room.host("GET", f"{path}/export.txt").text,
        room.host("GET", f"/print/{session['id']}/minutes").text,
        room.call("GET", f"/r/{session['id']}").text,
        tab.get(f"/s/{session['id']}").text,
    ):
        assert ("ndicative" in text) is is_open

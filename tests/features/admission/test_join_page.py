"""The way in on a phone without JavaScript: the typed code, the scanned link, the group."""

from __future__ import annotations

import pytest

from tests.builders import ORIGIN, Json, Room
from tests.ladder import UNKNOWN
from tests.tab import Page, Tab


def joined(room: Room, session: Json) -> dict[str, int]:
    return dict(room.host("GET", f"/api/sessions/{session['id']}/export.json").json["joined"])


@pytest.mark.parametrize("shape", ["{0}", " {0} ", "{1} {2}", "{1}-{2}", "wide"])
def test_a_typed_code_leads_to_its_session(hall: Room, session_of_hall: Json, shape: str) -> None:
    code = session_of_hall["join_code"]
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)  # as a Chinese keyboard types digits
    typed = wide if shape == "wide" else shape.format(code, code[:3], code[3:])

    answer = Tab(hall).post("/", {"code": typed})

    assert (answer.status, answer.response.headers["location"]) == (303, f"/j/{code}")


@pytest.fixture(scope="module")
def session_of_hall(hall: Room) -> Json:
    return hall.session(groups=("East", "West"))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abc", "<b>", "٣٣٣٣٣٣", "1" * 8000])
def test_a_wrong_code_is_said_on_the_page(hall: Room, code: str) -> None:
    answer = Tab(hall).post("/", {"code": code})

    assert answer.status == 404
    assert "Code not found" in Page(answer.text).text


@pytest.mark.parametrize("prefix", ["/j", "/J"])
def test_the_link_of_the_qr_code_asks_for_the_group(hall: Room, session_of_hall: Json, prefix: str) -> None:
    page = Page(Tab(hall).get(f"{prefix}/{session_of_hall['join_code']}").text)

    assert page.values("group") == [group["id"] for group in session_of_hall["groups"]]
    assert page.checked("group") == []
    assert "Annual retreat" in page.text


@pytest.mark.parametrize(
    ("n", "chosen"), [("1", 0), ("2", 1), ("3", None), ("0", None), ("x", None), ("-1", None), ("9" * 5_000, None)]
)
def test_the_nth_group_is_preselected(hall: Room, session_of_hall: Json, n: str, chosen: int | None) -> None:
    answer = Tab(hall).get(f"/j/{session_of_hall['join_code']}/{n}")

    wanted = [] if chosen is None else [session_of_hall["groups"][chosen]["id"]]
    assert (answer.status, Page(answer.text).checked("group")) == (200, wanted)


def test_joining_by_the_form_leads_to_the_participants_page(room: Room, session: Json) -> None:
    tab = Tab(room)

    page = tab.join(session, "West")

    assert "Voting has not started" in page.text
    assert "West" in page.text
    assert joined(room, session) == {session["groups"][1]["id"]: 1}


def test_a_session_without_groups_asks_for_none(room: Room) -> None:
    session = room.session()
    tab = Tab(room)

    assert Page(tab.get(f"/j/{session['join_code']}").text).values("group") == []
    tab.join(session)
    assert joined(room, session) == {"": 1}


@pytest.mark.parametrize("group", ["", UNKNOWN, "foreign"])
def test_without_one_of_its_groups_the_page_asks_again(room: Room, session: Json, group: str) -> None:
    foreign = room.session(groups=("East",))["groups"][0]["id"]

    answer = Tab(room).post(f"/j/{session['join_code']}", {"group": foreign if group == "foreign" else group})

    assert answer.status == 422
    assert "choose your group" in Page(answer.text).text
    assert joined(room, session) == {}


def test_a_second_tap_on_the_button_is_the_same_voter(room: Room, session: Json) -> None:
    tab, group = Tab(room), session["groups"][0]["id"]
    tab.get(f"/j/{session['join_code']}")
    before = dict(tab.cookies)

    first = room.call(
        "POST", f"/j/{session['join_code']}", data={"group": group}, cookies=before, headers={"Origin": ORIGIN}
    )
    second = room.call(
        "POST", f"/j/{session['join_code']}", data={"group": group}, cookies=before, headers={"Origin": ORIGIN}
    )

    assert [first.status, second.status] == [303, 303]
    assert first.cookies == before  # the second joins nobody and leaves the cookie
    assert joined(room, session) == {group: 1}


def test_a_made_up_cookie_is_not_taken_for_a_credential(room: Room, session: Json) -> None:
    tab = Tab(room, cookies={f"voter-{session['id']}": "x"})
    tab.join(session, "East")

    assert len(tab.cookies[f"voter-{session['id']}"]) == 43
    assert room.call("GET", f"/api/sessions/{session['id']}", by="x").status == 401


def test_who_is_in_already_goes_straight_to_the_ballot(room: Room, session: Json) -> None:
    tab = Tab(room)
    tab.join(session, "East")

    again = tab.get(f"/j/{session['join_code']}/2")

    assert (again.status, again.response.headers["location"]) == (303, f"/s/{session['id']}")
    assert joined(room, session) == {session["groups"][0]["id"]: 1}


def test_who_has_not_joined_is_sent_to_join(room: Room, session: Json) -> None:
    for cookies in ({}, {f"voter-{session['id']}": "x"}, {f"voter-{UNKNOWN}": "x"}, room.host_cookie()):
        answer = Tab(room, cookies=dict(cookies)).get(f"/s/{session['id']}")
        assert (answer.status, answer.response.headers["location"]) == (303, f"/j/{session['join_code']}")
    assert Tab(room).get(f"/s/{UNKNOWN}").status == 401


def test_a_phone_of_another_session_is_sent_to_join_this_one(room: Room, session: Json) -> None:
    tab = Tab(room)
    tab.join(room.session())
    assert tab.get(f"/s/{session['id']}").response.headers["location"] == f"/j/{session['join_code']}"

    assert "Voting has not started" in tab.join(session, "East").text
    assert len(tab.cookies) == 2  # it stays in both


@pytest.mark.parametrize("fields", [{"code": "1" * 9_000}, {"other": "x" * 9_000}])
def test_a_form_of_a_page_over_its_limit_is_too_large(hall: Room, fields: dict[str, str]) -> None:
    assert Tab(hall).post("/", dict(fields)).status == 413

"""What a sign-in's cookie does comes from a page of ours: each form carries a token, and is refused without it."""

from __future__ import annotations

import re

import pytest

from server.files.keys import form_token
from server.permissions import WHO_MAY, Who
from tests.builders import ORIGIN, Answer, Json, Room
from tests.features.admission.tickets import enter, secret, tickets
from tests.features.call import calls
from tests.features.hosts.roles import helper, make_link
from tests.tab import Page, Tab

FORM = re.compile(r'<form\b[^>]*method="post"[^>]*action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
SIGNED_IN = {Who.HOST, Who.DESK, Who.TELLER, Who.OBSERVER}
OURS = {"Origin": ORIGIN}
PAGES = {row for row, who in WHO_MAY.items() if row.startswith("POST /") and "/api/" not in row and who & SIGNED_IN}


@pytest.fixture
def meeting(room: Room) -> Json:
    """One list is over with a tie, one runs, one is to come; there are tickets and a link."""
    lists = [{"title": title, "options": [{"title": "One"}, {"title": "Two"}], "winners": 1} for title in "ABC"]
    session = room.session(polls=lists, groups=("East",), admission="ticket")
    for poll in session["polls"][:2]:
        room.open(poll, seconds=600)
    room.close(session["polls"][0])
    tickets(room, session, 2, valid=False)
    report = {"kind": "report", "title": "Reports", "seconds": 420}
    assert room.host("PUT", f"/api/sessions/{session['id']}/agenda", json={"items": [report]}).status == 200
    make_link(room, session, "desk", "East door")
    ask_some(room, session)
    make_call(room, session)
    return session


def ask_some(room: Room, session: Json) -> None:
    """One question is on the card, one in the box, one waits."""
    path = f"/api/sessions/{session['id']}/questions"
    (ticket,) = tickets(room, session, 1)
    voter = enter(room, session, secret(ticket)).json["voter"]
    for text, moderated in (("One?", False), ("Two?", False), ("Three?", True)):
        room.host("PATCH", path, json={"open": True, "moderated": moderated})
        assert room.call("POST", path, by=voter, json={"text": text}).status == 201
    assert room.host("POST", f"{path}/draw").status == 200


def make_call(room: Room, session: Json) -> None:
    """For the list that is to come: two items to merge, one that is left out, one that is withdrawn."""
    call = calls.Call(room, session, Tab(room).sign_in())
    assert call.act("call", deadline=calls.DEADLINE, poll=session["polls"][2]["id"]).status == 303
    (east,) = call.invite("East")
    for title in "abcd":
        assert east.hand_in(title).status == 303
    call.act("leave-out", item=call.item("c")["id"], reason="too late")
    east.act("withdraw", call.item("d")["id"])


def pages(session: Json) -> list[str]:
    """Every page of a host on which something can be done."""
    one = f"/host/{session['id']}"
    consoles = [f"{one}{page}?poll={poll['id']}" for poll in session["polls"] for page in ("", "/results")]
    others = ["/host", "/host/new", "/host/access", f"{one}/helpers", f"{one}/agenda", f"{one}/pictures"]
    others += [f"{one}/meeting"]
    others += [f"{one}/questions", f"{one}/questions?tab=waiting", f"{one}/questions?tab=shown"]
    others += [f"{one}/items", f"{one}/items?by=department"]
    others += [f"{one}/follow-ups", f"{one}/rehearsal"]
    others += [f"/teller/{session['id']}?q=1-03", f"/teller/{session['id']}?q=1-03&way=paper"]
    return [*consoles, *others, f"/print/{session['id']}/tickets", f"/desk/{session['id']}?q=1"]


def forms(tab: Tab, session: Json) -> list[tuple[str, str, str]]:
    """Of every form: the page, where it goes, what is in it."""
    return [(path, goes, inside) for path in pages(session) for goes, inside in FORM.findall(tab.get(path).text)]


def row_of(path: str, session: Json) -> str:
    return f"POST {path.replace(session['id'], '{session}')}"


def test_every_form_of_a_host_carries_the_token_of_the_sign_in(room: Room, meeting: Json) -> None:
    tab = Tab(room).sign_in()
    found = forms(tab, meeting)
    token = f'<input type="hidden" name="token" value="{form_token(tab.cookies["host"])}">'

    assert [(page, goes) for page, goes, inside in found if inside.count(token) != 1] == []
    reached = {row_of(goes, meeting) for _, goes, _ in found}
    assert reached == PAGES - {"POST /host/{session}/leave"}  # which only helpers and observers are shown


def test_helpers_and_observers_have_a_token_of_their_own(room: Room, meeting: Json) -> None:
    teller = f"/teller/{meeting['id']}?q=1-03"
    for role, path in (
        ("desk", f"/desk/{meeting['id']}?q=1"),
        ("teller", teller),
        ("observer", f"/host/{meeting['id']}/results"),
    ):
        tab = helper(room, meeting, role)
        found = FORM.findall(tab.get(path).text)
        token = form_token(tab.cookies[f"{role}-{meeting['id']}"])
        assert found
        assert all(f'name="token" value="{token}"' in inside for _, inside in found)


def without(room: Room, tab: Tab, path: str, token: str | None) -> Answer:
    fields = {} if token is None else {"token": token}
    return room.call("POST", path, data={**fields, "act": "lock", "kind": "on"}, cookies=tab.cookies, headers=OURS)


@pytest.mark.parametrize("row", sorted(PAGES))
def test_without_it_or_with_another_a_cookie_does_nothing(room: Room, session: Json, row: str) -> None:
    tab, other = Tab(room).sign_in(), Tab(room).sign_in()
    path = row.removeprefix("POST ").replace("{session}", session["id"])
    before = room.host("GET", "/api/sessions").text

    for token in (None, "", "x", form_token(other.cookies["host"]), tab.cookies["host"]):
        assert without(room, tab, path, token).status == 403, token

    assert room.host("GET", "/api/sessions").text == before
    assert without(room, tab, path, form_token(tab.cookies["host"])).status != 403  # the control


def test_a_page_from_before_the_last_sign_in_says_what_to_do(room: Room, session: Json) -> None:
    tab = Tab(room).sign_in()
    old = tab.token()
    tab.sign_in()

    answer = tab.post(f"/host/{session['id']}/act", {**old, "act": "lock", "kind": "on"})

    assert answer.status == 403
    assert "reload the page and try again" in Page(answer.text).text
    assert room.host("GET", f"/api/sessions/{session['id']}").json["locked"] is False


def test_over_the_api_a_cookie_needs_what_no_other_page_can_send_unasked(room: Room, draft: Json) -> None:
    tab = Tab(room).sign_in()
    path = f"/api/polls/{draft['id']}/open"

    plain = room.call("POST", path, cookies=tab.cookies, headers=OURS)
    form = room.call("POST", path, cookies=tab.cookies, headers=OURS, data={"seconds": "5"})
    assert (plain.status, plain.problem, form.problem) == (403, "stale-page", "stale-page")
    assert room.state(draft) == "draft"

    by_header = {"X-Topfive-Token": tab.token()["token"], **OURS}
    assert room.call("POST", path, cookies=tab.cookies, headers=by_header).status == 200
    closed = room.call("POST", path.replace("open", "close"), cookies=tab.cookies, headers=OURS, json={"in": 0})
    assert closed.status == 200
    patch = room.call(
        "PATCH", f"/api/sessions/{draft['session']}", cookies=tab.cookies, headers=OURS, json={"title": "New"}
    )
    assert patch.status == 200


def test_a_program_with_the_key_needs_no_token(room: Room, session: Json) -> None:
    answer = room.host("POST", f"/host/{session['id']}/act", data={"act": "lock", "kind": "on"})

    assert answer.status == 303
    assert room.host("GET", f"/api/sessions/{session['id']}").json["locked"] is True

"""A tie on the host's, the screen's and the phone's pages: asked for, pending, settled."""

from __future__ import annotations

import re

import pytest

from tests.builders import Answer, Json, Room
from tests.features.polls.ties import cast, elected, ids, settle, settled, tied
from tests.tab import Page, Tab


@pytest.fixture
def host(room: Room) -> Tab:
    return Tab(room).sign_in()


def act(host: Tab, poll: Json, **fields: str | list[str]) -> Answer:
    answer = host.post(f"/host/{poll['session']}/act", {"act": "settle", "poll": poll["id"], **fields})
    assert answer.status == 303
    return answer


def console(host: Tab, poll: Json, page: str = "") -> Page:
    return Page(host.get(f"/host/{poll['session']}{page}?poll={poll['id']}").text)


def methods(page: Page) -> list[str]:
    return page.values("method")


ALL = ["runoff", "lot", "include", "organizer"]


@pytest.mark.parametrize("page", ["", "/results"])
def test_the_host_is_asked_with_plain_forms(room: Room, host: Tab, page: str) -> None:
    poll = tied(room)

    found = console(host, poll, page)

    assert methods(found) == ALL
    assert sorted(found.values("option")) == sorted(ids(poll, 1, 2, 3))
    assert "Place 2: 3 are tied, and 2 places are still open." in found.text


@pytest.mark.parametrize("fixed", ALL)
def test_a_method_fixed_beforehand_is_the_only_one_asked_for(room: Room, host: Tab, fixed: str) -> None:
    assert methods(console(host, tied(room, tie=fixed))) == [fixed]


def test_a_list_without_a_tie_asks_for_nothing(room: Room, host: Tab) -> None:
    assert methods(console(host, tied(room, (4, 3, 2, 1)))) == []


def test_each_form_settles_and_the_page_says_how(room: Room, host: Tab) -> None:
    lot, include, organizer = tied(room), tied(room), tied(room)

    act(host, lot, method="lot", seed=" 3444.43 ")
    act(host, include, method="include")
    answer = act(host, organizer, method="organizer", option=ids(organizer, 1, 3), reason="Urgent", page="results")

    assert settled(room, lot)["seed"] == "3444.43"  # type: ignore[index]
    assert "drawn by lot, seed “3444.43”. Order of the lot:" in console(host, lot).text
    assert elected(room, include)[:4] == [True] * 4
    assert elected(room, organizer)[:4] == [True, True, False, True]
    assert answer.response.headers["location"].startswith(f"/host/{organizer['session']}/results?")
    assert "decided by the organizer: Urgent" in host.follow(answer).text
    assert [methods(console(host, poll)) for poll in (lot, include, organizer)] == [[], [], []]


def test_a_runoff_is_one_tap_and_the_console_goes_on_with_it(room: Room, host: Tab) -> None:
    poll = tied(room)

    page = Page(host.follow(act(host, poll, method="runoff", page="results")).text)

    again = room.host("GET", f"/api/sessions/{poll['session']}").json["polls"][1]
    assert page.value("poll") == again["id"]
    assert (page.value("act"), "Run-off: Projects" in page.text) == ("open", True)
    pending = console(host, poll)
    assert ("a run-off decides" in pending.text, methods(pending)) == (True, [])
    room.open(again)
    cast(room, again, (2, 1, 1))
    room.close(again)
    assert "settle it there" in console(host, poll).text
    assert methods(console(host, again)) == ALL


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"method": "lot"}, "bad-fields"),
        ({"method": "lot", "seed": "  "}, "bad-fields"),
        ({"method": "dice"}, "bad-fields"),
        ({"method": "organizer", "option": "x", "reason": "Why"}, "bad-decision"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_settled(room: Room, host: Tab, fields: Json, reason: str) -> None:
    poll = tied(room)

    answer = act(host, poll, **fields)

    assert f"refused={reason}" in answer.response.headers["location"]
    assert 'role="alert"' in host.follow(answer).text
    assert settled(room, poll) is None


def test_a_tie_is_settled_once_from_two_consoles(room: Room, host: Tab) -> None:
    poll = tied(room)
    act(host, poll, method="lot", seed="1")

    assert "refused=tie-settled" in act(host, poll, method="include").response.headers["location"]
    assert settled(room, poll)["method"] == "lot"  # type: ignore[index]


def test_a_list_of_another_session_is_left_alone(room: Room, host: Tab) -> None:
    poll, other = tied(room), tied(room)

    answer = host.post(f"/host/{other['session']}/act", {"act": "settle", "poll": poll["id"], "method": "include"})

    assert "refused=wrong-state" in answer.response.headers["location"]
    assert settled(room, poll) is None


def screen(room: Room, poll: Json, kind: str, step: int = 0) -> str:
    path = f"/api/sessions/{poll['session']}"
    room.host("PUT", f"{path}/scene", json={"kind": kind, "poll": poll["id"], "step": step})
    return room.host("GET", f"/screen/{poll['session']}").text


def test_the_screen_follows_from_the_open_tie_to_the_lot(room: Room) -> None:
    poll = tied(room)
    assert 'class="cut open"' in screen(room, poll, "tally")
    assert "still to be decided" in screen(room, poll, "reveal", 1)

    settle(room, poll, "lot", seed="3444.43")

    tally, reveal, before = (screen(room, poll, *each) for each in (("tally", 0), ("reveal", 1), ("reveal", 0)))
    for text in (tally, reveal):
        assert "seed “3444.43”" in text
        assert len(re.findall(r'class="drawn( won)?"', text)) == 3
        assert "still to be decided" not in text
    assert 'class="cut open"' not in tally
    above = Page(tally[: tally.index('class="cut"')]).text
    won = [option["title"] for option in room.result(poll)["options"] if option["elected"]]
    assert all(title in above for title in won)
    assert sum(title in above for title in ("Lift", "Canteen", "Clinic")) == 2
    assert "3444.43" not in before  # the tied place is not shown yet


def test_the_screen_keeps_what_a_sealed_runoff_decided_until_its_reveal(room: Room) -> None:
    poll = tied(room, display="sealed")
    again = settle(room, poll, "runoff").json
    room.open(again)
    cast(room, again, (3, 2, 1))
    room.close(again)
    assert "a run-off decides" in screen(room, poll, "reveal", 1)

    room.reveal(again)

    text = screen(room, poll, "reveal", 1)
    assert ("decided by a run-off" in text, "Clinic" in text) == (True, False)


@pytest.mark.parametrize("how", ["publish", "reveal-next"])
def test_what_the_host_announces_makes_the_runoff_public_with_it(room: Room, host: Tab, how: str) -> None:
    poll = tied(room)
    again = settle(room, poll, "runoff").json
    host.post(f"/host/{poll['session']}/act", {"act": how, "poll": poll["id"]})
    assert room.state(again) == "draft"  # a run-off that is still to come stays as it is
    room.open(again)
    cast(room, again, (3, 2, 1))
    room.close(again)

    host.post(f"/host/{poll['session']}/act", {"act": how, "poll": poll["id"]})

    assert room.state(again) == "revealed"


def test_the_phone_says_how_the_tie_stands(room: Room) -> None:
    poll = tied(room)
    session = room.host("GET", f"/api/sessions/{poll['session']}").json
    phone = Tab(room)
    phone.join(session)
    room.reveal(poll)
    assert "Place 2: 3 are tied, and 2 places are still open." in phone.get(f"/s/{session['id']}").text

    settle(room, poll, "include")

    text = phone.get(f"/s/{session['id']}").text
    assert "Place 2 was tied; all 3 are selected." in text
    assert f'href="/r/{session["id"]}"' in text


def test_a_new_meeting_can_fix_the_method_beforehand(room: Room, host: Tab) -> None:
    fields = {"title": "Retreat", "listing": "list,title\nProjects,Park", "do": "create", "locale": "en"}

    for given, kept in (("lot", "lot"), ("dice", "ask"), ("", "ask")):
        answer = host.upload("/host/new", {**fields, "max_choices": "5", "winners": "5", "tie": given}, {})
        session = answer.response.headers["location"].removeprefix("/host/")
        assert room.host("GET", f"/api/sessions/{session}").json["polls"][0]["tie"] == kept


def test_the_copied_text_names_the_public_page_and_the_lot(room: Room, host: Tab, reachable: str) -> None:
    poll = tied(room)
    settle(room, poll, "lot", seed="3444.43")

    text = console(host, poll).areas["ranked"]

    assert "Place 2 was tied and drawn by lot, seed “3444.43”." in text
    assert text.splitlines()[-1].endswith(f"/r/{poll['session']}")
    path = f"/api/sessions/{poll['session']}/export.txt"
    assert "/r/" not in room.host("GET", path).text  # before the reveal the address leads nowhere
    room.reveal(poll)
    assert room.host("GET", path).text == text

"""Links for helpers and observers: made, looked at without effect, used, taken back; and the screen's, turned over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.websockets import WebSocketDisconnect

from tests.builders import HOST_KEY, Json, Room
from tests.features.hosts.roles import come_in, helper, make_link
from tests.files.test_qr import seen
from tests.live.listening import listening
from tests.tab import Page, Tab

ID = re.compile(r'name="id" value="([^"]+)"')


@pytest.fixture
def session(room: Room) -> Json:
    return room.session(groups=("East", "West"), admission="ticket", title="Retreat")


@pytest.fixture
def host(room: Room) -> Tab:
    return Tab(room).sign_in()


def path_of(session: Json) -> str:
    return f"/host/{session['id']}/helpers"


def ids(host: Tab, session: Json) -> list[str]:
    return list(filter(None, ID.findall(host.get(path_of(session)).text)))


def test_a_link_is_shown_once_as_a_code_to_scan_and_kept_as_a_hash(fresh: Room) -> None:
    session, host = fresh.session(), Tab(fresh).sign_in()
    answer = host.post(path_of(session), {"act": "make", "role": "observer", "label": "Street office"})
    page = Page(answer.text)
    (url,) = [each["value"] for each in page.inputs if each.get("id") == "fresh-url"]

    assert seen(re.findall(r'<svg class="qr".*?</svg>', answer.text, re.DOTALL)[0]) == url
    again = Page(host.get(path_of(session)).text)
    assert "Street office" in again.text
    assert url.rpartition("/")[2] not in again.html
    assert url.rpartition("/")[2].encode() not in everything_in(fresh.folder)


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_looking_at_a_link_has_no_effect_and_its_button_lets_in(room: Room, session: Json, host: Tab) -> None:
    path = make_link(room, session, "desk", "East door", host)
    tab = Tab(room)

    shown = tab.get(path)
    assert (shown.status, tab.cookies) == (200, {})
    assert "Retreat" in Page(shown.text).text
    assert "East door" in Page(shown.text).text
    assert len(ids(host, session)) == 1

    answer = tab.post(path, {})
    assert answer.response.headers["location"] == f"/desk/{session['id']}"
    assert tab.follow(answer).status == 200
    assert len(ids(host, session)) == 2


def test_an_observer_reads_results_records_and_exports_and_changes_nothing(room: Room, session: Json) -> None:
    poll = session["polls"][0]
    room.open(poll)
    tab = helper(room, session, "observer")
    one = f"/api/sessions/{session['id']}"

    shown = tab.get(f"/host/{session['id']}/results?poll={poll['id']}")
    assert shown.status == 200
    assert "Back to the console" not in shown.text
    assert tab.get(f"/print/{session['id']}/minutes").status == 200
    assert tab.get(f"/screen/{session['id']}").status == 200
    assert tab.get(f"{one}/export.json").status == 200
    assert tab.get(f"/api/polls/{poll['id']}/result").json["ballots"] == 0  # as the host: before reveal
    assert "screen_url" not in {name for name, value in tab.get(one).json.items() if value}
    with listening(room, session, "host", by=None, cookies=tab.cookies) as ear:
        ear.until("state")

    for path in (f"/host/{session['id']}", f"/desk/{session['id']}", path_of(session), "/host", "/host/access"):
        assert tab.get(path).status == 303, path
    assert tab.post(f"/host/{session['id']}/act", {"act": "close", "poll": poll["id"]}).status == 403
    assert room.state(poll) == "open"


def test_an_observer_of_a_sealed_poll_gets_no_more_than_the_host(room: Room) -> None:
    listed = [{"title": "One"}, {"title": "Two"}]
    session = room.session(polls=[{"title": "List", "display": "sealed", "options": listed}])
    poll = session["polls"][0]
    room.open(poll)
    tab = helper(room, session, "observer")

    assert tab.get(f"/api/polls/{poll['id']}/result").status == 409
    room.close(poll)
    assert tab.get(f"/api/polls/{poll['id']}/result").status == 200


def test_an_observer_sees_that_a_tie_is_the_hosts_to_settle(room: Room) -> None:
    session = room.session(polls=[{"title": "List", "winners": 1, "options": [{"title": "One"}, {"title": "Two"}]}])
    poll = session["polls"][0]
    room.open(poll)
    for choice in (0, 1):
        room.cast(room.join(session), poll, [choice])
    room.close(poll)

    shown = Page(helper(room, session, "observer").get(f"/host/{session['id']}/results").text)

    assert "The host decides it." in shown.text
    assert shown.values("method") == []
    host = Page(Tab(room).sign_in().get(f"/host/{session['id']}/results").text)
    assert "lot" in host.values("method")  # the control


def test_a_link_taken_back_lets_nobody_in_and_who_came_by_it_is_out(room: Room, session: Json, host: Tab) -> None:
    path = make_link(room, session, "observer", "", host)
    room.clock.pass_(1)
    tab, kept = come_in(room, path), helper(room, session, "observer")
    results, link = f"/host/{session['id']}/results", ids(host, session)[0]
    with listening(room, session, "host", by=None, cookies=tab.cookies) as ear:
        ear.until("state")
        assert tab.get(results).status == 200

        assert host.post(path_of(session), {"act": "take-back", "id": link}).status == 303

        ear.until("bye")
    assert tab.get(results).status == 303
    assert kept.get(results).status == 200
    assert (Tab(room).get(path).status, Tab(room).post(path, {}).status) == (404, 404)
    assert host.post(path_of(session), {"act": "take-back", "id": link}).status == 303  # safe to repeat


def test_one_helper_is_ended_and_the_others_of_the_link_stay(room: Room, session: Json, host: Tab) -> None:
    path = make_link(room, session, "desk", "", host)
    first = come_in(room, path)
    room.clock.pass_(1)
    second = come_in(room, path)
    newest = ids(host, session)[1]

    host.post(path_of(session), {"act": "end", "id": newest})

    assert first.get(f"/desk/{session['id']}").status == 200
    assert second.get(f"/desk/{session['id']}").response.headers["location"].startswith("/host/sign-in?next=/desk/")


def test_another_meetings_helper_cannot_be_ended_from_here(room: Room, session: Json, host: Tab) -> None:
    other = room.session()
    theirs = helper(room, other, "observer")
    link, signed_in = ids(host, other)

    host.post(path_of(session), {"act": "end", "id": signed_in})
    host.post(path_of(session), {"act": "take-back", "id": link})
    host.post("/host/access", {"act": "end", "id": signed_in})

    assert theirs.get(f"/host/{other['id']}/results").status == 200


def test_who_leaves_is_out_in_this_browser_alone(room: Room, session: Json, host: Tab) -> None:
    path = make_link(room, session, "desk", "", host)
    first, second = come_in(room, path), come_in(room, path)
    kept = dict(first.cookies)

    assert first.post(f"/host/{session['id']}/leave", {}).response.headers["location"] == "/"

    assert first.cookies == {}
    assert Tab(room, cookies=kept).get(f"/desk/{session['id']}").status == 303
    assert second.get(f"/desk/{session['id']}").status == 200


def test_a_host_who_looks_in_by_a_link_stays_a_host(room: Room, session: Json, host: Tab) -> None:
    path = make_link(room, session, "desk", "", host)

    host.post(path, {})

    assert host.get(f"/host/{session['id']}").status == 200
    assert "A new ticket" in Page(host.get(f"/desk/{session['id']}").text).text
    host.post(f"/host/{session['id']}/leave", {})
    assert host.get(f"/host/{session['id']}").status == 200


def test_turned_over_the_screens_link_shows_nothing_any_more(room: Room, session: Json, host: Tab) -> None:
    old, cookie = session["screen_url"].partition("8000")[2], room.screen_cookie(session)
    with listening(room, session, "screen", by=None, cookies=cookie) as ear:
        ear.until("state")

        assert host.post(path_of(session), {"act": "turn-screen"}).status == 303

        ear.until("bye")
    assert room.call("GET", old).status == 403
    assert room.call("GET", f"/screen/{session['id']}", cookies=cookie).status == 403
    fresh = room.host("GET", f"/api/sessions/{session['id']}").json
    assert fresh["screen_url"] != session["screen_url"]
    new = room.screen_cookie(fresh)
    assert room.call("GET", f"/screen/{session['id']}", cookies=new).status == 200
    assert fresh["screen_url"].replace("&", "&amp;") in host.get(f"/host/{session['id']}").text


def test_the_history_says_what_was_done(room: Room, session: Json, host: Tab) -> None:
    make_link(room, session, "observer", "", host)
    host.post(path_of(session), {"act": "turn-screen"})

    shown = Page(host.get(f"/host/{session['id']}").text).text

    assert "New projector link" in shown
    assert "Helper link created" in shown


@pytest.mark.parametrize("fields", [{"act": "make", "role": "host"}, {"act": "make", "role": ""}, {"act": "x"}])
def test_a_role_or_an_act_that_there_is_not_is_refused(hall: Room, fields: dict[str, str]) -> None:
    session, host = hall.session(), Tab(hall).sign_in()

    assert host.post(path_of(session), fields).status == 422
    assert ids(host, session) == []


def test_a_secret_that_was_never_made_is_not_found(room: Room) -> None:
    assert Tab(room).get("/in/never").status == 404
    assert Tab(room).post("/in/never", {}).status == 404


def test_a_deleted_meeting_takes_its_links_and_helpers_along(room: Room, session: Json, host: Tab) -> None:
    path = make_link(room, session, "observer", "", host)
    tab = come_in(room, path)
    with listening(room, session, "host", by=None, cookies=tab.cookies) as ear:
        ear.until("state")
        room.host("DELETE", f"/api/sessions/{session['id']}")
        ear.until("bye")

    assert Tab(room).get(path).status == 404
    with pytest.raises(WebSocketDisconnect), listening(room, session, "host", by=HOST_KEY):
        raise AssertionError("it was let in")

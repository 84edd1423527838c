"""The agenda over the API: set, gone through, its clocks; who may, and what a slip costs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import HOST_KEY, Answer, Json, Room
from tests.ladder import UNKNOWN
from tests.live.listening import listening

REPORT = {"kind": "report", "title": "Department reports", "department": "Services", "seconds": 420}
ITEMS: list[Json] = [
    {"kind": "check-in", "title": "Scan to join"},
    REPORT,
    {**REPORT, "department": "Order", "speaker": "Head of office"},
    {"kind": "break", "title": "Tea", "seconds": 600},
    {"kind": "message", "title": "Signing", "text": "Please come to the front."},
]


def put(room: Room, session: Json, items: list[Json]) -> Answer:
    return room.host("PUT", path(session), json={"items": items})


def path(session: Json, more: str = "") -> str:
    return f"/api/sessions/{session['id']}/agenda{more}"


def act(room: Room, session: Json, item: Json, do: str, **body: Any) -> Answer:
    return room.host("POST", path(session, f"/{item['id']}/{do}"), json=body)


def go_on(room: Room, session: Json) -> Json:
    """The item that is current then."""
    answer = room.host("POST", path(session, "/next"))
    assert answer.status == 200, answer.text
    return next(each for each in answer.json["items"] if each["id"] == answer.json["current"])


def scene(room: Room, session: Json) -> Json:
    found: Json = room.host("GET", f"/api/sessions/{session['id']}").json["scene"]
    return found


@pytest.fixture
def items(room: Room, session: Json) -> list[Json]:
    answer = put(room, session, ITEMS)
    assert answer.status == 200, answer.text
    found: list[Json] = answer.json["items"]
    return found


def test_an_agenda_is_kept_in_its_order_with_what_was_planned(room: Room, session: Json, items: list[Json]) -> None:
    kept = room.host("GET", path(session)).json

    assert kept == {"current": None, "items": items}
    assert [each["kind"] for each in items] == ["check-in", "report", "report", "break", "message"]
    assert (items[1]["department"], items[1]["seconds"], items[1]["left"]) == ("Services", 420, 420)
    assert (items[0]["left"], items[4]["text"]) == (None, "Please come to the front.")


def test_next_goes_through_it_and_the_screen_goes_along(room: Room, session: Json, items: list[Json]) -> None:
    kinds, scenes = [], []
    for _ in items:
        kinds.append(go_on(room, session)["kind"])
        scenes.append(scene(room, session)["kind"])

    assert kinds == ["check-in", "report", "report", "break", "message"]
    assert scenes == ["join", "timer", "timer", "timer", "message"]
    over = room.host("POST", path(session, "/next"))
    assert (over.status, over.problem) == (409, "agenda-over")


def test_a_report_is_ready_until_its_clock_is_started(room: Room, session: Json, items: list[Json]) -> None:
    act(room, session, items[1], "go")
    room.clock.pass_(60)
    assert room.host("GET", path(session)).json["items"][1]["left"] == 420

    assert act(room, session, items[1], "start").json["running"] is True
    room.clock.pass_(100)
    assert act(room, session, items[1], "pause").json["left"] == 320
    room.clock.pass_(50)
    assert act(room, session, items[1], "add", seconds=30).json["left"] == 350
    act(room, session, items[1], "start")
    room.clock.pass_(400)
    assert room.host("GET", path(session)).json["items"][1]["left"] == -50


def test_a_break_runs_from_when_it_begins(room: Room, session: Json, items: list[Json]) -> None:
    act(room, session, items[3], "go")
    room.clock.pass_(90)

    assert room.host("GET", path(session)).json["items"][3]["left"] == 510


def test_going_on_ends_the_item_and_keeps_the_time_it_took(room: Room, session: Json, items: list[Json]) -> None:
    act(room, session, items[1], "go")
    act(room, session, items[1], "start")
    room.clock.pass_(437)
    go_on(room, session)
    room.clock.pass_(20)

    first, second = room.host("GET", path(session)).json["items"][1:3]

    assert (first["taken"], first["left"], first["running"], first["ended_at"] is None) == (437, -17, False, False)
    assert (second["began_at"] is None, second["taken"]) == (False, 0)


def test_a_slip_is_gone_back_from_without_a_trace(room: Room, session: Json, items: list[Json]) -> None:
    act(room, session, items[1], "go")
    act(room, session, items[1], "start")
    room.clock.pass_(30)
    go_on(room, session)

    found = act(room, session, items[1], "go").json["items"]

    assert found[2]["began_at"] is None
    assert (found[1]["taken"], found[1]["running"], found[1]["ended_at"]) == (30, False, None)
    assert act(room, session, items[1], "start").json["left"] == 390


def test_going_to_where_one_is_changes_nothing(room: Room, session: Json, items: list[Json]) -> None:
    act(room, session, items[1], "go")
    act(room, session, items[1], "start")
    room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": "hold"})

    assert act(room, session, items[1], "go").json["items"][1]["running"] is True
    assert scene(room, session)["kind"] == "hold"


@pytest.mark.parametrize("do", ["start", "pause", "add"])
def test_only_the_current_items_clock_is_moved(room: Room, session: Json, items: list[Json], do: str) -> None:
    assert act(room, session, items[1], do).problem == "not-current"
    act(room, session, items[0], "go")
    assert act(room, session, items[0], do).problem == "no-clock"
    act(room, session, items[1], "go")
    assert act(room, session, items[1], do).status == 200  # the control


def test_what_took_place_stays_and_the_rest_can_be_changed(room: Room, session: Json, items: list[Json]) -> None:
    act(room, session, items[1], "go")

    refused = put(room, session, [{"kind": "break", "title": "Tea"}])
    assert (refused.status, refused.problem) == (409, "item-took-place")

    kept = {"id": items[1]["id"], "kind": "report", "title": "Reports", "seconds": 300}
    found = put(room, session, [{"kind": "break", "title": "Tea"}, kept]).json

    assert found["current"] == items[1]["id"]
    assert [each["title"] for each in found["items"]] == ["Tea", "Reports"]
    assert found["items"][1]["seconds"] == 300


def test_a_list_of_the_agenda_is_one_of_the_session(room: Room, session: Json) -> None:
    poll = session["polls"][0]["id"]
    other = room.session()["polls"][0]["id"]
    vote = {"kind": "poll", "title": "Vote", "polls": [poll]}

    assert put(room, session, [vote]).json["items"][0]["polls"] == [poll]
    assert put(room, session, [{**vote, "polls": [other]}]).at == ["items/0/polls"]


def test_a_poll_shows_its_turnout_and_a_reveal_begins_at_no_place(room: Room, session: Json) -> None:
    poll = session["polls"][0]
    vote, reveal = put(
        room, session, [{"kind": kind, "title": kind, "polls": [poll["id"]]} for kind in ("poll", "reveal")]
    ).json["items"]
    act(room, session, vote, "go")
    assert scene(room, session) == {"kind": "voting", "poll": poll["id"], "step": 0}
    room.open(poll)
    room.close(poll)
    act(room, session, reveal, "go")
    assert scene(room, session) == {"kind": "reveal", "poll": poll["id"], "step": 0}


def test_everybody_hears_whose_turn_it_is_and_how_long_still(room: Room, session: Json, items: list[Json]) -> None:
    voter = room.join(session)
    act(room, session, items[2], "go")
    with listening(room, session, "phone", by=voter) as phone, listening(room, session, "screen") as screen:
        for ear in (phone, screen):
            assert ear.until("state")["item"]["ready"] is True
        act(room, session, items[2], "start")
        for ear in (phone, screen):
            told = ear.until("state")["item"]
            assert (told["speaker"], told["department"], told["running"]) == ("Head of office", "Order", True)
            assert told["left"] == 420


@pytest.mark.parametrize(
    ("item", "at"),
    [
        ({"kind": "dance", "title": "x"}, "items/0/kind"),
        ({"kind": "break"}, "items/0/title"),
        ({"kind": "break", "title": " "}, "items/0/title"),
        ({"kind": "break", "title": "x", "seconds": 0}, "items/0/seconds"),
        ({"kind": "break", "title": "x", "id": "unknown"}, "items/0/id"),
    ],
)
def test_a_wrong_item_is_named(hall: Room, item: Json, at: str) -> None:
    refused = put(hall, hall.session(), [item])

    assert (refused.status, refused.at) == (422, [at])


def test_an_item_that_stands_there_twice_is_refused(room: Room, session: Json, items: list[Json]) -> None:
    again = {"id": items[0]["id"], "kind": "check-in", "title": "x"}

    assert put(room, session, [again, again]).status == 422


def test_unknown_items_and_sessions_are_not_found(room: Room, session: Json, items: list[Json]) -> None:
    assert act(room, session, {"id": UNKNOWN}, "go").problem == "unknown-item"
    assert act(room, room.session(), items[0], "go").problem == "unknown-item"
    assert put(room, {"id": UNKNOWN}, []).problem == "unknown-session"


def test_voters_read_the_agenda_and_only_hosts_change_it(room: Room, session: Json, items: list[Json]) -> None:
    voter = room.join(session)

    assert room.call("GET", path(session), by=voter).status == 200
    assert room.call("PUT", path(session), by=voter, json={"items": []}).status == 403
    assert room.call("POST", path(session, "/next"), by=voter).status == 403
    assert len(room.call("GET", path(session), by=HOST_KEY).json["items"]) == 5


def test_the_words_for_the_screen_are_not_told_to_voters_before_their_time(
    room: Room, session: Json, items: list[Json]
) -> None:
    voter, last = room.join(session, "East"), items[-1]

    def text(by: str) -> object:
        told = room.call("GET", path(session), by=by).json["items"]
        return next(each["text"] for each in told if each["id"] == last["id"])

    assert (text(voter), text(HOST_KEY)) == (None, "Please come to the front.")
    act(room, session, last, "go")
    assert text(voter) == "Please come to the front."

"""The console's "undo": takes back the last action where nothing is lost, once, and says so where it cannot."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.surfaces.test_console import act, refusal, remaining, scene, states
from tests.tab import Page, Tab


@pytest.fixture
def host(room: Room) -> Tab:
    return Tab(room).sign_in()


@pytest.fixture
def poll(session: Json) -> Json:
    return dict(session["polls"][0])


def console(host: Tab, session: Json) -> str:
    return host.get(f"/host/{session['id']}").text


def last(host: Tab, session: Json) -> str | None:
    """The number that the undo button carries, if there is one."""
    found = re.search(r'name="number" value="(\d+)"', console(host, session))
    return found[1] if found else None


def undo(host: Tab, session: Json, number: str | None = None) -> str | None:
    return refusal(act(host, session, "undo", number=number or last(host, session) or ""))


def test_a_picture_on_the_projector_is_taken_back_step_by_step(room: Room, host: Tab, session: Json) -> None:
    assert last(host, session) is None  # nothing was done yet
    act(host, session, "scene", kind="hold")
    act(host, session, "scene", kind="voting")

    assert undo(host, session) is None
    assert scene(room, session)[0] == "hold"
    assert undo(host, session) is None
    assert scene(room, session)[0] == "join"
    assert last(host, session) is None


def test_the_same_picture_again_is_nothing_to_take_back(room: Room, host: Tab, session: Json) -> None:
    act(host, session, "scene", kind="hold")
    act(host, session, "scene", kind="hold")

    undo(host, session)
    assert scene(room, session)[0] == "join"


def test_an_added_minute_is_taken_back(room: Room, host: Tab, session: Json, poll: Json) -> None:
    act(host, session, "open", poll, seconds="60")
    act(host, session, "extend", poll)
    assert remaining(room, poll) == 120

    assert undo(host, session) is None
    assert remaining(room, poll) == 60


def test_an_added_minute_that_runs_already_stays(room: Room, host: Tab, session: Json, poll: Json) -> None:
    act(host, session, "open", poll, seconds="60")
    act(host, session, "extend", poll)
    room.clock.pass_(31)  # without the minute 29 seconds would be left

    answer = act(host, session, "undo", number=last(host, session) or "")

    assert refusal(answer) == "too-late"
    assert "cannot be taken back" in Page(host.follow(answer).text).text
    assert remaining(room, poll) == 89


def test_what_cannot_be_given_back_has_no_undo(room: Room, host: Tab, session: Json, poll: Json) -> None:
    act(host, session, "scene", kind="hold")
    number = last(host, session)
    act(host, session, "open", poll, seconds="60")

    assert last(host, session) is None
    assert undo(host, session, number) == "nothing-to-undo"
    assert (states(room, session), scene(room, session)[0]) == (["open"], "tally")


def test_two_consoles_do_not_take_back_two_for_one(room: Room, host: Tab, session: Json) -> None:
    act(host, session, "scene", kind="hold")
    act(host, session, "scene", kind="voting")
    number = last(host, session)

    assert undo(host, session, number) is None
    assert undo(Tab(room).sign_in(), session, number) == "nothing-to-undo"
    assert scene(room, session)[0] == "hold"


def test_a_revealed_place_goes_back_until_the_result_is_public(
    room: Room, host: Tab, session: Json, poll: Json
) -> None:
    act(host, session, "open", poll)
    for option, votes in ((0, 2), (1, 1)):
        for _ in range(votes):
            room.cast(room.join(session), poll, [option])
    act(host, session, "close", poll)

    act(host, session, "reveal-next", poll)
    assert undo(host, session) is None
    assert scene(room, session)[0] == "tally"

    act(host, session, "reveal-next", poll)
    act(host, session, "reveal-next", poll)
    assert states(room, session) == ["revealed"]
    assert last(host, session) is None


def test_the_console_says_what_was_done_the_newest_first(room: Room, host: Tab, session: Json, poll: Json) -> None:
    act(host, session, "scene", kind="hold")
    act(host, session, "open", poll, seconds="300")
    act(host, session, "extend", poll, seconds="120")
    room.host("POST", f"/api/polls/{poll['id']}/close", json={"in": 10})  # the API is noted like the console

    text = Page(console(host, session)).text

    order = [
        text.index(each) for each in ("Closed: Livelihood", "2 minutes more", "Opened: Livelihood", "Projector: Title")
    ]
    assert order == sorted(order)


def test_a_refused_action_is_not_noted(room: Room, host: Tab, session: Json, poll: Json) -> None:
    act(host, session, "close", poll)

    assert "Recent actions" not in Page(console(host, session)).text
    act(host, session, "open", poll)
    assert "Recent actions" in Page(console(host, session)).text  # the control


@pytest.mark.parametrize("number", ["", "0", "99", "-1", "x", "9" * 5_000])
def test_a_number_that_is_nobodys_is_refused(room: Room, host: Tab, session: Json, number: str) -> None:
    act(host, session, "scene", kind="hold")

    assert refusal(act(host, session, "undo", number=number)) == "nothing-to-undo"
    assert scene(room, session)[0] == "hold"

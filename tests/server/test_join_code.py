"""GET /api/join/{code}: works · wrong codes, which are slowed down · wrong method."""

from __future__ import annotations

import asyncio

import pytest

from server.errors import TooManyTries
from server.limits import PER_SECOND, WAITING, Failures
from tests.builders import Room
from tests.server.ladder import assert_method_refused


def test_a_code_names_its_session_to_anyone(room: Room) -> None:
    session, other = room.session(groups=("East",)), room.session()

    found = room.call("GET", f"/api/join/{session['join_code']}")

    assert found.status == 200
    assert found.json == {"session": session["id"], "title": session["title"], "groups": session["groups"]}
    assert room.call("GET", f"/api/join/{other['join_code']}", by="unknown").json["session"] == other["id"]


@pytest.mark.parametrize("code", ["0", "0000000", "abcdef", "%20", "12345%00", "１２３４５６", "'--"])
def test_a_wrong_code_is_not_found(hall: Room, code: str) -> None:
    refused = hall.call("GET", f"/api/join/{code}")

    assert (refused.status, refused.problem) == (404, "unknown-session")


def test_another_method_is_told_the_right_one(room: Room) -> None:
    assert_method_refused(room, "POST", f"/api/join/{room.session()['join_code']}", "GET")


def test_wrong_codes_take_turns_of_a_twentieth_second() -> None:
    async def guess() -> float:
        failures, loop = Failures(), asyncio.get_running_loop()
        begin = loop.time()
        await asyncio.gather(*(failures.failed() for _ in range(8)))
        return loop.time() - begin

    assert asyncio.run(guess()) >= 8 / PER_SECOND - 0.01


def test_too_many_waiting_guesses_are_refused_and_then_it_calms_down() -> None:
    async def crowd() -> None:
        failures = Failures()
        failures.check()  # the control
        waiting = [asyncio.create_task(failures.failed()) for _ in range(WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(TooManyTries):
            failures.check()
        for each in waiting:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        failures.check()

    asyncio.run(crowd())


def test_a_right_code_is_answered_while_wrong_ones_wait(room: Room) -> None:
    session = room.session()
    for _ in range(3):
        room.call("GET", "/api/join/x")

    assert room.call("GET", f"/api/join/{session['join_code']}").response.elapsed.total_seconds() < 1

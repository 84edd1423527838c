"""GET /api/join/{code}: works · wrong codes, which are slowed down · wrong method."""

from __future__ import annotations

import asyncio

import pytest

from server.access.rate_limits import PER_SECOND, Failures
from server.errors import TooManyTries
from tests.builders import Room
from tests.ladder import assert_method_refused


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
        await asyncio.gather(*(failures.turn(f"10.0.0.{n % 2}") for n in range(8)))
        return loop.time() - begin

    assert asyncio.run(guess()) >= 8 / PER_SECOND - 0.01


def test_a_crowd_at_one_address_is_refused_and_then_it_calms_down() -> None:
    async def crowd() -> None:
        failures = Failures(per_second=100, waiting=20)
        failures.check("10.0.0.1")  # the control
        waiting = [asyncio.create_task(failures.turn("10.0.0.1")) for _ in range(20)]
        await asyncio.sleep(0)
        with pytest.raises(TooManyTries):
            failures.check("10.0.0.1")
        failures.check("10.0.0.2")  # nobody else is kept out
        await asyncio.gather(*waiting)
        failures.check("10.0.0.1")

    asyncio.run(crowd())


def test_whoever_hangs_up_early_has_used_a_turn_all_the_same() -> None:
    async def hasty() -> None:
        failures = Failures(per_second=1, waiting=20)
        for _ in range(20):
            hurried = asyncio.create_task(failures.turn("10.0.0.1"))
            await asyncio.sleep(0)
            hurried.cancel()
        with pytest.raises(TooManyTries):
            failures.check("10.0.0.1")

    asyncio.run(hasty())


def test_when_the_server_ends_nobody_waits_any_more() -> None:
    async def crowd() -> float:
        failures, loop = Failures(), asyncio.get_running_loop()
        begin = loop.time()
        waiting = asyncio.gather(*(failures.turn("10.0.0.1") for _ in range(400)))
        await asyncio.sleep(0.1)
        assert not waiting.done()  # the control: twenty seconds
        failures.end()
        await waiting
        await failures.turn("10.0.0.1")
        return loop.time() - begin

    assert asyncio.run(crowd()) < 1


def test_one_slip_is_answered_soon_though_somebody_else_tries_thousands() -> None:
    async def slip() -> float:
        failures, loop = Failures(), asyncio.get_running_loop()
        guesses = [asyncio.create_task(failures.turn("10.0.0.66")) for _ in range(900)]
        await asyncio.sleep(0)
        begin = loop.time()
        await failures.turn("10.0.0.1")
        took = loop.time() - begin
        for each in guesses:
            each.cancel()
        return took

    assert asyncio.run(slip()) < 0.5


def test_the_addresses_of_one_ipv6_customer_are_one() -> None:
    async def crowd() -> None:
        failures = Failures(waiting=2)
        waiting = [asyncio.create_task(failures.turn(f"2001:db8:1:2::{n}")) for n in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(TooManyTries):
            failures.check("2001:db8:1:2:ffff::9")
        for other in ("2001:db8:1:3::1", "10.0.0.1", "::ffff:10.0.0.1", "testclient"):
            failures.check(other)
        for each in waiting:
            each.cancel()

    asyncio.run(crowd())


def test_a_right_code_is_answered_while_wrong_ones_wait(room: Room) -> None:
    session = room.session()
    for _ in range(3):
        room.call("GET", "/api/join/x")

    assert room.call("GET", f"/api/join/{session['join_code']}").response.elapsed.total_seconds() < 1

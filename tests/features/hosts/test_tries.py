"""Trying keys and passphrases: what is counted, what slows down, and whom it never meets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.access.rate_limits import MANY, RateLimits
from tests.builders import HOST_KEY, Answer, Room
from tests.features.hosts.test_passphrase import PHRASE, set_it
from tests.tab import Tab


@pytest.fixture
def limits(fresh: Room) -> Iterator[RateLimits]:
    found: RateLimits = fresh.client.app.state.services.limits  # type: ignore[attr-defined]
    before = found.sign_ins._pause_s
    found.sign_ins._pause_s = 0.0
    yield found
    found.sign_ins._pause_s = before
    found.sign_ins._failed_at.clear()
    found.wrong_codes._failed_at.clear()


def by_link(room: Room, key: str) -> Answer:
    return Tab(room).get(f"/host/sign-in?key={key}")


def test_the_address_takes_the_key_and_never_the_passphrase(fresh: Room, limits: RateLimits) -> None:
    set_it(Tab(fresh).sign_in())

    assert Tab(fresh).post("/host/sign-in", {"key": PHRASE}).status == 303  # the control
    assert by_link(fresh, PHRASE).status == 401
    assert by_link(fresh, HOST_KEY).status == 303
    assert len(limits.sign_ins._failed_at) == 1


def test_failed_sign_ins_and_wrong_codes_are_counted_and_right_ones_are_not(fresh: Room, limits: RateLimits) -> None:
    session = fresh.session()
    set_it(Tab(fresh).sign_in())
    for key in (HOST_KEY, PHRASE, "wrong", "also wrong"):
        Tab(fresh).post("/host/sign-in", {"key": key})
    wrong = "000000" if session["join_code"] != "000000" else "000001"
    for code in (session["join_code"], wrong):
        fresh.call("GET", f"/api/join/{code}", by="unknown")

    assert (len(limits.sign_ins._failed_at), len(limits.wrong_codes._failed_at)) == (2, 1)


def test_after_a_hundred_failures_hosts_are_in_and_come_in_as_before(fresh: Room, limits: RateLimits) -> None:
    console = Tab(fresh).sign_in()
    set_it(console)
    for _ in range(MANY):
        limits.sign_ins.note()

    assert console.get("/host").status == 200
    assert Tab(fresh).post("/host/sign-in", {"key": HOST_KEY}).status == 303
    assert by_link(fresh, HOST_KEY).status == 303
    assert Tab(fresh).post("/host/sign-in", {"key": PHRASE}).status == 303  # it waits for its turn, and that is all

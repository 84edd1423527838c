"""What slows guessing down, and keeps out nobody who does not guess."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass

import pytest

from server.access import rate_limits
from server.access.rate_limits import (
    BALLOTS_AT_ONCE,
    BALLOTS_PER_SECOND,
    MANY,
    PER_SECOND,
    SIGN_INS_WAITING,
    WAITING,
    WITHIN_S,
    Buckets,
    Failures,
    KnownCodes,
)
from server.errors import TooManyTries
from tests.builders import HOST_KEY, Room
from tests.tab import Tab


@dataclass
class Now:
    """A clock that goes where it is put."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def now() -> Now:
    return Now()


def test_a_crowd_of_wrong_join_codes_does_not_keep_the_host_out(room: Room) -> None:
    services = room.client.app.state.services  # type: ignore[attr-defined]
    services.limits.wrong_codes._most = 0
    assert room.call("GET", "/api/join/000000", by="unknown").status == 429  # the control: it is crowded

    assert Tab(room).post("/host/sign-in", {"key": HOST_KEY}).status == 303

    services.limits.sign_ins._most = 0
    assert Tab(room).post("/host/sign-in", {"key": "wrong"}).status == 429  # sign-ins have a crowd of their own
    assert Tab(room).post("/host/sign-in", {"key": HOST_KEY}).status == 303  # and nobody guesses the key
    services.limits.wrong_codes._most, services.limits.sign_ins._most = WAITING, SIGN_INS_WAITING


def test_whoever_must_wait_before_being_looked_at_waits_as_long_as_after_a_failure() -> None:
    async def attempts() -> float:
        sign_ins, loop = Failures(per_second=20), asyncio.get_running_loop()
        begin = loop.time()
        await asyncio.gather(*(sign_ins.turn("10.0.0.1") for _ in range(4)), sign_ins.turn("10.0.0.1"))
        return loop.time() - begin

    assert 5 / 20 - 0.01 <= asyncio.run(attempts()) < 2


def test_after_many_failures_within_an_hour_the_pace_is_half_until_they_are_an_hour_old(now: Now) -> None:
    failures = Failures(clock=now)
    for _ in range(MANY - 1):
        failures.note()
        now.seconds += 1
    assert failures.pause_s == 1 / PER_SECOND  # the control

    failures.note()
    assert failures.pause_s == 2 / PER_SECOND
    now.seconds = WITHIN_S - 1
    assert failures.pause_s == 2 / PER_SECOND
    now.seconds = WITHIN_S
    assert failures.pause_s == 1 / PER_SECOND  # 99 within the last hour

    for _ in range(3 * MANY):
        failures.note()
        now.seconds += WITHIN_S / (MANY - 1)  # fewer an hour than that, however long it goes on
        assert failures.pause_s == 1 / PER_SECOND


def test_failures_are_told_at_half_the_pace_and_those_who_only_wait_do_not_count(now: Now) -> None:
    async def told(count: int, *, fail: bool) -> float:
        failures, loop = Failures(per_second=200, clock=now), asyncio.get_running_loop()
        for _ in range(MANY - count):
            failures.note()
        begin = loop.time()
        await asyncio.gather(*((failures.failed if fail else failures.turn)("10.0.0.1") for _ in range(count)))
        return loop.time() - begin

    assert asyncio.run(told(20, fail=True)) >= 20 * 2 / 200 > asyncio.run(told(20, fail=False))


def test_a_bucket_holds_so_many_and_fills_by_so_many_a_second(now: Now) -> None:
    buckets = Buckets(at_once=3, per_second=2, clock=now)
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 0]
    assert buckets.take("a") == 0.5
    assert buckets.take("b") == 0  # the control: the others have their own

    now.seconds += 0.5
    assert buckets.take("a") == 0
    assert buckets.take("a") == 0.5

    now.seconds += 100
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]  # full again, and not fuller


def test_who_is_refused_loses_nothing_by_asking(now: Now) -> None:
    buckets = Buckets(at_once=1, per_second=1, clock=now)
    buckets.take("a")
    for _ in range(9):
        now.seconds += 0.1
        assert buckets.take("a") > 0
    now.seconds += 0.1
    assert buckets.take("a") == 0


def test_a_phone_that_tries_again_every_second_is_never_refused(now: Now) -> None:
    buckets = Buckets(BALLOTS_AT_ONCE, BALLOTS_PER_SECOND, now)
    for _ in range(2_000):
        assert buckets.take("a") == 0
        now.seconds += 1


def test_what_was_not_used_can_be_given_back(now: Now) -> None:
    buckets = Buckets(at_once=1, per_second=1, clock=now)
    buckets.take("a")
    assert buckets.take("a") > 0  # the control
    buckets.give_back("a")
    assert buckets.take("a") == 0


def test_buckets_agree_with_a_plain_count_of_what_each_holds(now: Now) -> None:
    buckets, chance = Buckets(at_once=5, per_second=2, clock=now), random.Random(1)
    held, filled_at, outcomes = dict.fromkeys(range(20), 5.0), dict.fromkeys(range(20), 0.0), Counter[bool]()
    for _ in range(20_000):
        now.seconds += chance.choice((0, 0, 0.0625, 0.125, 2))
        whose = min(chance.randrange(40), 19)
        held[whose] = min(5.0, held[whose] + 2 * (now.seconds - filled_at[whose]))
        filled_at[whose] = now.seconds
        may = held[whose] >= 1
        held[whose] -= may
        assert (buckets.take(whose) == 0) is may
        outcomes[may] += 1
    assert min(outcomes.values()) > 1_000


def test_full_buckets_are_not_kept(now: Now) -> None:
    buckets = Buckets(at_once=10, per_second=2, clock=now)  # full again after five seconds
    for whose in range(1_000):
        buckets.take(whose)
    assert len(buckets) == 1_000  # the control
    for _ in range(4):
        now.seconds += 4
        buckets.take("last")
    assert len(buckets) <= 2


def test_a_code_is_known_at_the_address_where_it_was_used_and_the_oldest_is_forgotten() -> None:
    known = KnownCodes(most=2)
    known.add("10.0.0.1", "111111")
    known.add("2001:db8:1:2::1", "222222")

    assert known.has("10.0.0.1", "111111")
    assert known.has("2001:db8:1:2:ffff::9", "222222")  # the same customer
    assert not known.has("10.0.0.2", "111111")
    assert not known.has("10.0.0.1", "222222")

    known.add("10.0.0.1", "111111")
    known.add("10.0.0.1", "333333")
    assert (known.has("10.0.0.1", "111111"), known.has("2001:db8:1:2::1", "222222")) == (True, False)
    known.drop("10.0.0.1", "111111")
    assert not known.has("10.0.0.1", "111111")


def test_a_guesser_with_very_many_addresses_has_one_try_from_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "WAITING_IN_ALL", 30)

    async def crowd() -> None:
        failures = Failures(per_second=200)
        waiting = [asyncio.create_task(failures.turn(f"2001:db8:1:{n % 10}::1")) for n in range(30)]
        await asyncio.sleep(0)
        with pytest.raises(TooManyTries):
            failures.check("2001:db8:1:1::1")
        failures.check("10.0.0.1")  # nobody who has not tried is kept out
        await asyncio.gather(*waiting)
        failures.check("2001:db8:1:1::1")  # and then it calms down

    asyncio.run(crowd())

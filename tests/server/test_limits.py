"""What slows guessing down, and keeps out nobody who does not guess."""

from __future__ import annotations

import asyncio

from server.limits import Failures
from tests.builders import HOST_KEY, Room
from tests.server.tab import Tab


def test_a_crowd_of_wrong_join_codes_does_not_keep_the_host_out(room: Room) -> None:
    services = room.client.app.state.services  # type: ignore[attr-defined]
    services.failures._most = 0
    assert room.call("GET", "/api/join/000000", by="unknown").status == 429  # the control: it is crowded

    assert Tab(room).post("/host/sign-in", {"key": HOST_KEY}).status == 303

    services.sign_ins._most = 0
    assert Tab(room).post("/host/sign-in", {"key": HOST_KEY}).status == 429  # sign-ins have a crowd of their own


def test_whoever_must_wait_before_being_looked_at_waits_as_long_as_after_a_failure() -> None:
    async def attempts() -> float:
        sign_ins, loop = Failures(per_second=20), asyncio.get_running_loop()
        begin = loop.time()
        await asyncio.gather(*(sign_ins.turn("10.0.0.1") for _ in range(4)), sign_ins.failed("10.0.0.1"))
        return loop.time() - begin

    assert 5 / 20 - 0.01 <= asyncio.run(attempts()) < 2

"""The line for what phones ask: a few at a time, in their order, nobody for nothing, and early word when it is long."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import ClientDisconnect

from server.errors import Crowded
from server.store.crowd import is_for_crowd
from server.surfaces.phone_front import PhonePages
from server.web import error_pages
from server.web.crowd import AGAIN_S, IS_GONE, LONGEST_S, Crowd, Line
from tests.builders import Json, Room

AT_ONCE = Line.VOTERS.value


class Ticks:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def asked(is_gone: Callable[[], bool] | None = None, **cookies: str) -> Any:
    return SimpleNamespace(cookies=cookies, scope={IS_GONE: is_gone} if is_gone else {})


def play(story: Callable[[Crowd, Ticks], Awaitable[None]]) -> None:
    async def run() -> None:
        ticks = Ticks()
        crowd = Crowd(AT_ONCE, ticks)
        await story(crowd, ticks)
        assert crowd.waiting == 0
        async with crowd.turn(asked()):  # whatever happened, there are turns
            pass

    asyncio.run(run())


def hold(crowd: Crowd, request: Any, until: asyncio.Event, served: list[Any]) -> asyncio.Task[None]:
    async def one() -> None:
        async with crowd.turn(request):
            served.append(request)
            await until.wait()

    return asyncio.get_running_loop().create_task(one())


def test_a_few_are_served_at_a_time_and_the_others_in_their_order() -> None:
    async def story(crowd: Crowd, _: Ticks) -> None:
        done, served = asyncio.Event(), list[Any]()
        requests = [asked() for _ in range(3 * AT_ONCE)]
        tasks = [hold(crowd, each, done, served) for each in requests]
        await asyncio.sleep(0.01)
        assert served == requests[:AT_ONCE]
        done.set()
        await asyncio.gather(*tasks)
        assert served == requests

    play(story)


def test_who_left_is_passed_over() -> None:
    async def story(crowd: Crowd, _: Ticks) -> None:
        done, served = asyncio.Event(), list[Any]()
        tasks = [hold(crowd, asked(), done, served) for _ in range(AT_ONCE)]
        gone = hold(crowd, asked(lambda: True), done, served)
        last = hold(crowd, asked(), done, served)
        await asyncio.sleep(0.01)
        done.set()
        await asyncio.gather(*tasks, last)
        with pytest.raises(ClientDisconnect):
            await gone
        assert len(served) == AT_ONCE + 1

    play(story)


def test_when_the_first_has_waited_long_who_comes_is_told_to_come_again() -> None:
    async def story(crowd: Crowd, ticks: Ticks) -> None:
        done, served = asyncio.Event(), list[Any]()
        tasks = [hold(crowd, asked(), done, served) for _ in range(AT_ONCE + 1)]
        await asyncio.sleep(0.01)
        ticks.now += LONGEST_S + 0.1
        times = set()
        for _ in range(60):
            with pytest.raises(Crowded) as refused:
                async with crowd.turn(asked()):
                    pass
            times.add(refused.value.retry_after)
        assert times <= set(range(AGAIN_S[0], AGAIN_S[1] + 1))
        assert len(times) > 1  # not all at the same time
        async with crowd.turn(asked(host="a sign-in")):  # who runs the room stands in no line
            pass
        done.set()
        await asyncio.gather(*tasks)

    play(story)


def test_who_is_cancelled_leaves_no_turn_behind() -> None:
    async def story(crowd: Crowd, _: Ticks) -> None:
        done, served = asyncio.Event(), list[Any]()
        tasks = [hold(crowd, asked(), done, served) for _ in range(AT_ONCE)]
        in_line = [hold(crowd, asked(), done, served) for _ in range(2)]
        await asyncio.sleep(0.01)
        in_line[0].cancel()
        tasks[0].cancel()
        await asyncio.sleep(0.01)
        assert len(served) == AT_ONCE + 1
        in_line[1].cancel()
        done.set()
        await asyncio.gather(*tasks, *in_line, return_exceptions=True)

    play(story)


@pytest.fixture
def crowded(room: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A hall whose lines are long: all turns are taken, and somebody has waited long for one."""
    crowd: Crowd = room.client.app.state.services.crowds[Line.VOTERS]  # type: ignore[attr-defined]
    assert room.client.portal is not None
    never = room.client.portal.call(_future)
    crowd._served += AT_ONCE
    crowd._line.append((crowd._clock() - LONGEST_S - 1, never, lambda: False))
    monkeypatch.setattr("server.surfaces.phone_front.LONGEST_S", -1.0)
    yield
    crowd._served -= AT_ONCE
    crowd._line.clear()


async def _future() -> asyncio.Future[None]:
    return asyncio.get_running_loop().create_future()


def test_a_phone_in_a_crowd_is_told_so_by_a_page_that_asks_again(room: Room, session: Json, crowded: None) -> None:
    voter = room.join(session)
    room.host("GET", f"/api/sessions/{session['id']}")
    for query in ("", "?edit=x"):  # by the front, and the ordinary way
        answer = room.call("GET", f"/s/{session['id']}{query}", by=voter, headers={"Accept-Language": "en"})
        after = answer.response.headers["retry-after"]
        assert (answer.status, after.isdigit()) == (503, True)
        assert f'<meta http-equiv="refresh" content="{after}">' in answer.text
        assert "This page asks again by itself." in answer.text


def test_ballots_and_the_host_are_never_sent_away(room: Room, session: Json, poll: Json, crowded: None) -> None:
    voter = room.join(session)

    assert room.cast(voter, poll, [0]).status == 200
    assert room.host("GET", f"/api/polls/{poll['id']}/result").status == 200
    page = room.call("GET", f"/host/{session['id']}", cookies=room.host_cookie())
    assert page.status == 200


def test_a_known_room_sends_away_at_once(room: Room, session: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    voter = room.join(session)
    assert room.call("GET", f"/s/{session['id']}", by=voter).status == 200  # and the room is known
    monkeypatch.setattr("server.surfaces.phone_front.LONGEST_S", -1.0)
    looked = list[Any]()
    monkeypatch.setattr(PhonePages, "_page", lambda *given: looked.append(given))

    answer = room.call("GET", f"/s/{session['id']}", by=voter, headers={"Accept-Language": "zh-CN"})

    assert (answer.status, looked) == (503, [])
    assert "http-equiv" in answer.text


def test_what_a_refusal_reads_is_read_in_the_same_line(
    room: Room, session: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Strangers by the hundred must not use the readers of who runs the room."""
    read = error_pages.read_session
    asked: list[bool] = []

    async def watched(request: Any) -> Any:
        asked.append(is_for_crowd())
        return await read(request)

    monkeypatch.setattr(error_pages, "read_session", watched)
    stray = {f"voter-{session['id']}": "of nobody"}

    assert room.call("GET", f"/s/{session['id']}?edit=x", cookies=stray).status == 303
    assert asked == [True]


def test_who_reads_what_is_public_stands_in_another_line_than_voters(
    room: Room, session: Json, poll: Json, crowded: None
) -> None:
    voter = room.join(session)
    assert room.call("GET", f"/s/{session['id']}?edit=x", by=voter).status == 503
    room.close(poll)
    room.reveal(poll)
    assert room.call("GET", f"/r/{session['id']}").status == 200

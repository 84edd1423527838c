"""The lane for pages: what it answers is what the ordinary way answers, and whoever left has nothing made."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from httpx2 import Response

from server.surfaces import phone_front
from server.surfaces.phone_front import PhonePages
from tests.builders import Json, Room
from tests.process.lane import Lane, play, raw

FRESH = re.compile(r'(name="id" value=")[0-9a-z]{16}"')


@pytest.fixture
def voter(room: Room, session: Json) -> str:
    voter = room.join(session, "East")
    room.call("GET", f"/s/{session['id']}", by=voter)  # the room is known from now on
    return voter


def request(room: Room, session: Json, voter: str, cookies: str = "", **headers: str) -> bytes:
    cookie = f"voter-{session['id']}={voter}{cookies}"
    return raw(room, "GET", f"/s/{session['id']}", {"Cookie": cookie, "Accept-Language": "en", **headers}, {})


def text_of(answer: Response) -> str:
    """Without what is another one on each page."""
    return FRESH.sub(r'\1"', answer.text)


@pytest.mark.parametrize("accepted", ["gzip, deflate, br", "identity", "gzip;q=0"])
def test_a_page_is_answered_as_on_the_ordinary_way(
    room: Room, session: Json, poll: Json, voter: str, accepted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.call("GET", f"/s/{session['id']}", by=voter)
    asked = request(room, session, voter, "; big=1; lang=ja", **{"Accept-Encoding": accepted})
    found: list[Response] = []

    async def story(lane: Lane) -> None:
        lane.send(asked)
        found.extend(await lane.wire.answers())

    by_lane = play(room, story)
    with monkeypatch.context() as alone:
        alone.setattr(PhonePages, "_asked", lambda *_: None)
        ordinary = play(room, story)

    assert (by_lane.ordinary, ordinary.ordinary) == ([], [f"/s/{session['id']}"])
    assert text_of(found[0]) == text_of(found[1])
    assert poll["title"] in text_of(found[0])
    heads = [{**each.headers, "content-length": ""} for each in found]
    assert heads[0] == heads[1]
    assert (heads[0].get("content-encoding") == "gzip") is accepted.startswith("gzip,")


def test_codes_are_left_on_the_phone_as_on_the_ordinary_way(
    room: Room, session: Json, poll: Json, voter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.cast(voter, poll, [0, 2])
    room.call("GET", f"/s/{session['id']}", by=voter)
    found: list[Response] = []

    async def story(lane: Lane) -> None:
        lane.send(request(room, session, voter))
        found.extend(await lane.wire.answers())

    assert play(room, story).ordinary == []
    with monkeypatch.context() as alone:
        alone.setattr(PhonePages, "_asked", lambda *_: None)
        assert play(room, story).ordinary

    assert found[0].headers["set-cookie"] == found[1].headers["set-cookie"]
    assert "mine=" in found[0].headers["set-cookie"]
    assert text_of(found[0]) == text_of(found[1])
    kept = found[0].headers["set-cookie"].partition(";")[0]

    async def again(lane: Lane) -> None:
        lane.send(request(room, session, voter, f"; {kept}"))
        found.extend(await lane.wire.answers())

    play(room, again)
    assert "set-cookie" not in found[2].headers


def test_pages_and_other_requests_on_one_connection_keep_their_order(
    room: Room, session: Json, poll: Json, voter: str
) -> None:
    room.call("GET", f"/s/{session['id']}", by=voter)
    look = raw(room, "GET", "/healthz", {}, {})
    page = request(room, session, voter)

    async def story(lane: Lane) -> None:
        lane.send(page + look + page + page)
        answers = await lane.wire.answers(4)
        kinds = [answer.headers["content-type"].partition(";")[0] for answer in answers]
        assert kinds == ["text/html", "application/json", "text/html", "text/html"]
        lane.send(page)
        assert (await lane.wire.answers())[0].status_code == 200

    assert play(room, story).ordinary == ["/healthz"]


def test_a_connection_that_is_to_end_ends_after_its_page(room: Room, session: Json, poll: Json, voter: str) -> None:
    room.call("GET", f"/s/{session['id']}", by=voter)

    async def story(lane: Lane) -> None:
        lane.send(request(room, session, voter, Connection="close"))
        answer = (await lane.wire.answers())[0]
        assert (answer.status_code, answer.headers["connection"]) == (200, "close")
        assert lane.wire.is_closed

    assert play(room, story).ordinary == []


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("?edit=x", {}),
        ("?lang=en", {}),
        ("/reports", {}),
        ("", {"Content-Length": "3"}),
        ("", {"X-Forwarded-Proto": "https"}),
        ("", {"Host": "elsewhere.example"}),
        ("", {"Authorization": "Basic abc"}),
    ],
)
def test_what_is_not_plainly_in_order_goes_the_ordinary_way(
    room: Room, session: Json, voter: str, path: str, more: dict[str, str]
) -> None:
    asked = request(room, session, voter, **more).replace(b" HTTP", f"{path} HTTP".encode(), 1)

    async def story(lane: Lane) -> None:
        lane.send(asked + b"abc" * ("Content-Length" in more))
        await lane.wire.answers()

    assert len(play(room, story).ordinary) == 1


@pytest.mark.parametrize("cookie", ["; host=x", "; teller-x=1", "; receipts=1.ABC"])
def test_who_may_be_somebody_else_too_goes_the_ordinary_way(room: Room, session: Json, voter: str, cookie: str) -> None:
    async def story(lane: Lane) -> None:
        lane.send(request(room, session, voter, cookie))
        assert (await lane.wire.answers())[0].status_code == 200

    assert len(play(room, story).ordinary) == 1


@pytest.mark.parametrize("cookie", ["; voter-0123456789abcdef=old", "; _ga=1", "; screen-x=1", "; seat=x"])
def test_cookies_of_meetings_before_and_of_other_programs_change_nothing(
    room: Room, session: Json, voter: str, cookie: str
) -> None:
    async def story(lane: Lane) -> None:
        lane.send(request(room, session, voter, cookie))
        assert (await lane.wire.answers())[0].status_code == 200

    assert play(room, story).ordinary == []


def test_a_stranger_is_led_to_the_door_at_once_and_who_is_elsewhere_the_ordinary_way(
    room: Room, session: Json, voter: str
) -> None:
    other = room.session(options=3)
    stranger = room.join(other)
    found: list[Response] = []

    async def story(lane: Lane) -> None:
        for token in ("0" * 43, stranger):
            lane.send(request(room, session, token))
            found.extend(await lane.wire.answers())

    assert len(play(room, story).ordinary) == 1
    assert {answer.status_code for answer in found} == {303}
    assert {**found[0].headers} == {**found[1].headers}
    assert found[0].headers["location"] == f"/j/{session['join_code']}"


def test_for_who_left_nothing_is_made(room: Room, session: Json, voter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    page = PhonePages._page
    monkeypatch.setattr(PhonePages, "_page", lambda *given: made.append(given) or page(*given))

    async def story(lane: Lane) -> None:
        lane.send(request(room, session, voter))
        lane.wire.close()
        for _ in range(500):
            if lane.protocol.cycle.response_complete:
                break
            await asyncio.sleep(0.01)
        assert lane.protocol.cycle.response_complete
        assert lane.wire.written == b""

    assert play(room, story).ordinary == []
    assert made == []


def test_a_page_that_cannot_be_shared_after_all_is_made_the_ordinary_way(
    room: Room, session: Json, voter: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("a fault in a page")

    monkeypatch.setattr(phone_front, "shared_page", fails)

    async def story(lane: Lane) -> None:
        lane.send(request(room, session, voter))
        assert (await lane.wire.answers())[0].status_code == 200

    assert len(play(room, story).ordinary) == 1
    assert "a fault in a page" in caplog.text

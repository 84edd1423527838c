"""A revealed result is judged once per change, however many look at it, and anew after each change."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from server.features.exports import public_page
from server.live import snapshots
from tests.builders import Json, Room
from tests.features.polls.erasing import wait_for_erasure
from tests.features.polls.ties import settle, tied
from tests.tab import Page, Tab


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each list was judged."""
    counted: Counter[str] = Counter()
    judge = snapshots.judge

    def counting(poll: Any, *given: Any) -> Any:
        counted[poll.id] += 1
        return judge(poll, *given)

    monkeypatch.setattr(snapshots, "judge", counting)
    return counted


def session_of(room: Room, poll: Json) -> Json:
    """The session of a list."""
    session: Json = room.host("GET", f"/api/sessions/{poll['session']}").json
    return session


def test_a_hall_that_looks_at_a_result_has_it_judged_once(room: Room, judged: Counter[str]) -> None:
    poll = tied(room)
    session = session_of(room, poll)
    phones = [room.join(session) for _ in range(3)]
    room.reveal(poll)
    wait_for_erasure(room, poll)  # which is one more change
    judged.clear()

    pages = [room.call("GET", f"/s/{session['id']}", by=phone) for phone in phones]
    public = [room.call("GET", f"/r/{session['id']}") for _ in range(3)]

    assert {page.status for page in (*pages, *public)} == {200}
    assert all("Lift" in page.text for page in (*pages, *public))
    assert judged == {poll["id"]: 1}


def test_a_change_of_the_session_has_it_judged_again(room: Room, judged: Counter[str]) -> None:
    poll = tied(room)
    session = session_of(room, poll)
    phone = room.join(session)
    room.reveal(poll)

    def page() -> str:
        return Page(room.call("GET", f"/s/{session['id']}", by=phone, headers={"Accept-Language": "en"}).text).text

    assert "places are still open" in page()
    assert settle(room, poll, "lot", seed="a seed").status == 200
    assert "drawn by lot" in page()
    judged.clear()
    page()
    assert judged == {}


def test_who_joins_late_makes_nothing_be_judged_anew(room: Room, judged: Counter[str]) -> None:
    """They were not there when the list closed."""
    poll = tied(room)
    session = session_of(room, poll)
    phone = room.join(session)
    room.reveal(poll)
    voters = sum((4, 2, 2, 2, 1))

    def pages() -> list[str]:
        asked = {"by": phone, "headers": {"Accept-Language": "en"}}
        answers = (Tab(room).get(f"/r/{session['id']}"), room.call("GET", f"/s/{session['id']}", **asked))
        return [Page(answer.text).text for answer in answers]

    assert all(f"{voters} joined" in page for page in pages())
    judged.clear()
    room.join(session)
    assert all(f"{voters} joined" in page for page in pages())
    assert judged == {}


def test_before_the_reveal_every_reader_gets_the_newest(room: Room, judged: Counter[str]) -> None:
    session = room.session(options=3)
    poll = session["polls"][0]
    room.open(poll)
    room.cast(room.join(session), poll, [0])
    assert room.votes(poll) == [1, 0, 0]

    room.cast(room.join(session), poll, [0])

    assert room.votes(poll) == [2, 0, 0]


def test_console_screen_and_exports_have_a_result_judged_once_until_it_changes(
    room: Room, judged: Counter[str]
) -> None:
    poll = tied(room)
    session = session_of(room, poll)
    wait_for_erasure(room, poll)
    cookies, sid = {**room.host_cookie(), **room.screen_cookie(session)}, session["id"]
    judged.clear()

    paths = (f"/host/{sid}", f"/screen/{sid}", f"/api/sessions/{sid}/export.csv", f"/api/polls/{poll['id']}/result")

    def everything() -> list[int]:
        return [room.call("GET", path, cookies=cookies).status for path in paths for _ in range(2)]

    assert set(everything()) == {200}
    before = judged[poll["id"]]
    settle(room, poll, method="include")
    assert set(everything()) == {200}

    assert before <= 1  # 0 where this very result was asked for before
    assert judged[poll["id"]] == before + 1  # settling the tie is the change


def test_the_public_page_is_made_once_and_again_when_it_changes(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make = public_page.make_html

    def counting(*given: Any, **more: Any) -> str:
        made.append(make(*given, **more))
        return made[-1]

    monkeypatch.setattr(public_page, "make_html", counting)
    poll = tied(room)
    session = session_of(room, poll)
    room.reveal(poll)
    wait_for_erasure(room, poll)
    path = f"/r/{session['id']}"

    pages = {room.call("GET", path).text for _ in range(3)}
    asked_otherwise = room.call("GET", f"{path}?big=0")
    by_host = room.call("GET", path, cookies=room.host_cookie())

    assert (len(pages), len(made)) == (1, 1)
    assert {asked_otherwise.status, by_host.status} == {200}
    assert {**asked_otherwise.response.headers}.keys() - {"set-cookie"} == {
        **room.call("GET", path).response.headers
    }.keys()
    settle(room, poll, method="include")
    assert room.call("GET", path).text not in pages

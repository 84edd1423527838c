"""Time: polls close by themselves, with the server running and with it away; a restart loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.builders import Clock, Json, Room, client_of
from tests.live.listening import listening


@contextmanager
def running(folder: Path, clock: Clock) -> Iterator[Room]:
    """One life of a server on this folder."""
    with client_of(folder, clock) as client:
        yield Room(client, clock, folder)


@pytest.mark.parametrize("end", ["deadline", "countdown"])
def test_the_room_is_told_when_time_is_over(room: Room, session: Json, draft: Json, end: str) -> None:
    room.open(draft, **({"seconds": 1} if end == "deadline" else {}))
    with listening(room, session, "phone", by=room.join(session)) as phone:
        phone.until("state")
        if end == "countdown":
            room.close(draft, within=1)
            assert phone.until("state")["polls"][0]["closing"] is True
        room.clock.pass_(1)

        poll = phone.until("state")["polls"][0]  # the real second passes meanwhile

    assert (poll["state"], poll["remaining"], poll["closing"]) == ("closed", None, False)


def test_an_extended_deadline_is_kept_in_mind(room: Room, session: Json, draft: Json) -> None:
    room.open(draft, seconds=1)
    room.host("POST", f"/api/polls/{draft['id']}/extend", json={"seconds": 60})
    with listening(room, session, "host") as host:
        host.rest(1.2)
        assert room.state(draft) == "open"

    room.clock.pass_(61)
    assert room.state(draft) == "closed"


@pytest.mark.parametrize("end", ["deadline", "countdown"])
def test_a_poll_whose_time_passed_while_the_server_was_away_is_closed(tmp_path: Path, clock: Clock, end: str) -> None:
    with running(tmp_path, clock) as room:
        session = room.session(options=2)
        poll = session["polls"][0]
        early, late = room.join(session), room.join(session)
        room.open(poll, **({"seconds": 60} if end == "deadline" else {}))
        if end == "countdown":
            room.close(poll, within=60)
        assert room.cast(early, poll, [0]).status == 200
        before = room.result(poll)
    clock.pass_(3_600)

    with running(tmp_path, clock) as room:
        refused = room.cast(late, poll, [1])
        assert (refused.status, refused.json["state"]) == (409, "closed")
        assert (room.state(poll), room.votes(poll)) == ("closed", [1, 0])
        assert room.result(poll)["ballots"] == before["ballots"]
        closed_at = room.host("GET", f"/api/sessions/{session['id']}").json["polls"][0]["closed_at"]
        assert closed_at == "2026-12-05T06:01:00Z"  # when its time was over, not when the server came back
        assert room.open(poll).status == 409


def test_a_countdown_and_a_deadline_resume_after_a_restart(tmp_path: Path, clock: Clock) -> None:
    lists = [{"title": str(n), "options": [{"title": "One"}]} for n in range(2)]
    with running(tmp_path, clock) as room:
        session = room.session(polls=lists)
        counting, timed = session["polls"]
        room.open(counting)
        room.open(timed, seconds=100)
        room.close(counting, within=30)
    clock.pass_(10)

    with running(tmp_path, clock) as room:
        voter = room.join(session)
        seen = room.host("GET", f"/api/sessions/{session['id']}").json["polls"]
        assert [(poll["state"], poll["remaining"], poll["closing"]) for poll in seen] == [
            ("open", 20, True),
            ("open", 90, False),
        ]
        assert room.cast(voter, counting, [0]).status == 200
        cancelled = room.host("POST", f"/api/polls/{counting['id']}/cancel-close")
        assert (cancelled.status, cancelled.json["remaining"]) == (200, None)
        clock.pass_(90)
        assert (room.state(counting), room.state(timed)) == ("open", "closed")


def test_scene_credentials_and_ballots_survive_a_restart(tmp_path: Path, clock: Clock) -> None:
    with running(tmp_path, clock) as room:
        session = room.session(options=3, groups=("East", "West"))
        poll = session["polls"][0]
        room.open(poll)
        voter, host, screen = room.join(session, "East"), room.host_cookie(), room.screen_cookie(session)
        first = room.cast(voter, poll, [0], id="one").json
        room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": "tally", "poll": poll["id"]})
        before = room.host("GET", f"/api/sessions/{session['id']}").json

    with running(tmp_path, clock) as room:
        assert room.host("GET", f"/api/sessions/{session['id']}").json == before
        assert room.call("GET", "/host", cookies=host).status == 200
        assert 'data-page="tally"' in room.call("GET", f"/screen/{session['id']}", cookies=screen).text
        assert room.cast(voter, poll, [0], id="one").json == first
        assert room.cast(voter, poll, [2], revision=1).json["revision"] == 2
        assert room.votes(poll) == [0, 0, 1]
        assert room.call("GET", f"/api/polls/{poll['id']}/ballot", by=voter).json["revision"] == 2
        with listening(room, session, "screen", cookies=screen) as ear:
            state = ear.next()
            assert (state["scene"]["kind"], state["polls"][0]["state"]) == ("tally", "open")
            assert ear.until("tally")["ballots"] == 1


def test_a_closed_result_stays_frozen_through_a_restart(tmp_path: Path, clock: Clock) -> None:
    with running(tmp_path, clock) as room:
        session = room.session(options=3)
        poll = session["polls"][0]
        voters = [room.join(session) for _ in range(3)]
        room.open(poll)
        for voter in voters:
            room.cast(voter, poll, [1])
        room.close(poll)
        before = room.result(poll)

    with running(tmp_path, clock) as room:
        assert room.result(poll) == before
        assert [room.cast(voter, poll, [0]).status for voter in voters] == [409] * 3
        assert room.result(poll) == before


def test_a_stop_answers_what_was_taken_in(tmp_path: Path, clock: Clock) -> None:
    with running(tmp_path, clock) as room:
        session = room.session(options=1)
        poll = session["polls"][0]
        room.open(poll)
        answers = [room.cast(room.join(session), poll, [0]).status for _ in range(20)]

    with running(tmp_path, clock) as room:
        assert answers == [200] * 20
        assert room.votes(poll) == [20]

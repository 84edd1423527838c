"""POST /api/sessions/{session}/join: works · other session · wrong state · repeated · malformed · wrong method."""

from __future__ import annotations

from typing import Any

import pytest

from server.store import sessions
from server.store.database import Connection
from tests.builders import HOST_KEY, ORIGIN, Answer, Json, Room
from tests.ladder import UNKNOWN, assert_method_refused, assert_refused, broken, send
from votes.model import Session, SessionId


def join(room: Room, session: Json, group: str | None = None, **more: Any) -> Answer:
    return room.call("POST", f"/api/sessions/{session['id']}/join", json={"group": group}, **more)


def group_of(session: Json, name: str) -> str:
    return str(next(group["id"] for group in session["groups"] if group["name"] == name))


def joined(room: Room, session: Json) -> dict[str, int]:
    return dict(room.host("GET", f"/api/sessions/{session['id']}/export.json").json["joined"])


@pytest.mark.parametrize("group", ["East", None])
def test_whoever_joins_is_a_voter_in_the_group_it_named(
    room: Room, session: Json, poll: Json, group: str | None
) -> None:
    wanted = group_of(session, group) if group else None

    answer = join(room, session, wanted)

    assert (answer.status, answer.json["group"], answer.json["moved"]) == (201, wanted, False)
    assert room.cast(answer.json["voter"], poll, [0]).status == 200
    assert joined(room, session) == {wanted or "": 1}


def test_a_body_that_is_absent_joins_without_a_group(room: Room, session: Json) -> None:
    answer = room.call("POST", f"/api/sessions/{session['id']}/join")

    assert (answer.status, answer.json["group"]) == (201, None)


def test_the_cookie_that_joining_leaves_is_the_credential_and_no_script_reads_it(
    room: Room, session: Json, poll: Json
) -> None:
    answer = join(room, session)
    header = answer.response.headers["set-cookie"]

    assert answer.cookies == {f"voter-{session['id']}": answer.json["voter"]}
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip().lower() for part in header.split(";")}
    seen = room.call("GET", f"/api/sessions/{session['id']}", cookies=answer.cookies)
    assert seen.status == 200


def test_everybody_who_joins_is_another_voter(room: Room, session: Json) -> None:
    tokens = {join(room, session).json["voter"] for _ in range(5)}

    assert len(tokens) == 5
    assert joined(room, session) == {"": 5}
    assert min(map(len, tokens)) >= 43  # 256 bits


def test_joining_again_is_the_same_voter(room: Room, session: Json) -> None:
    first = join(room, session, group_of(session, "East"))

    by_bearer = join(room, session, group_of(session, "East"), by=first.json["voter"])
    by_cookie = join(room, session, group_of(session, "East"), cookies=first.cookies, headers={"Origin": ORIGIN})

    assert (by_bearer.status, by_bearer.json) == (200, first.json)
    assert (by_cookie.status, by_cookie.json) == (200, first.json)
    assert joined(room, session) == {group_of(session, "East"): 1}


def test_who_has_not_voted_changes_the_group_by_joining_again(room: Room, session: Json, poll: Json) -> None:
    voter = join(room, session, group_of(session, "East")).json["voter"]

    moved = join(room, session, group_of(session, "West"), by=voter)

    assert (moved.status, moved.json["group"]) == (200, group_of(session, "West"))
    assert joined(room, session) == {group_of(session, "West"): 1}
    room.cast(voter, poll, [0])
    room.close(poll)
    by_name = {row["name"]: row["ballots"] for row in room.result(poll)["groups"]}
    assert by_name == {"East": 0, "West": 1}


def test_who_has_voted_joins_again_and_stays_in_its_group(room: Room, session: Json, poll: Json) -> None:
    voter = join(room, session, group_of(session, "East")).json["voter"]
    room.cast(voter, poll, [0])

    again = join(room, session, group_of(session, "West"), by=voter)

    assert (again.status, again.json["group"]) == (200, group_of(session, "East"))
    assert joined(room, session) == {group_of(session, "East"): 1}


@pytest.mark.parametrize("is_again", [False, True])
def test_an_unknown_group_is_refused(room: Room, session: Json, is_again: bool) -> None:
    foreign = group_of(room.session(groups=("East",)), "East")
    voter = join(room, session, group_of(session, "East")).json["voter"] if is_again else None
    before = joined(room, session)

    for group in (foreign, UNKNOWN, " "):
        refused = join(room, session, group, by=voter)
        assert (refused.status, refused.problem, refused.at) == (422, "unknown-group", ["group"]), group

    assert joined(room, session) == before


def test_a_credential_of_another_session_joins_as_a_new_voter(room: Room, session: Json) -> None:
    elsewhere = room.session()
    voter = room.join(elsewhere)

    answer = join(room, session, by=voter)

    assert (answer.status, answer.json["voter"] == voter) == (201, False)
    assert (joined(room, session), joined(room, elsewhere)) == ({"": 1}, {"": 1})


def test_joining_is_open_in_every_state_of_the_lists(room: Room, session: Json, draft: Json) -> None:
    for step in (room.open, room.close, room.reveal):
        assert step(draft).status == 200
        assert join(room, session).status == 201


def test_a_session_that_is_not_there_is_not_found(room: Room) -> None:
    assert join(room, {"id": UNKNOWN}).problem == "unknown-session"


@pytest.mark.parametrize("body", broken(8192))
def test_a_broken_body_is_refused(hall: Room, body: Any) -> None:
    session = hall.session()

    assert_refused(send(hall, "POST", f"/api/sessions/{session['id']}/join", body, HOST_KEY), body)
    assert joined(hall, session) == {}


def test_another_method_is_told_the_right_one(room: Room, session: Json) -> None:
    assert_method_refused(room, "GET", f"/api/sessions/{session['id']}/join", "POST")


def test_joining_again_without_a_group_keeps_it_and_null_takes_the_voter_out(room: Room) -> None:
    session = room.session(groups=["A", "B"])
    voter, path = room.join(session, "A"), f"/api/sessions/{session['id']}/join"
    inside = session["groups"][0]["id"]

    assert room.call("POST", path, by=voter, json={}).json["group"] == inside
    assert room.call("POST", path, by=voter, json={"group": None}).json["group"] is None  # the control


def test_a_hall_that_joins_has_its_session_read_once(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    session = room.session(groups=("East",))
    read: list[str] = []
    get = sessions.get

    async def counting(connection: Connection, id: SessionId) -> Session:
        read.append(id)
        return await get(connection, id)

    monkeypatch.setattr(sessions, "get", counting)
    for _ in range(5):
        room.join(session, "East")
    joined = len(read)
    assert room.host("DELETE", f"/api/sessions/{session['id']}").status == 204

    assert joined <= 1
    gone = room.call("POST", f"/api/sessions/{session['id']}/join", json={})
    assert gone.status == 404  # what is kept in memory goes with the session

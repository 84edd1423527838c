"""A request with several things wrong is told the first: credential, 404, 415 or 413, 400, 422, 409."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.ladder import JSON, UNKNOWN

TEXT = {"Content-Type": "text/plain"}
WRITES = {
    "POST /api/polls/{poll}/open": {"seconds": 60},
    "POST /api/polls/{poll}/extend": {"seconds": 60},
    "POST /api/polls/{poll}/close": {"in": 10},
    "POST /api/polls/{poll}/cancel-close": {},
    "POST /api/polls/{poll}/reveal": {},
    "PATCH /api/polls/{poll}": {"title": "New"},
    "PUT /api/polls/{poll}/ballot": {"choices": ["{option}"]},
    "PUT /api/sessions/{session}/scene": {"kind": "reveal", "poll": "{poll}"},
    "PATCH /api/sessions/{session}": {"groups": []},
}


class Attempt:
    """One write, sent with more or less of it wrong, to a session where it is refused for its state."""

    def __init__(self, room: Room, row: str) -> None:
        self.room, (self.method, self.path) = room, row.split(" ")
        self.session = room.session(options=1)
        self.poll = self.session["polls"][0]
        self.voter, self.stranger = room.join(self.session), room.join(room.session())
        if row.endswith(("open", "reveal")) or row.startswith("PATCH /api/polls"):
            room.open(self.poll)
        self.body = self._filled(WRITES[row])
        self.right = self.voter if row.endswith("ballot") else HOST_KEY
        self.wrong = HOST_KEY if row.endswith("ballot") else self.voter

    def _filled(self, body: Json) -> Any:
        names = {"{poll}": self.poll["id"], "{option}": self.poll["options"][0]["id"]}
        return {
            k: [names[each] for each in v] if isinstance(v, list) and v else names.get(str(v), v)
            for k, v in body.items()
        }

    def send(self, by: str | None, *, found: bool, **more: Any) -> int:
        path = self.path.replace("{session}", self.session["id"] if found else UNKNOWN)
        path = path.replace("{poll}", self.poll["id"] if found else UNKNOWN)
        return self.room.call(self.method, path, by=by, **more).status


@pytest.mark.parametrize("row", WRITES)
def test_the_first_fault_is_the_one_that_is_told(hall: Room, row: str) -> None:
    attempt = Attempt(hall, row)
    junk, large = {"content": b"{", "headers": TEXT}, {"content": b"{" * (2 * 1024 * 1024), "headers": JSON}

    assert attempt.send(None, found=False, **junk) == 401
    assert attempt.send("unknown", found=False, **large) == 401
    assert attempt.send(attempt.wrong, found=True, **junk) == 403
    assert attempt.send(attempt.stranger, found=True, **large) == 403
    assert attempt.send(attempt.right, found=False, **junk) in ((404,) if attempt.right == HOST_KEY else (403, 404))
    assert attempt.send(attempt.right, found=True, **junk) == 415
    assert attempt.send(attempt.right, found=True, **large) == 413
    assert attempt.send(attempt.right, found=True, content=b'{"nope": 1, ', headers=JSON) == 400
    assert attempt.send(attempt.right, found=True, json={**attempt.body, "nope": 1}) == 422
    assert attempt.send(attempt.right, found=True, json=attempt.body) == 409


def test_a_foreign_origin_is_told_before_what_is_not_there(room: Room) -> None:
    answer = room.host("POST", f"/api/polls/{UNKNOWN}/open", headers={"Origin": "https://elsewhere.example"})

    assert (answer.status, answer.problem) == (403, "foreign-origin")


@pytest.mark.parametrize("path", ["/api/nothing", "/api/polls/x/nothing", "/api/"])
def test_an_address_of_the_api_that_is_not_there_answers_as_the_api_does(hall: Room, path: str) -> None:
    answer = hall.host("GET", path)

    assert (answer.status, answer.response.headers["content-type"]) == (404, "application/problem+json")


def test_a_failure_of_ours_is_told_by_its_number_and_nothing_more(
    room: Room, session: Json, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    assert room.host("GET", "/api/sessions").status == 200  # the control
    monkeypatch.setattr("server.store.sessions.all_newest_first", fail)

    answer = room.host("GET", "/api/sessions")

    assert (answer.status, answer.problem) == (500, "failure")
    assert "secret of the inside" not in answer.text
    number = caplog.records[-1].getMessage().removeprefix("failure ")
    assert number in answer.json["detail"]

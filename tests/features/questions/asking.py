"""Questions over the API, as phones and hosts ask."""

from __future__ import annotations

from typing import Any

from tests.builders import Answer, Json, Room


def path_of(session: Json) -> str:
    return f"/api/sessions/{session['id']}/questions"


def take(room: Room, session: Json, **rules: Any) -> Json:
    """The session takes questions from now on."""
    answer = room.host("PATCH", path_of(session), json={"open": True, **rules})
    assert answer.status == 200, answer.text
    return answer.json


def ask(room: Room, session: Json, voter: str, text: str = "When will it be?", **more: Any) -> Json:
    answer = try_to_ask(room, session, voter, text, **more)
    assert answer.status == 201, answer.text
    return answer.json


def try_to_ask(room: Room, session: Json, voter: str, text: str, **more: Any) -> Answer:
    return room.call("POST", path_of(session), by=voter, json={"text": text, **more})


def do(room: Room, question: Json, act: str, **body: Any) -> Answer:
    """What a host does to a question."""
    return room.host("POST", f"/api/questions/{question['id']}/{act}", json=body)


def draw(room: Room, session: Json) -> Json:
    answer = room.host("POST", f"{path_of(session)}/draw")
    assert answer.status == 200, answer.text
    return answer.json


def support(room: Room, voter: str, question: Json, method: str = "PUT") -> Answer:
    return room.call(method, f"/api/questions/{question['id']}/support", by=voter)


def judge(room: Room, voter: str, question: Json, verdict: str = "satisfied") -> Answer:
    return room.call("PUT", f"/api/questions/{question['id']}/verdict", by=voter, json={"verdict": verdict})


def listed(room: Room, session: Json, voter: str | None = None, query: str = "") -> Json:
    """The host's list, or a voter's."""
    path = f"{path_of(session)}{query}"
    answer = room.call("GET", path, by=voter) if voter else room.host("GET", path)
    assert answer.status == 200, answer.text
    return answer.json


def one(room: Room, session: Json, question: Json) -> Json:
    """The question as the host sees it now."""
    return next(each for each in listed(room, session)["questions"] if each["id"] == question["id"])

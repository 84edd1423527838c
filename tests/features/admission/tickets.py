"""A meeting with tickets, and what people do with them."""

from __future__ import annotations

from typing import Any

from tests.builders import Answer, Json, Room


def meeting(room: Room, groups: tuple[str, ...] = ("East", "West"), **fields: Any) -> Json:
    return room.session(options=4, groups=groups, admission="ticket", **fields)


def tickets(room: Room, session: Json, count: int = 1, group: str | None = "East", **more: Any) -> list[Json]:
    found = next((each["id"] for each in session["groups"] if each["name"] == group), None)
    body = {"group": found, "count": count, **more}
    answer = room.host("POST", f"/api/sessions/{session['id']}/tickets", json=body)
    assert answer.status == 201, answer.text
    made: list[Json] = answer.json["tickets"]
    return made


def secret(ticket: Json) -> str:
    return str(ticket["url"]).rpartition("/")[2]


def enter(room: Room, session: Json, text: str, by: str | None = None, **more: Any) -> Answer:
    return room.call("POST", f"/api/sessions/{session['id']}/join", by=by, json={"ticket": text, **more})


def act(room: Room, session: Json, ticket: Json, do: str) -> Answer:
    return room.host("POST", f"/api/sessions/{session['id']}/tickets/{ticket['id']}/{do}")


def state(room: Room, session: Json, ticket: Json) -> str:
    every = room.host("GET", f"/api/sessions/{session['id']}/tickets").json["tickets"]
    return str(next(each["state"] for each in every if each["id"] == ticket["id"]))

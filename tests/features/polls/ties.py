"""A list whose tie at the cut line is open, and shorthand for settling it."""

from __future__ import annotations

from typing import Any

from tests.builders import Answer, Json, Room

TITLES = ("Park", "Lift", "Canteen", "Clinic", "Lamps")
VOTES = (4, 2, 2, 2, 1)  # three tied for the two places below the first


def tied(room: Room, votes: tuple[int, ...] = VOTES, **fields: Any) -> Json:
    """A closed list of three places with these single marks."""
    listed = {"title": "Projects", "winners": 3, "options": [{"title": title} for title in TITLES], **fields}
    session = room.session(polls=[listed], locale="en")
    poll: Json = session["polls"][0]
    room.open(poll)
    cast(room, poll, votes)
    room.close(poll)
    return poll


def cast(room: Room, poll: Json, votes: tuple[int, ...]) -> None:
    session = room.host("GET", f"/api/sessions/{poll['session']}").json
    for option, count in enumerate(votes):
        for _ in range(count):
            assert room.cast(room.join(session), poll, [option]).status == 200


def settle(room: Room, poll: Json, method: str, **fields: Any) -> Answer:
    return room.host("POST", f"/api/polls/{poll['id']}/tie", json={"method": method, **fields})


def elected(room: Room, poll: Json) -> list[bool | None]:
    """In the order of the list."""
    by_option = {each["option"]: each["elected"] for each in room.result(poll)["options"]}
    return [by_option[option["id"]] for option in poll["options"]]


def ids(poll: Json, *at: int) -> list[str]:
    return [poll["options"][each]["id"] for each in at]


def settled(room: Room, poll: Json) -> Json | None:
    found: Json | None = room.result(poll)["tie"]["settled"]
    return found


OPEN = [True, None, None, None, False]

"""A review in which reports are graded, and shorthand for grading them."""

from __future__ import annotations

from typing import Any

from tests.builders import Answer, Json, Room

REPORTS = ("Works", "Schools", "Health")
NAMES = ("好", "较好", "一般", "差")


def review(room: Room, groups: tuple[str, ...] = (), opened: bool = True, **fields: Any) -> tuple[Json, Json]:
    """A session and its list of three reports, open."""
    listed = {"title": "Reports", "type": "grade", "options": [{"title": title} for title in REPORTS], **fields}
    session = room.session(groups=groups, polls=[listed], smallest_group=2)
    if opened:
        assert room.open(session["polls"][0]).status == 200
    return session, session["polls"][0]


def marks(poll: Json, grades: str) -> dict[str, str]:
    """``0-3`` gives the first report the best grade and the third the worst; a dash leaves one out."""
    return {
        option["id"]: NAMES[int(place)] for option, place in zip(poll["options"], grades, strict=True) if place != "-"
    }


def grade(room: Room, voter: str, poll: Json, grades: str, **more: Any) -> Answer:
    body = {"marks": marks(poll, grades), **more}
    return room.call("PUT", f"/api/polls/{poll['id']}/ballot", by=voter, json=body)


def graded(room: Room, session: Json, poll: Json, *ballots: str, group: str | None = None) -> None:
    for each in ballots:
        answer = grade(room, room.join(session, group), poll, each)
        assert answer.status == 200, answer.text


def counts(room: Room, poll: Json) -> list[list[int]]:
    """How often each report got each grade, in the order of the list."""
    by_option = {each["option"]: each["grading"]["counts"] for each in room.result(poll)["options"]}
    return [by_option[option["id"]] for option in poll["options"]]

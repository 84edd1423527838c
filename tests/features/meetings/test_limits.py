"""One rule for every way in: JSON, a file, the page, a department's list, a run-off, a copy."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import Answer, Json, Room
from tests.features.call import calls
from tests.tab import Tab

Way = Callable[[Room, list[Json], str], Answer]


def listed(*options: tuple[str, str], title: str = "List") -> tuple[list[Json], str]:
    """The options as JSON takes them, and the title of their list."""
    return [{"title": name, **({"department": of} if of else {})} for name, of in options], title


def by_json(room: Room, options: list[Json], title: str) -> Answer:
    polls = [{"title": title, "options": options}]
    return room.host("POST", "/api/sessions", json={"title": "Meeting", "polls": polls})


def by_poll(room: Room, options: list[Json], title: str) -> Answer:
    session = room.session()
    return room.host("POST", f"/api/sessions/{session['id']}/polls", json={"title": title, "options": options})


def by_patch(room: Room, options: list[Json], title: str) -> Answer:
    poll = room.session()["polls"][0]
    return room.host("PATCH", f"/api/polls/{poll['id']}", json={"title": title, "options": options})


def text_of(options: list[Json], title: str) -> str:
    cells = ([title, *(each.get(name, "") for name in ("title", "department", "description"))] for each in options)
    return "\n".join(["list\ttitle\tdepartment\tdescription", *map("\t".join, cells)])


def by_file(room: Room, options: list[Json], title: str) -> Answer:
    files = {"file": ("list.csv", text_of(options, title).encode(), "text/csv"), "title": (None, "Meeting")}
    return room.host("POST", "/api/sessions/import", files=files)


def by_page(room: Room, options: list[Json], title: str) -> Answer:
    fields = {"title": "Meeting", "listing": text_of(options, title), "do": "create"}
    return Tab(room).sign_in().upload("/host/new", fields, {})


WAYS = [by_json, by_poll, by_patch, by_file, by_page]
TAKEN = (200, 201, 303)
GOOD = [
    listed(*((f"Option {n}", "") for n in range(300))),
    listed(("a" * 200, "b" * 120), title="c" * 200),
    listed(("老旧小区改造", "东街社区"), ("老旧小区改造", "西街社区"), ("口袋公园", "社区管理办")),
    listed(("Bike lanes", ""), ("Bike lanes", "Roads")),
    ([{"title": "One", "description": "d" * 2_000}], "List"),
    listed(("👩‍👧", ""), ("می‌خواهم", "")),
]
BAD = [
    listed(*((f"Option {n}", "") for n in range(301))),
    listed(("a" * 201, "")),
    listed(("One", "b" * 121)),
    listed(("One", ""), title="c" * 201),
    ([{"title": "One", "description": "d" * 2_001}], "List"),
    listed(("One", "Roads"), ("Two", ""), ("One", "Roads")),
    listed(("One", ""), ("One", "")),
    listed(("Ca\u0301n", ""), ("C\u00e1n", "")),  # the same letter, typed otherwise
    listed(("\u200b\u2060", "")),
    listed(("\u3164", "")),
    listed(("One", ""), title="\u200e"),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("good", GOOD)
def test_what_one_way_takes_all_take(hall: Room, way: Way, good: tuple[list[Json], str]) -> None:
    answer = way(hall, *good)

    assert answer.status in TAKEN, answer.text


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("bad", BAD)
def test_what_one_way_refuses_all_refuse(hall: Room, way: Way, bad: tuple[list[Json], str]) -> None:
    assert way(hall, *bad).status == 422


def test_what_departments_hand_in_is_held_to_it_when_it_becomes_a_list(room: Room) -> None:
    call = calls.call(room)
    east, west = call.invite("e" * 120, "West office")
    east.hand_in("a" * 200, description="d" * 2_000)
    west.hand_in("a" * 200)
    assert call.act("publish").status == 303  # alike in title alone

    assert east.hand_in("\u200b").status == 422
    assert east.hand_in("a" * 201).status == 422
    east.hand_in("a" * 200)
    answer = call.act("publish")

    assert answer.status == 422
    assert "is on the list twice with the same department" in answer.text


def test_a_copy_is_held_to_it_too(fresh: Room) -> None:
    session = fresh.session(options=2)
    poll = session["polls"][0]
    with sqlite3.connect(fresh.folder / "topfive.db") as database:  # as an earlier version took it
        database.execute("UPDATE options SET title = 'One'")
    database.close()

    assert fresh.host("POST", f"/api/polls/{poll['id']}/copy").status == 422
    assert fresh.host("POST", f"/api/sessions/{session['id']}/copy").status == 422


def test_a_run_off_of_the_longest_title_has_one_that_may_be(room: Room) -> None:
    options, title = listed(("One", "Roads"), ("One", "Parks"), title="c" * 200)
    session = room.session(polls=[{"title": title, "winners": 1, "options": options}])
    poll = session["polls"][0]
    room.open(poll)
    room.cast(room.join(session), poll, [0, 1])
    room.close(poll)

    answer = room.host("POST", f"/api/polls/{poll['id']}/tie", json={"method": "runoff"})

    assert (answer.status, len(answer.json["title"])) == (201, 200)


FAR = ["0001-01-01T00:00:00Z", "1999-12-31T23:59:00Z", "2101-01-01T00:00:00Z", "9999-12-31T23:59:00-12:00"]


@pytest.mark.parametrize("moment", FAR)
@pytest.mark.parametrize("field", ["starts_at", "keep_until"])
def test_a_date_outside_of_the_years_that_may_be_is_refused(room: Room, session: Json, field: str, moment: str) -> None:
    made = room.host("POST", "/api/sessions", json={"title": "Meeting", "polls": [], field: moment})
    changed = room.host("PATCH", f"/api/sessions/{session['id']}", json={field: moment})

    assert (made.status, made.at, changed.status) == (422, [field], 422)
    assert room.host("GET", "/api/sessions").status == 200
    kept = room.host("PATCH", f"/api/sessions/{session['id']}", json={field: "2100-12-31T23:59:00Z"})
    assert kept.status == 200


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "1999-12-31T23:59", "2101-01-01T00:00", "9999-12-31T23:59"])
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_so_it_is_on_pages(room: Room, typed: str, locale: str) -> None:
    fields: dict[str, Any] = {"title": "Meeting", "listing": text_of(*listed(("One", ""))), "do": "create"}
    host = Tab(room).sign_in()
    assert host.upload("/host/new", {**fields, "locale": locale, "starts_at": typed}, {}).status == 422

    session = room.session(locale=locale)
    deadline = {"do": "call", "deadline": typed, "poll": session["polls"][0]["id"]}
    assert host.post(f"/host/{session['id']}/items", deadline).status == 422


@pytest.mark.parametrize("name", ["\u200b", "\u3164\u2800", "n" * 121])
def test_a_name_is_held_to_it_in_groups_and_among_departments(room: Room, name: str) -> None:
    groups = [{"name": name}]
    assert room.host("POST", "/api/sessions", json={"title": "M", "polls": [], "groups": groups}).status == 422
    assert calls.call(room).act("invite", names=name).status == 422

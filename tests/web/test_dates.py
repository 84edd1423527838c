"""Dates from outside: within 2000 and 2100 at every way in; and what is stored all the same keeps nobody out."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.builders import Answer, Json, Room
from tests.features.call import calls
from tests.tab import Page, Tab

ABSURD = (
    "9999-12-31T23:59:59-23:59",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+23:59",
    "2101-01-01T00:00:00Z",
    "1999-12-31T23:59:59Z",
)
FINE = ("2000-01-01T00:00:00+14:00", "2100-12-31T23:59:59-12:00")
BODY = {"title": "A", "polls": [{"title": "L", "options": [{"title": "One"}]}]}
MOMENTS = pytest.mark.parametrize("moment", [*ABSURD, *FINE])


def is_as_it_should(answer: Answer, moment: str, field: str) -> bool:
    if moment in FINE:
        return answer.status < 300
    return answer.status == 422 and answer.at == [field]


@MOMENTS
@pytest.mark.parametrize("field", ["keep_until", "starts_at"])
def test_a_meetings_dates_over_the_api(room: Room, session: Json, field: str, moment: str) -> None:
    made = room.host("POST", "/api/sessions", json={**BODY, field: moment})
    changed = room.host("PATCH", f"/api/sessions/{session['id']}", json={field: moment})
    fields = f'{{"title": "A", "{field}": "{moment}"}}'
    imported = room.host(
        "POST", "/api/sessions/import", data={"session": fields}, files={"file": ("a.csv", b"list,title\nA,B\n")}
    )

    assert is_as_it_should(made, moment, field)
    assert is_as_it_should(changed, moment, field)
    assert is_as_it_should(imported, moment, field)
    assert room.host("GET", "/api/sessions").status == 200
    assert Tab(room).sign_in().get("/host").status == 200


@pytest.mark.parametrize("typed", ["9999-12-31T23:59", "0001-01-01T00:00", "1999-12-31T23:59", "2101-01-01T00:00"])
def test_dates_that_are_typed_on_pages(room: Room, session: Json, typed: str) -> None:
    host = Tab(room).sign_in()
    new = {"title": "A", "listing": "list,title\nA,B\n", "do": "create", "starts_at": typed}
    for locale in ("zh-CN", "en", "ja"):
        answer = host.upload("/host/new", {**new, "locale": locale}, {})
        assert (answer.status, "between the years 2000 and 2100" in answer.text) == (422, True)
    call = calls.Call(room, session, host)
    answer = host.upload(call.path, {"act": "call", "deadline": typed, "titles": "Tasks"}, {})
    assert (answer.status, "between the years 2000 and 2100" in answer.text) == (422, True)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1999-12-31", "2101-01-01"])
def test_the_day_of_a_follow_up(room: Room, session: Json, day: str) -> None:
    host, path = Tab(room).sign_in(), f"/host/{session['id']}/follow-ups"
    host.post(path, {"do": "add", "title": "Mend the door"})
    names = [each.get("name", "") for each in Page(host.get(path).text).inputs]
    (item,) = {name.partition("-")[2] for name in names if name.startswith("due-")}

    answer = host.post(path, {"do": "save", f"state-{item}": "open", f"due-{item}": day})

    assert (answer.status, "between the years 2000 and 2100" in answer.text) == (422, True)


@pytest.mark.parametrize("ms", [2**62, -(2**62), 253_402_300_799_999, -62_135_596_800_000 - 86_400_000])
def test_what_is_stored_all_the_same_keeps_nobody_out(fresh: Room, ms: int) -> None:
    """As an earlier version stored it: every page of every meeting failed, for good."""
    session = fresh.session(options=2, groups=("East",))
    poll = session["polls"][0]
    host = Tab(fresh).sign_in()
    calls.Call(fresh, session, host).act("call", deadline=calls.DEADLINE, titles="Tasks")
    fresh.open(poll, seconds=600)
    phone = Tab(fresh)
    phone.join(session, "East")
    host.post(f"/host/{session['id']}/follow-ups", {"do": "add", "title": "Mend the door"})
    with closing(sqlite3.connect(fresh.folder / "topfive.db")) as stored, stored:
        later = max(ms, 2**45)  # what is over would be deleted, or closed
        stored.execute("UPDATE sessions SET keep_until_ms = ?", (later,))
        stored.execute("UPDATE sessions SET starts_at = ?", ("9999-12-31T23:59:59-23:59" if ms > 0 else ABSURD[2],))
        stored.execute("UPDATE polls SET deadline_ms = ?, opened_ms = ?", (later, ms))
        stored.execute("UPDATE calls SET deadline_ms = ?, published_ms = ?", (ms, ms))
        stored.execute("UPDATE actions SET at_ms = ?", (ms,))
        stored.execute("UPDATE follow_ups SET due = ?", ("0000-99-99" if ms > 0 else "0001-01-01",))
    fresh.host("PATCH", f"/api/sessions/{session['id']}", json={"title": "Another"})  # and so all is read anew

    sid = session["id"]
    for path in ("/api/sessions", f"/api/sessions/{sid}", f"/api/sessions/{sid}/export.json"):
        assert fresh.host("GET", path).status in (200, 404), path
    for path in ("", f"/{sid}", f"/{sid}/items", f"/{sid}/follow-ups", f"/{sid}/results", f"/{sid}/agenda"):
        assert host.get(f"/host{path}").status == 200, path
    assert host.get(f"/print/{sid}/minutes").status == 200
    assert phone.get(f"/s/{sid}").status == 200
    assert fresh.call("GET", f"/r/{sid}").status < 500

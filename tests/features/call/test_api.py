"""GET /api/sessions/{session}/items and items.csv: the call for the host's programs and spreadsheets."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from tests.builders import Json, Room
from tests.features.call import calls
from tests.features.call.calls import PDF, Call
from tests.features.hosts.roles import helper
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host

ENDINGS = ("", ".csv")


@pytest.fixture
def call(room: Room) -> Call:
    """A lift with a ramp merged into it, a bench that is left out, a bus that is withdrawn."""
    made = calls.call(room)
    east, west = made.invite("East office", "West office")
    east.hand_in("A lift", description="Up", files={"document": PDF})
    west.hand_in("A ramp")
    west.hand_in("=1+1")
    west.hand_in("A bus")
    ids = {each["wording"]["title"]: each["id"] for each in made.json["items"]}
    made.act("merge", item=[ids["A lift"], ids["A ramp"]])
    made.act("edit", item=ids["A lift"], title="Ways up", description="Up")
    made.act("leave-out", item=ids["=1+1"], reason="There are some")
    west.act("withdraw", ids["A bus"])
    made.act("publish")
    return made


def path_of(session: Json, ending: str = "") -> str:
    return f"/api/sessions/{session['id']}/items{ending}"


def test_every_item_says_whose_it_is_and_what_became_of_it(call: Call) -> None:
    found, names = call.json, {each["id"]: each["name"] for each in call.json["departments"]}

    told = {each["wording"]["title"]: (names[each["department"]], each["standing"]) for each in found["items"]}
    assert told == {
        "A lift": ("East office", "listed"),
        "A ramp": ("West office", "merged"),
        "=1+1": ("West office", "left-out"),
        "A bus": ("West office", "withdrawn"),
    }
    assert found["published_at"] == "2026-12-05T06:00:00Z"
    assert [each["link"] for each in found["departments"]] == [True, True]


def test_the_csv_has_a_line_for_everything_that_was_ever_handed_in(call: Call) -> None:
    answer = call.room.host("GET", path_of(call.session, ".csv"))
    assert answer.response.content.startswith(b"\xef\xbb\xbf")  # or Excel takes it for another encoding
    rows = {row["title"]: row for row in csv.DictReader(StringIO(answer.text.lstrip("\ufeff")))}

    lift, ramp, bench, bus = (rows[title] for title in ("A lift", "A ramp", "'=1+1", "A bus"))
    assert (lift["place"], lift["department"], lift["edited_title"], lift["document"]) == (
        "1",
        "East office",
        "Ways up",
        "yes",
    )
    assert lift["option"] == call.options()[0]["id"]
    assert (ramp["standing"], ramp["merged_into"], ramp["place"]) == ("merged", "Ways up", "")
    assert (bench["standing"], bench["reason"]) == ("left-out", "There are some")
    assert (bus["standing"], bus["withdrawn_at"]) == ("withdrawn", "2026-12-05T06:00:00Z")
    assert answer.response.headers["content-disposition"].startswith("attachment; ")


@pytest.mark.parametrize("ending", ENDINGS)
def test_only_the_host_reads_it(room: Room, ending: str) -> None:
    call = calls.call(room)

    assert room.host("GET", path_of(call.session, ending)).status == 200  # the control
    assert_only_the_host(room, "GET", path_of(call.session, ending), call.session)
    assert helper(room, call.session, "observer").get(path_of(call.session, ending)).status == 403


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_session_without_a_call_and_one_that_is_not_there(room: Room, session: Json, ending: str) -> None:
    assert room.host("GET", path_of(session, ending)).problem == "no-call"
    assert room.host("GET", path_of({"id": UNKNOWN}, ending)).problem == "unknown-session"


@pytest.mark.parametrize("ending", ENDINGS)
def test_another_method_is_told_which_there_is(room: Room, session: Json, ending: str) -> None:
    assert_method_refused(room, "DELETE", path_of(session, ending), "GET")

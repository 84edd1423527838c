"""GET /api/sessions/{session}/export.xlsx: an outside count · text stays text · sealed · audience · state · method."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from server.features.exports.xlsx import sheet_name
from tests.builders import Json, Room
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host

Rows = list[list[Any]]


def export(room: Room, session: Json) -> bytes:
    answer = room.host("GET", f"/api/sessions/{session['id']}/export.xlsx")
    assert answer.status == 200
    assert answer.response.headers["content-disposition"].startswith("attachment; ")
    return answer.response.content


def sheets(data: bytes) -> dict[str, Rows]:
    with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def facts(summary: Rows) -> dict[str, Any]:
    """The summary's last list, by the names of its lines."""
    return {row[0]: row[1] for row in summary}


def held(room: Room, **fields: Any) -> Json:
    """Two groups of three: every ballot for the second option, the East's for the first as well."""
    options = [{"title": "Lift", "department": "Services"}, {"title": "Canteen"}, {"title": "Park"}]
    lists = [{"title": "Projects", "winners": 1, "options": options, **fields}]
    session = room.session(locale="en", groups=("East", "West"), smallest_group=2, polls=lists, place="Hall")
    poll = session["polls"][0]
    room.open(poll)
    for group in ("East", "West"):
        for _ in range(3):
            room.cast(room.join(session, group), poll, [0, 1] if group == "East" else [1])
    return session


def test_the_workbook_agrees_with_a_count_kept_outside(room: Room) -> None:
    session = held(room)
    room.close(session["polls"][0])

    book = sheets(export(room, session))

    assert list(book) == ["Summary", "Projects", "Projects - groups"]
    assert book["Projects"] == [
        ["Place", "Item", "Department", "Votes", "Share", "Result"],
        [1, "Canteen", "", 6, 1, "Recommended"],
        [2, "Lift", "Services", 3, 0.5, ""],
        [3, "Park", "", 0, 0, ""],
    ]
    assert book["Projects - groups"] == [
        ["Group", "", "", "East", "", "West", ""],
        ["Ballots", "", "", 3, "", 3, ""],
        ["Place", "Item", "Department", "Votes", "Share", "Votes", "Share"],
        [1, "Canteen", "", 3, 1, 3, 1],
        [2, "Lift", "Services", 3, 1, 0, 0],
        [3, "Park", "", 0, 0, 0, 0],
        [""] * 7,
        ["", "Each group's own list", "", "", "", "", ""],
        ["Place", "Item", "Group", "Votes", "", "", ""],
        [1, "Lift", "East", 3, "", "", ""],  # level with the canteen for the one place
        [1, "Canteen", "East", 3, "", "", ""],
        [1, "Canteen", "West", 3, "", "", ""],
    ]


def test_the_summary_says_how_it_was_counted_and_what_it_is_worth(room: Room) -> None:
    session = held(room)
    room.close(session["polls"][0])

    summary = sheets(export(room, session))["Summary"]

    said = facts(summary)
    assert summary[0][0] == "Annual retreat"
    assert (said["Venue"], said["Joined"], said["Ballots"], said["State"]) == ("Hall", 6, 6, "Closed")
    assert said["Recommended"] == "1. Canteen"
    assert said["Tie"] == "None"
    assert "up to 3 of the 3 items" in said["Counting"]
    assert "indicative" in said["Admission"]


def test_small_groups_stand_in_one_row_as_in_the_result(room: Room) -> None:
    session = held(room)
    room.host("PATCH", f"/api/sessions/{session['id']}", json={"smallest_group": 5})
    room.close(session["polls"][0])
    merged = room.session(locale="en", groups=("East", "West"), polls=[{"title": "P", "options": [{"title": "A"}]}])
    room.open(merged["polls"][0])
    for group in ("East", "West"):
        room.cast(room.join(merged, group), merged["polls"][0], [0])
    room.close(merged["polls"][0])

    rows = sheets(export(room, merged))["P - groups"]

    assert rows[0][3:] == ["East + West", ""]
    assert rows[1][3:] == [2, ""]


def test_a_tie_at_the_cut_line_is_said(room: Room) -> None:
    session = room.session(
        locale="en", polls=[{"title": "P", "winners": 1, "options": [{"title": "A"}, {"title": "B"}]}]
    )
    room.open(session["polls"][0])
    room.cast(room.join(session), session["polls"][0], [0, 1])
    room.close(session["polls"][0])

    book = sheets(export(room, session))

    assert [row[5] for row in book["P"][1:]] == ["Tied", "Tied"]
    tie = "Place 1: “A”, “B” have 1 vote each. 1 place is left for them, and the tie is open."
    assert facts(book["Summary"])["Tie"] == tie
    assert facts(book["Summary"])["Recommended"] == "None"


@pytest.mark.parametrize("title", ["=1+1", "+1", "@SUM(A1)", "http://example.org", "007", "  =1"])
def test_text_stays_text(hall: Room, title: str) -> None:
    session = hall.session(polls=[{"title": title, "options": [{"title": title, "department": title}]}])
    hall.open(session["polls"][0])

    data = export(hall, session)

    rows = list(sheets(data).values())[1]
    assert rows[1][1:3] == [title.strip(), title.strip()]
    with ZipFile(BytesIO(data)) as packed:
        cells = b"".join(packed.read(name) for name in packed.namelist() if "worksheets" in name)
    assert b"<f>" not in cells
    assert b"hyperlink" not in cells


def test_the_workbook_speaks_the_sessions_language_and_prints_on_a4(room: Room) -> None:
    session = room.session(groups=("东",), polls=[{"title": "民生", "options": [{"title": "食堂"}]}])
    room.open(session["polls"][0])
    room.close(session["polls"][0])

    data = export(room, session)

    assert list(sheets(data)) == ["概要", "民生", "民生 - 分组"]
    with ZipFile(BytesIO(data)) as packed:
        for name in (name for name in packed.namelist() if "worksheets/" in name and "_rels" not in name):
            assert b'paperSize="9"' in packed.read(name)
            assert (b"<pane" in packed.read(name)) == ("sheet1" not in name)


def test_a_sealed_poll_leaves_only_its_turnout_before_close(room: Room) -> None:
    session = held(room, display="sealed")

    book = sheets(export(room, session))

    assert list(book) == ["Summary"]
    assert facts(book["Summary"])["Ballots"] == 6
    assert {"Recommended", "Tie"} & facts(book["Summary"]).keys() == set()
    room.close(session["polls"][0])
    assert "Projects" in sheets(export(room, session))  # the control


def test_a_running_poll_elects_nobody_and_a_draft_has_no_sheet(room: Room) -> None:
    session = held(room)
    room.host("POST", f"/api/polls/{session['polls'][0]['id']}/copy")

    book = sheets(export(room, session))

    assert list(book) == ["Summary", "Projects"]  # nothing by group while it is open
    assert [row[5] for row in book["Projects"][1:]] == ["", "", ""]
    assert [row[1] for row in book["Summary"] if row[0] == "State"] == ["Voting now", "Not started"]


def test_only_the_host_exports(hall: Room) -> None:
    session = hall.session()
    path = f"/api/sessions/{session['id']}/export.xlsx"

    assert_only_the_host(hall, "GET", path, session)
    assert hall.call("GET", path, cookies=hall.screen_cookie(session)).status == 403
    assert hall.call("GET", path, cookies=hall.host_cookie()).status == 200  # the control
    assert hall.host("GET", f"/api/sessions/{UNKNOWN}/export.xlsx").status == 404
    assert_method_refused(hall, "POST", path, "GET")


def test_lists_of_any_names_have_sheets_of_their_own(room: Room) -> None:
    names = ["A/B", "a b", "History", "[x]:*?", "'quoted'", "长" * 40, "长" * 41, "👍" * 20]
    session = room.session(polls=[{"title": name, "options": [{"title": "One"}]} for name in names])
    for poll in session["polls"]:
        room.open(poll)

    assert list(sheets(export(room, session)))[1:] == [
        "A B",
        "a b (2)",
        "History (2)",
        "x",
        "quoted",
        "长" * 31,
        "长" * 27 + " (2)",
        "👍" * 15,
    ]


@given(st.lists(st.text(max_size=40), max_size=8), st.sampled_from(["", " - groups"]))
def test_a_sheets_name_is_always_legal_and_new(wishes: list[str], ending: str) -> None:
    taken: list[str] = []
    for wish in wishes:
        name = sheet_name(wish, taken, ending)
        assert 0 < len(name.encode("utf-16-le", "surrogatepass")) <= 62
        assert not set(name) & set("[]:*?/\\")
        assert name[0] != "'" != name[-1]
        assert name.casefold() not in [other.casefold() for other in taken]
        taken.append(name)


def test_what_a_sheets_name_may_not_hold_leaves_no_hole() -> None:
    assert sheet_name("Run-off:  Livelihood / projects", []) == "Run-off Livelihood projects"


def test_a_sheets_name_ends_with_a_word_where_it_is_cut() -> None:
    assert sheet_name("Run-off: Livelihood projects of the year", [], " - groups") == "Run-off Livelihood - groups"
    assert sheet_name("Improvements of neighbourhoods everywhere", []) == "Improvements of neighbourhoods"
    assert sheet_name("Unbreakable" * 4, []) == ("Unbreakable" * 4)[:31]
    assert sheet_name("名" * 40, []) == "名" * 31

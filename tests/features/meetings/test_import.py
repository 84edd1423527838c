"""POST /api/sessions/import: works · wrong audience · malformed · wrong method."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.books import HEADER, book
from tests.builders import Answer, Json, Room
from tests.ladder import assert_method_refused, assert_only_the_host


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nothing else is stored here."""
    return fresh


PATH = "/api/sessions/import"
CSV = """list,title,department,description
Livelihood projects,Community canteen,Services,Lunch
Livelihood projects,Lift,,
Special tasks,Fire check,Safety,
"""


def send(room: Room, data: bytes | str = CSV, more: Json | None = None, **fields: str) -> Answer:
    given = fields if more is None else {"session": json.dumps(more), **fields}
    raw = data if isinstance(data, bytes) else data.encode()
    return room.host("POST", PATH, files={"file": ("lists.csv", raw, "text/csv")}, data=given)


def titles(answer: Answer) -> dict[str, list[str]]:
    return {poll["title"]: [option["title"] for option in poll["options"]] for poll in answer.json["polls"]}


LISTS = {"Livelihood projects": ["Community canteen", "Lift"], "Special tasks": ["Fire check"]}


def test_each_list_becomes_a_poll_with_five_choices_and_five_winners(room: Room) -> None:
    answer = send(room, title="Retreat")

    assert answer.status == 201
    assert titles(answer) == LISTS
    assert {(poll["max_choices"], poll["winners"], poll["min_choices"]) for poll in answer.json["polls"]} == {(5, 5, 1)}
    first = answer.json["polls"][0]["options"]
    assert (first[0]["department"], first[0]["description"]) == ("Services", "Lunch")
    assert (first[1]["department"], first[1]["description"]) == (None, None)
    stored = {name: value for name, value in answer.json.items() if name != "understood"}
    assert room.host("GET", f"/api/sessions/{answer.json['id']}").json == stored


def test_any_other_field_of_a_session_comes_as_json(room: Room) -> None:
    fields = {
        "locale": "en",
        "smallest_group": 3,
        "voters": "group",
        "groups": [{"name": "East", "seats": 4}],
        "wifi": {"ssid": "hall"},
    }

    answer = send(room, title="Retreat", more=fields)

    assert answer.status == 201
    assert (answer.json["locale"], answer.json["smallest_group"]) == ("en", 3)
    assert answer.json["voters"] == "group"
    assert (answer.json["groups"][0]["seats"], answer.json["wifi"]["ssid"]) == (4, "hall")


def test_the_title_wins_over_the_title_inside_session(room: Room) -> None:
    assert send(room, title="Outer", more={"title": "Inner"}).json["title"] == "Outer"
    assert send(room, more={"title": "Inner"}).json["title"] == "Inner"
    missing = send(room, more={})
    assert (missing.status, missing.at) == (422, ["title"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_files_of_common_spreadsheets_are_read(hall: Room, encoding: str) -> None:
    text = "名单,名称,部门,说明\r\n民生实事,社区食堂,服务办,午餐\r\n".encode(encoding)

    assert titles(send(hall, text, title="年会")) == {"民生实事": ["社区食堂"]}


ROWS = [HEADER, *(line.split(",") for line in CSV.splitlines()[1:])]


def test_a_workbook_is_read_by_what_it_holds_whatever_it_is_called(room: Room) -> None:
    assert titles(send(room, book({None: ROWS}), title="Retreat")) == LISTS
    by_sheet = {name: [("名称",), *((title,) for title in its)] for name, its in LISTS.items()}
    assert titles(send(room, book({**by_sheet}), title="Retreat")) == LISTS


def test_bad_cells_of_a_workbook_are_named_by_line_and_column_and_nothing_is_stored(room: Room) -> None:
    bad = [*ROWS, ("Special tasks", "", "Safety"), (), ("Special tasks", "x" * 201), ("", 1.0, 2, 3, 4)]

    refused = send(room, book({None: bad}), title="Retreat")

    assert (refused.status, refused.at) == (422, ["5/title", "7/title", "8/list"])
    assert room.host("GET", "/api/sessions").json == {"sessions": []}


def test_a_workbook_may_have_a_title_above_its_header_or_none(room: Room) -> None:
    bare = send(room, book({None: ROWS[1:]}), title="Retreat")
    titled = send(room, book({None: [("Our projects",), *ROWS]}), title="Retreat")

    assert (titles(titled), titled.json["understood"]["header"]) == (LISTS, 2)
    assert titled.json["understood"]["left_out"] == [{"at": "1", "why": "above"}]
    assert bare.json["understood"]["header"] is None
    roles = [(each["as"], each["why"]) for each in bare.json["understood"]["columns"]]
    assert roles == [*((each, "assumed") for each in ("title", "department", "description")), (None, "unknown")]
    assert send(room, b"PK\x03\x04junk", title="Retreat").at == ["1/file"]


def test_bad_rows_are_named_by_line_and_column_and_nothing_is_stored(room: Room) -> None:
    bad = CSV + "Special tasks,,Safety,\n" + "Special tasks,Fire check,Safety,\n" + f"Special tasks,{'x' * 201},,\n"

    refused = send(room, bad, title="Retreat")

    assert (refused.status, refused.at) == (422, ["5/title", "6/title", "7/title"])
    assert room.host("GET", "/api/sessions").json == {"sessions": []}
    assert send(room, CSV, title="Retreat").status == 201  # the control


@pytest.mark.parametrize(
    ("data", "at"),
    [
        ("list,department\nA,B\n", "1/title"),
        ("list,title\n", "2/title"),
        ("list,title\nA,\n", "2/title"),
        ('list,title\nA,"B\n', "2/row"),
        ("", "1/title"),
        (b"\xff\xff\xff\x00", "1/file"),
    ],
)
def test_a_file_that_is_no_list_is_refused_at_its_place(hall: Room, data: bytes | str, at: str) -> None:
    refused = send(hall, data, title="Retreat")

    assert refused.status == 422
    assert at in refused.at


@pytest.mark.parametrize(
    ("fields", "status", "at"),
    [
        ({"title": "x" * 201}, 422, "title"),
        ({"title": "bell\a"}, 422, "title"),
        ({"title": "T", "session": "{"}, 400, None),
        ({"title": "T", "session": "[]"}, 422, ""),
        ({"title": "T", "session": '{"polls": []}'}, 422, "polls"),
        ({"title": "T", "session": '{"locale": "tlh"}'}, 422, "locale"),
        ({"title": "T", "session": '{"title": ""}'}, 422, "title"),
    ],
)
def test_a_wrong_field_is_refused_and_nothing_is_stored(
    room: Room, fields: dict[str, str], status: int, at: str | None
) -> None:
    refused = send(room, CSV, **fields)

    assert refused.status == status
    assert refused.at == ([] if at is None else [at])
    assert room.host("GET", "/api/sessions").json == {"sessions": []}


def test_a_body_that_is_no_upload_is_refused(room: Room) -> None:
    def post(**more: Any) -> int:
        return room.host("POST", PATH, **more).status

    assert post(json={"title": "T"}) == 415
    assert post(data={"title": "T"}) == 415
    assert post(content=b"junk", headers={"Content-Type": "multipart/form-data; boundary=x"}) in (400, 422)
    assert post(content=b"junk", headers={"Content-Type": "multipart/form-data"}) == 400
    assert room.host("GET", "/api/sessions").json == {"sessions": []}


def test_a_missing_file_is_named(room: Room) -> None:
    refused = room.host("POST", PATH, files={"other": ("a.csv", b"", "text/csv")}, data={"title": "T"})

    assert (refused.status, refused.at) == (422, ["file"])


def test_a_file_over_five_mebibytes_is_too_large(room: Room) -> None:
    row = b"List,Item %d,,\n"
    big = b"list,title,department,description\n" + row * (5 * 1024 * 1024 // len(row) + 1)

    assert send(room, big, title="T").status == 413


def test_only_the_host_imports(room: Room) -> None:
    files = {"file": ("lists.csv", CSV.encode(), "text/csv")}
    assert_only_the_host(room, "POST", PATH, room.session(), files=files, data={"title": "T"})

    assert {session["title"] for session in room.host("GET", "/api/sessions").json["sessions"]} == {
        "Annual retreat",
        "Another session",
    }


def test_another_method_is_told_the_right_one(room: Room) -> None:
    assert_method_refused(room, "PUT", PATH, "POST")


@pytest.mark.parametrize(("field", "value"), [("header", "99"), ("header", "x"), ("encoding", "klingon")])
def test_what_the_file_cannot_have_is_named(room: Room, field: str, value: str) -> None:
    assert send(room, CSV, title="Retreat", **{field: value}).at == [field]

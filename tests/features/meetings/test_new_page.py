"""The page that makes a session: pasted, uploaded, with errors; nothing typed is ever lost, nothing half is stored."""

from __future__ import annotations

import pytest

from server.features.meetings.new_draft import read_groups
from tests.books import book
from tests.builders import Answer, Json, Room
from tests.tab import Page, Tab


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nothing else is stored here."""
    return fresh


LIST = "list,title,department,description\r\nFirst list,Canteen,Services,Lunch\r\nSecond list,Fire check,Safety,\r\n"
PASTED = "名单\t名称\t部门\n民生实事\t社区食堂\t服务办\n民生实事\t加装电梯\t\n"
TYPED = {
    "title": "Annual retreat",
    "organization": "Subdistrict office",
    "place": "Hall",
    "starts_at": "2027-01-08T14:00",
    "locale": "zh-CN",
    "listing": LIST,
    "groups": "Group 1, 24\n第二组，12\nNorth\t9\nStaff\n",
    "max_choices": "4",
    "winners": "3",
    "display": "sealed",
    "phones": "shared",
    "order": "shuffled",
    "ssid": "hall",
    "password": "hall-password",
}


def create(room: Room, file: bytes | None = None, do: str = "create", **changed: str) -> Answer:
    files = {} if file is None else {"file": ("lists.csv", file, "text/csv")}
    return Tab(room).sign_in().upload("/host/new", {**TYPED, **changed, "do": do}, files)


def made(room: Room, answer: Answer) -> Json:
    assert answer.status == 303, Page(answer.text).text
    return room.host("GET", f"/api/sessions/{answer.response.headers['location'].removeprefix('/host/')}").json


def none_is_stored(room: Room) -> bool:
    return room.host("GET", "/api/sessions").json == {"sessions": []}


def lists(session: Json) -> dict[str, list[str]]:
    return {poll["title"]: [option["title"] for option in poll["options"]] for poll in session["polls"]}


def test_what_was_typed_becomes_the_session(room: Room) -> None:
    session = made(room, create(room))

    assert lists(session) == {"First list": ["Canteen"], "Second list": ["Fire check"]}
    assert {(poll["max_choices"], poll["winners"], poll["display"]) for poll in session["polls"]} == {(4, 3, "sealed")}
    assert [(group["name"], group["seats"]) for group in session["groups"]] == [
        ("Group 1", 24),
        ("第二组", 12),
        ("North", 9),
        ("Staff", None),
    ]
    expected = {"title": "Annual retreat", "organization": "Subdistrict office", "place": "Hall", "locale": "zh-CN"}
    assert {name: session[name] for name in expected} == expected
    assert session["starts_at"] == "2027-01-08T14:00:00+08:00"  # the hall's own time
    assert session["wifi"] == {"ssid": "hall", "password": "hall-password"}
    assert session["shared_phones"] is True
    assert {poll["option_order"] for poll in session["polls"]} == {"shuffled"}


def test_only_a_title_and_a_list_are_needed(room: Room) -> None:
    empty = dict.fromkeys(("organization", "place", "starts_at", "groups", "phones", "order", "ssid", "password"), "")

    session = made(room, create(room, **empty))

    assert (session["organization"], session["starts_at"], session["groups"], session["wifi"]) == (None, None, [], None)
    assert session["shared_phones"] is False


def test_a_meeting_may_begin_with_a_call_for_what_it_will_vote_on(room: Room) -> None:
    answer = create(room, do="call", listing="")

    place = answer.response.headers["location"]
    assert (answer.status, place.endswith("/items")) == (303, True)
    assert Tab(room).sign_in().get(place).status == 200
    assert room.host("GET", f"/api/sessions/{place.split('/')[2]}").json["polls"] == []
    for refused in (
        create(room, listing=""),
        create(room, do="call", listing="title\n"),
        create(room, b"\xff\xff\xff\x00", "call"),
    ):
        assert refused.status == 422


def test_cells_pasted_from_a_spreadsheet_are_read(room: Room) -> None:
    assert lists(made(room, create(room, listing=PASTED))) == {"民生实事": ["社区食堂", "加装电梯"]}


def test_one_list_without_a_name_takes_the_sessions_title(room: Room) -> None:
    assert lists(made(room, create(room, listing="title\nCanteen\nLift\n"))) == {"Annual retreat": ["Canteen", "Lift"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_wins_over_the_text_and_common_encodings_are_read(hall: Room, encoding: str) -> None:
    session = made(hall, create(hall, PASTED.encode(encoding)))

    assert lists(session) == {"民生实事": ["社区食堂", "加装电梯"]}


def test_a_workbook_becomes_the_text_with_its_faults_at_their_rows(room: Room) -> None:
    rows = [
        ("名单", "名称", "部门"),
        ("民生实事", "社区食堂", "服务办"),
        ("民生实事", "", "物业办"),
        ("民生实事", "“加装”, 电梯"),
    ]

    shown = create(room, book({None: rows}), do="check")

    page = Page(shown.text)
    assert page.areas["listing"].splitlines()[2] == "民生实事\t\t物业办"
    assert 'name="cell-0-3-1"' in shown.text
    assert none_is_stored(room)
    rows[2] = ("民生实事", "路灯", "物业办")
    assert lists(made(room, create(room, book({None: rows})))) == {"民生实事": ["社区食堂", "路灯", "“加装”, 电梯"]}


def test_a_workbook_that_cannot_be_read_is_said_and_the_text_stays(room: Room) -> None:
    answer = create(room, b"PK\x03\x04 nothing more")

    assert answer.status == 422
    assert Page(answer.text).areas["listing"].splitlines() == LIST.splitlines()
    assert "这个工作簿已损坏" in answer.text or "This workbook is damaged" in answer.text


def test_pasted_cells_may_hold_line_breaks_and_begin_with_quote_marks(room: Room) -> None:
    pasted = '名单\t名称\t说明\r\n任务\t"一网统管"平台升级\t"第一行\n第二行 ""引号"""\r\n'
    pasted += '任务\t"半个引号\t\r\n任务\t\t缺名称\r\n'

    wrong = create(room, listing=pasted)

    assert Page(wrong.text).areas["listing"].splitlines() == pasted.splitlines()
    assert 'name="cell-0-5-1"' in wrong.text
    session = made(room, create(room, listing=pasted.replace("任务\t\t", "任务\t有名称\t")))
    assert lists(session) == {"任务": ['"一网统管"平台升级', '"半个引号', "有名称"]}
    assert session["polls"][0]["options"][0]["description"] == '第一行 第二行 "引号"'


def test_an_empty_file_field_leaves_the_text(room: Room) -> None:
    assert lists(made(room, create(room, b""))) == {"First list": ["Canteen"], "Second list": ["Fire check"]}


def test_checking_shows_the_rows_and_stores_nothing(room: Room) -> None:
    shown = create(room, PASTED.encode("gb18030"), do="check", title="")

    page = Page(shown.text)
    assert shown.status == 200
    assert page.areas["listing"].splitlines() == PASTED.splitlines()  # the file, to be corrected here
    assert "社区食堂" in page.text
    assert 'role="alert"' not in shown.text
    assert none_is_stored(room)


WRONG = {
    "title": "",
    "listing": LIST + "Second list,,Safety,\r\n",
    "groups": "Group 1, many",
    "max_choices": "0",
    "winners": "101",
}


@pytest.mark.parametrize("field", WRONG)
def test_a_wrong_field_keeps_everything_that_was_typed_and_is_marked(room: Room, field: str) -> None:
    answer = create(room, **{field: WRONG[field]})

    page = Page(answer.text)
    typed = {**TYPED, field: WRONG[field]}
    assert answer.status == 422
    assert f'aria-describedby="{field}-wrong"' in answer.text
    for name in ("title", "organization", "place", "starts_at", "max_choices", "winners", "ssid", "password"):
        assert page.value(name) == typed[name], name
    for name in ("listing", "groups"):
        assert page.areas[name].splitlines() == typed[name].splitlines(), name
    assert page.checked("display") == ["sealed"]
    assert none_is_stored(room)


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "x" * 201},
        {"title": "bell\a"},
        {"place": "x" * 201},
        {"ssid": "x" * 33},
        {"password": "x" * 64},
        {"starts_at": "tomorrow"},
        {"locale": "tlh"},
        {"groups": "x" * 121},
        {"groups": "Group 1, 0"},
        {"groups": "Group 1, " + "9" * 5_000},
        {"groups": "\n".join(f"Group {n}" for n in range(201))},
        {"max_choices": "9" * 5_000},
        {"max_choices": "five"},
        {"winners": "-1"},
        {"winners": ""},
        {"listing": ""},
        {"listing": "list,title\nA,B\nA,B\n"},
        {"listing": "\n".join(["list,title", *(f"List {n},One" for n in range(21))])},
    ],
)
def test_what_no_session_can_have_is_refused_on_the_page(room: Room, changed: dict[str, str]) -> None:
    answer = create(room, **changed)

    assert answer.status == 422, answer.response.headers.get("location")
    assert 'role="alert"' in answer.text
    assert none_is_stored(room)


def test_a_file_that_cannot_be_read_is_said_and_the_text_stays(room: Room) -> None:
    answer = create(room, b"\xff\xff\xff\x00")

    assert answer.status == 422
    assert Page(answer.text).areas["listing"].splitlines() == LIST.splitlines()
    assert 'id="listing-wrong"' in answer.text


def test_an_upload_over_its_limit_or_of_another_kind_is_refused(room: Room) -> None:
    assert create(room, b"x" * (5 * 1024 * 1024)).status == 413
    assert Tab(room).sign_in().post("/host/new", dict(TYPED)).status == 415
    assert none_is_stored(room)


def test_the_form_starts_with_the_usual_rules(room: Room) -> None:
    page = Page(Tab(room).sign_in().get("/host/new").text)

    assert (page.value("max_choices"), page.value("winners"), page.checked("display")) == ("5", "5", ["live"])


@pytest.mark.parametrize(
    ("line", "name", "seats"),
    [
        ("地域管理、25", "地域管理", 25),
        ("社区管理组，25", "社区管理组", 25),
        ("居委、物业组", "居委、物业组", None),
        ("居委、物业组,8", "居委、物业组", 8),
    ],
)
def test_a_group_is_written_as_each_language_lists_things(line: str, name: str, seats: int | None) -> None:
    (group,) = read_groups(line)

    assert (group.name, group.seats) == (name, seats)

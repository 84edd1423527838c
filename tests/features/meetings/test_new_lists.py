"""The lists of a new meeting on their page: what was understood is shown, can be said otherwise, and is then stored."""

from __future__ import annotations

import re

import pytest
from xlsxwriter import Workbook

from tests.books import drawn
from tests.builders import Answer, Json, Room
from tests.tab import Page, Tab

OFFICE = (
    "2026年度民生实事项目候选清单\n序号\t项目名称\t主要内容\t责任单位\t总投资（万元）\t备注\n"
    "1\t社区食堂建设\t新建两处\t社区服务办\t180\t\n2\t老旧小区电梯加装\t二十台\t社区管理办\t900\t跨年度\n合计\t\t\t\t1080\n"
)


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nothing else is stored here."""
    return fresh


class Form:
    """The page as somebody without script uses it: each button sends all that the page has."""

    def __init__(self, room: Room) -> None:
        self.room, self.tab = room, Tab(room).sign_in()
        self.text = self.tab.get("/host/new").text
        self.typed = {"title": "务虚会", "locale": "zh-CN"}

    def press(self, do: str, file: bytes | None = None, leave: tuple[str, ...] = (), **typed: str) -> Answer:
        self.typed |= typed
        fields: dict[str, object] = {**_values(self.text), **self.typed, "do": do}
        for name in leave:
            fields.pop(name, None)
        files = {} if file is None else {"file": ("list", file, "application/octet-stream")}
        answer = self.tab.upload("/host/new", fields, files)
        if answer.status != 303:
            self.text, self.typed = answer.text, {"title": self.typed["title"], "locale": "zh-CN"}
        return answer

    @property
    def said(self) -> str:
        return Page(self.text).text


def _values(html: str) -> dict[str, object]:
    """Every field that a browser would send."""
    fields: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") in ("checkbox", "radio") and not re.search(r"\schecked\b", tag):
            continue
        if "name" in given and given.get("type") != "file":
            before = fields.get(given["name"])
            fields[given["name"]] = f"{before} {given.get('value', '')}" if before else given.get("value", "")
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', body)
        fields[name] = chosen[1] if chosen else ""
    return {**fields, **Page(html).areas}


def made(room: Room, answer: Answer) -> Json:
    assert answer.status == 303, Page(answer.text).text
    return room.host("GET", f"/api/sessions/{answer.response.headers['location'].split('/')[2]}").json


def lists(session: Json) -> dict[str, list[str]]:
    return {poll["title"]: [option["title"] for option in poll["options"]] for poll in session["polls"]}


def none_is_stored(room: Room) -> bool:
    return room.host("GET", "/api/sessions").json == {"sessions": []}


def test_what_was_left_out_is_shown_before_anything_is_stored(room: Room) -> None:
    form = Form(room)

    assert form.press("create", listing=OFFICE).status == 200

    assert none_is_stored(room)
    for said in ("序号", "总投资（万元）", "备注", "合计", "2026年度民生实事项目候选清单"):
        assert said in form.said
    session = made(room, form.press("create"))
    assert lists(session) == {"务虚会": ["社区食堂建设", "老旧小区电梯加装"]}
    assert [each["department"] for each in session["polls"][0]["options"]] == ["社区服务办", "社区管理办"]
    assert [each["description"] for each in session["polls"][0]["options"]] == ["新建两处", "二十台"]


def test_a_list_that_says_all_of_itself_is_created_at_once(room: Room) -> None:
    session = made(room, Form(room).press("create", listing="名称,部门\n食堂,服务办\n公园,管理办\n"))

    assert lists(session) == {"务虚会": ["食堂", "公园"]}


def test_a_change_after_the_look_is_looked_at_again(room: Room) -> None:
    form = Form(room)
    form.press("check", listing="食堂\n公园\n")

    assert form.press("create", listing="食堂\n公园\n电梯\n").status == 200
    assert none_is_stored(room)
    assert lists(made(room, form.press("create"))) == {"务虚会": ["食堂", "公园", "电梯"]}


def test_the_meetings_name_may_be_typed_last(room: Room) -> None:
    form = Form(room)
    form.press("check", listing="食堂\n公园\n", title="")

    assert lists(made(room, form.press("create", title="年会"))) == {"年会": ["食堂", "公园"]}


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("社区食堂建设\n老旧小区电梯加装\n街角口袋公园\n", ["社区食堂建设", "老旧小区电梯加装", "街角口袋公园"]),
        ("1. 社区食堂建设\n2. 老旧小区电梯加装\n", ["社区食堂建设", "老旧小区电梯加装"]),
        ("24小时图书馆\n3 in 1\n", ["24小时图书馆", "3 in 1"]),
    ],
)
def test_a_name_per_line_is_enough_and_the_page_says_what_it_took_them_for(
    room: Room, text: str, titles: list[str]
) -> None:
    form = Form(room)
    form.press("check", listing=text)

    assert "every line was read as a name" in form.said
    assert lists(made(room, form.press("create"))) == {"务虚会": titles}


def test_a_column_can_be_something_else_and_stays_so(room: Room) -> None:
    form = Form(room)
    form.press("check", listing="类别\t项目名称\t责任单位\n民生\t食堂\t服务办\n专项\t消防\t安全办\n")
    assert "“类别” is left out" in form.said

    form.press("check", **{"column-0-1": "list"})
    form.press("check")  # a later look keeps it

    assert lists(made(room, form.press("create"))) == {"民生": ["食堂"], "专项": ["消防"]}


def test_a_row_can_be_ticked_in_or_out(room: Room) -> None:
    form = Form(room)
    form.press("check", listing="名称,部门\n食堂,服务办\n合计,\n公园,管理办\n")
    offered = dict(re.findall(r"(\w+):([01])", _values(form.text)["offered-0"]))  # type: ignore[call-overload]
    _, first, total, last = offered

    form.press("check", **{"row-0": f"{total} {last}"})

    assert first not in str(_values(form.text)["row-0"])
    assert lists(made(room, form.press("create"))) == {"务虚会": ["合计", "公园"]}


def test_the_first_line_can_be_an_entry(room: Room) -> None:
    form = Form(room)
    form.press("check", listing="项目\n食堂\n")

    form.press("check", leave=("head-0",))

    assert lists(made(room, form.press("create"))) == {"务虚会": ["项目", "食堂"]}


def test_a_cell_is_corrected_where_its_problem_stands(room: Room) -> None:
    form = Form(room)
    assert form.press("create", listing="名称,部门\n,服务办\n公园,管理办\n").status == 422
    assert "This row has no" in form.said

    form.press("check", **{"cell-0-2-0": "  食堂, 新  "})

    assert Page(form.text).areas["listing"].splitlines()[1] == '"食堂, 新",服务办'
    assert lists(made(room, form.press("create"))) == {"务虚会": ["食堂, 新", "公园"]}


def test_each_box_is_a_list_of_its_own(room: Room) -> None:
    form = Form(room)
    form.press("check", listing="食堂\n公园\n")
    form.press("add")
    form.press("check", **{"listing-1": "名称,部门\n消防,安全办\n", "named-1": "专项任务", "named-0": "民生实事"})

    assert lists(made(room, form.press("create"))) == {"民生实事": ["食堂", "公园"], "专项任务": ["消防"]}


def test_two_boxes_that_share_a_list_are_judged_together(room: Room) -> None:
    form = Form(room)
    form.press("check", listing="名单,名称\nA,食堂\n")
    form.press("add")

    assert form.press("create", **{"listing-1": "名单,名称\nA,食堂\n"}).status == 422
    assert "This title is in the same list" in form.said


def _workbook() -> bytes:
    def draw(book: Workbook) -> None:
        for name, titles in (("民生实事", ("食堂", "已撤回的项目", "公园")), ("专项任务", ("消防", "防汛"))):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ("名称", "内部意见", "部门"))
            for at, title in enumerate(titles, start=1):
                sheet.write_row(at, 0, (title, "不公开", "某办"))
        sheet = book.get_worksheet_by_name("民生实事")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        book.add_worksheet("说明").write(0, 0, "填表说明")

    return drawn(draw)


def test_what_a_workbook_hides_stays_hidden_however_often_one_looks(room: Room) -> None:
    form = Form(room)
    form.press("check", file=_workbook())
    assert "1 hidden row was skipped" in form.said
    assert "Hidden columns left out: 内部意见" in form.said

    form.press("check")

    assert "1 hidden row was skipped" in form.said
    session = made(room, form.press("create"))
    assert lists(session) == {"民生实事": ["食堂", "公园"], "专项任务": ["消防", "防汛"]}
    assert {each["description"] for poll in session["polls"] for each in poll["options"]} == {None}


def test_a_guessed_encoding_is_said_with_a_line_of_it(room: Room) -> None:
    form = Form(room)
    form.press("check", file="list;title\nProjekte;Grünfläche am Rathaus\n".encode("cp1252"))

    assert "it was read as cp1252: “Projekte;Grünfläche am Rathaus”" in form.said


def test_a_guessed_encoding_is_shown_before_anything_is_stored(room: Room) -> None:
    form, data = Form(room), "list;title\nProjekte;Grünfläche\n".encode("cp1252")

    assert form.press("create", file=data).status == 200
    assert none_is_stored(room)
    assert lists(made(room, form.press("create"))) == {"Projekte": ["Grünfläche"]}


def test_a_text_in_doubt_is_shown_in_two_readings_to_choose_from(room: Room) -> None:
    form = Form(room)
    form.press("check", file="título\nJardín\nNiñez\n".encode("cp1252"))
    assert "This file can be read in two ways" in form.said
    assert ("Niñez" in form.said, "Nińez" in form.said) == (True, True)

    form.press("check", **{"reading-0": "1"})

    assert "can be read in two ways" not in form.said
    assert lists(made(room, form.press("create"))) == {"务虚会": ["Jardín", "Nińez"]}


def test_the_sample_meeting_is_a_form_that_is_filled_in(room: Room) -> None:
    form = Form(room)
    form.text = form.tab.get("/host/new?sample").text
    fields = _values(form.text)
    form.typed = {name: str(fields[name]) for name in ("title", "locale")}

    session = made(room, form.press("create"))

    assert [len(poll["options"]) for poll in session["polls"]] == [12, 14]
    assert len(session["groups"]) == 4


def test_voting_time_and_seats_are_kept(room: Room) -> None:
    form = Form(room)
    form.press("check", listing="名称,部门\n食堂,服务办\n", groups="第一组，24\n第二组")
    session = made(room, form.press("create", minutes="10", **{"seats-1": "12"}))

    assert [(group["name"], group["seats"]) for group in session["groups"]] == [("第一组", 24), ("第二组", 12)]
    assert session["polls"][0]["planned_seconds"] == 600
    console = form.tab.get(f"/host/{session['id']}").text
    assert re.search(r'<option value="600" selected', console)


def test_create_and_rehearse_leads_to_the_rehearsal(room: Room) -> None:
    answer = Form(room).press("rehearse", listing="名称,部门\n食堂,服务办\n")

    assert answer.response.headers["location"].endswith("/rehearsal")


def test_a_language_is_chosen_without_losing_what_was_typed(room: Room) -> None:
    form = Form(room)
    answer = form.tab.upload("/host/new?lang=ja", {**_values(form.text), "listing": "食堂", "do": "check"}, {})

    assert (answer.status, Page(answer.text).areas["listing"]) == (200, "食堂")
    assert '<html lang="ja"' in answer.text

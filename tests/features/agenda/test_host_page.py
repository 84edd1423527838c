"""The agenda's page: templates, a past meeting's, adding, ordering, changing, and what the console makes of it."""

from __future__ import annotations

import pytest

from tests.builders import Json, Room
from tests.tab import Page, Tab

DEPARTMENTS = ("Services", "Order", "Services")


@pytest.fixture
def session(room: Room) -> Json:
    listed = [{"title": f"Project {n}", "department": each} for n, each in enumerate(DEPARTMENTS)]
    polls = [{"title": title, "options": listed} for title in ("Projects", "Tasks")]
    return room.session(polls=polls, title="Retreat", locale="en")


@pytest.fixture
def host(room: Room) -> Tab:
    return Tab(room).sign_in()


def path(session: Json) -> str:
    return f"/host/{session['id']}/agenda"


def do(host: Tab, session: Json, act: str, **fields: str) -> int:
    return host.post(path(session), {"do": act, **fields}).status


def items(room: Room, session: Json) -> list[Json]:
    found: list[Json] = room.host("GET", f"/api/sessions/{session['id']}/agenda").json["items"]
    return found


def titles(room: Room, session: Json) -> list[str]:
    return [each["title"] for each in items(room, session)]


def test_the_retreat_has_a_report_for_each_department_and_a_reveal_after_each_list(
    room: Room, host: Tab, session: Json
) -> None:
    assert do(host, session, "template", template="retreat") == 303

    found = items(room, session)
    assert [each["kind"] for each in found] == [
        *("check-in", "report", "report", "questions", "discussion"),
        *("poll", "reveal", "poll", "reveal", "report", "message"),
    ]
    assert [each["department"] for each in found[1:3]] == ["Services", "Order"]
    assert [each["seconds"] for each in found] == [None, 420, 420, None, 1200, *[None] * 4, 300, None]
    assert found[5]["polls"] == found[6]["polls"] == [session["polls"][0]["id"]]


@pytest.mark.parametrize(
    ("template", "kinds"),
    [
        ("review", ["check-in", *["report"] * 3, *["poll", "reveal"] * 2, "message"]),
        ("hearing", ["check-in", *["report"] * 3, "discussion", *["poll", "reveal"] * 2, "message"]),
        ("vote", ["check-in", *["poll", "reveal"] * 2]),
    ],
)
def test_the_other_templates(room: Room, host: Tab, session: Json, template: str, kinds: list[str]) -> None:
    do(host, session, "template", template=template)

    assert [each["kind"] for each in items(room, session)] == kinds


def test_a_hearing_calls_each_report_what_its_item_is_called(room: Room, host: Tab, session: Json) -> None:
    do(host, session, "template", template="hearing")

    named = [(each["title"], each["department"]) for each in items(room, session) if each["kind"] == "report"]
    assert named == [(f"Project {n}", department) for n, department in enumerate(DEPARTMENTS)]


def test_templates_speak_the_language_of_the_meeting(room: Room, host: Tab) -> None:
    session = room.session(locale="zh-CN")
    do(host, session, "template", template="vote")

    assert titles(room, session)[0] == "扫码入场"


def test_speakers_are_pasted_one_per_line(room: Room, host: Tab, session: Json) -> None:
    lines = "Services, Head of office\n\n社区管理办公室，主任\nOrder"
    do(host, session, "add", kind="report", title="Reports", minutes="7", speakers=lines)

    found = [(each["department"], each["speaker"], each["seconds"]) for each in items(room, session)]
    assert found == [("Services", "Head of office", 420), ("社区管理办公室", "主任", 420), ("Order", None, 420)]


def test_items_are_moved_changed_and_taken_away(room: Room, host: Tab, session: Json) -> None:
    for title in ("A", "B", "C"):
        do(host, session, "add", kind="message", title=title)
    a, b, c = (each["id"] for each in items(room, session))

    do(host, session, "up", item=c)
    assert titles(room, session) == ["A", "C", "B"]
    do(host, session, "down", item=a)
    assert titles(room, session) == ["C", "A", "B"]
    do(host, session, "up", item=c)  # it is the first already
    do(host, session, "order", item=c, before="")
    assert titles(room, session) == ["A", "B", "C"]
    do(host, session, "order", item=b, before=a)
    do(host, session, "order", item="nobody's", before=c)
    assert titles(room, session) == ["B", "A", "C"]
    do(host, session, "save", item=a, kind="message", title="Signing", text="To the front, please.")
    do(host, session, "remove", item=b)
    found = items(room, session)
    assert [(each["title"], each["text"]) for each in found] == [("Signing", "To the front, please."), ("C", None)]


def test_a_past_meetings_agenda_is_copied_with_its_lists_found_again(room: Room, host: Tab, session: Json) -> None:
    do(host, session, "template", template="vote")
    room.host("POST", f"/api/sessions/{session['id']}/agenda/next")
    fresh = room.host("POST", f"/api/sessions/{session['id']}/copy").json
    offered = Page(host.get(path(fresh)).text)
    assert "Copy the agenda of that meeting" in offered.text

    assert do(host, fresh, "copy", of=session["id"]) == 303

    found = items(room, fresh)
    assert titles(room, fresh) == titles(room, session)
    assert found[1]["polls"] == [fresh["polls"][0]["id"]]
    assert [each["began_at"] for each in found] == [None] * 5


def test_what_has_begun_stays_and_the_page_says_so(room: Room, host: Tab, session: Json) -> None:
    do(host, session, "template", template="vote")
    room.host("POST", f"/api/sessions/{session['id']}/agenda/next")
    first = items(room, session)[0]

    refused = host.post(path(session), {"do": "remove", "item": first["id"]})

    assert refused.status == 409
    assert "has begun, so it stays on the agenda" in Page(refused.text).text
    assert do(host, session, "template", template="retreat") == 409


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "conquer"},
        {"do": "template", "template": "none"},
        {"do": "add", "kind": "dance", "title": "x"},
        {"do": "add", "kind": "message", "title": ""},
        {"do": "save", "item": "unknown", "kind": "message", "title": "x", "minutes": "x"},
    ],
)
def test_a_wrong_form_changes_nothing(hall: Room, fields: dict[str, str]) -> None:
    session, host = hall.session(), Tab(hall).sign_in()
    answer = host.post(path(session), fields)

    assert answer.status in (303, 422)
    assert items(hall, session) == []


def primary(host: Tab, session: Json) -> str:
    """What the console's one button says."""
    text = host.get(f"/host/{session['id']}").text
    button = text[text.index('id="primary"') :].split("</button>")[0].partition(">")[2]
    return Page(button).text


def test_the_consoles_one_button_goes_through_the_whole_meeting(room: Room, host: Tab, session: Json) -> None:
    do(host, session, "template", template="retreat")
    act = f"/host/{session['id']}/act"
    said = []
    for _ in range(8):
        said.append(primary(host, session))
        page = Page(host.get(f"/host/{session['id']}").text)
        name = "start-clock" if "Start the clock" in said[-1] else "go"
        host.post(act, {"act": name, "item": page.value("item")})

    assert [each.replace(" Space", "").strip() for each in said] == [
        *("Begin", "Up next: Services", "Start the clock", "Up next: Order", "Start the clock"),
        *("Up next: Questions from the floor", "Take questions from phones", "Up next: Projects"),
    ]
    poll = session["polls"][0]
    assert "Start voting" in primary(host, session)
    room.open(poll)
    assert "Close voting" in primary(host, session)
    room.close(poll)
    assert "Up next: Reveal Projects" in primary(host, session)
    host.post(act, {"act": "go", "item": items(room, session)[6]["id"]})
    room.cast(room.join(session), poll, [0])
    assert "Publish and copy" in primary(host, session) or "Reveal" in primary(host, session)
    room.reveal(poll)
    assert "Up next: Tasks" in primary(host, session)


def test_a_list_outside_of_the_agenda_can_still_be_held(room: Room, host: Tab, session: Json) -> None:
    do(host, session, "template", template="retreat")
    poll = session["polls"][1]

    shown = Page(host.get(f"/host/{session['id']}?poll={poll['id']}").text)

    assert "Start voting" in shown.text


def test_the_history_names_the_item(room: Room, host: Tab, session: Json) -> None:
    do(host, session, "template", template="vote")
    room.host("POST", f"/api/sessions/{session['id']}/agenda/next")

    assert "Agenda: Scan to join" in Page(host.get(f"/host/{session['id']}").text).text


@pytest.mark.parametrize(
    "speakers",
    [
        "服务办，甲某\n安全办；乙某",
        "服务办\t甲某\n安全办\t乙某",
        "序号\t部门\t汇报人\n1\t服务办\t甲某\n2\t安全办\t乙某",
        "汇报人,责任单位\n甲某,服务办\n乙某,安全办",
        "服务办、甲某\n安全办, 乙某",
    ],
)
def test_the_box_of_reports_takes_what_a_sheet_pastes(room: Room, host: Tab, session: Json, speakers: str) -> None:
    assert do(host, session, "add", kind="report", title="Report", speakers=speakers) == 303

    found = [(each["department"], each["speaker"]) for each in items(room, session)]
    assert found == [("服务办", "甲某"), ("安全办", "乙某")]


def test_the_box_of_reports_says_what_it_cannot_use_and_adds_nothing(room: Room, host: Tab, session: Json) -> None:
    fields = {"kind": "report", "title": "Report"}
    for speakers in ("服务办\t甲某\n合计\t1", "服务办\t甲某\t三楼\n安全办\t乙某\t二楼", "x\n" * 101):
        refused = host.post(path(session), {"do": "add", "speakers": speakers, **fields})
        assert refused.status == 422
        assert speakers.strip() in refused.text  # what was typed stays
    assert items(room, session) == []
    assert do(host, session, "add", speakers="\x0b", **fields) == 303
    assert [each["department"] for each in items(room, session)] == [None]

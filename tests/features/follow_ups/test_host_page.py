"""The follow-ups of a meeting: gathered, kept up to date, as files and on paper, and as the next one begins."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from tests.builders import Answer, Json, Room
from tests.features.hosts.roles import helper
from tests.ladder import UNKNOWN
from tests.tab import Page, Tab

PROJECTS = [{"title": "Lift", "department": "Services"}, {"title": "Canteen"}, {"title": "=Park"}]


def held(room: Room, **fields: object) -> Json:
    """Of Projects Canteen and Lift are taken; Tasks are tied for their one place."""
    lists = [
        {"title": "Projects", "winners": 2, "options": PROJECTS},
        {"title": "Tasks", "winners": 1, "options": [{"title": "Training"}, {"title": "Alliance"}]},
    ]
    session = room.session(**{"locale": "en", "polls": lists, **fields})
    for poll, ballots in zip(session["polls"], ([[0, 1], [1]], [[0], [1]]), strict=True):
        room.open(poll)
        for choices in ballots:
            room.cast(room.join(session), poll, choices)
        room.close(poll)
    return session


def act(room: Room, session: Json, do: str, **fields: str) -> Answer:
    return Tab(room).sign_in().post(f"/host/{session['id']}/follow-ups", {"do": do, **fields})


def kept(room: Room, session: Json) -> list[Json]:
    found: list[Json] = room.host("GET", f"/api/sessions/{session['id']}/export.json").json["follow_ups"]
    return found


def gathered(room: Room, session: Json) -> list[Json]:
    assert act(room, session, "gather").status == 303
    return kept(room, session)


def save(room: Room, session: Json, item: Json, **fields: str) -> Answer:
    given = {"state": item["state"], "owner": item["owner"] or "", "due": "", "note": "", **fields}
    return act(room, session, "save", **{f"{name}-{item['id']}": value for name, value in given.items()})


def page(room: Room, session: Json) -> Page:
    answer = Tab(room).sign_in().get(f"/host/{session['id']}/follow-ups")
    assert answer.status == 200
    return Page(answer.text)


def test_one_press_brings_what_was_chosen_with_its_department_list_and_place(room: Room) -> None:
    session = held(room)

    found = gathered(room, session)

    told = [(each["title"], each["owner"], each["origin"], each["place"], each["state"]) for each in found]
    assert told == [("Canteen", None, "Projects", 1, "open"), ("Lift", "Services", "Projects", 2, "open")]
    assert {each["source"] for each in found} == {"poll"}


def test_a_second_press_adds_what_is_missing_and_doubles_nothing(room: Room) -> None:
    session = held(room)
    first = gathered(room, session)
    save(room, session, first[0], state="done")
    settled = {"method": "organizer", "options": [session["polls"][1]["options"][1]["id"]], "reason": "Urgent"}
    room.host("POST", f"/api/polls/{session['polls'][1]['id']}/tie", json=settled)

    found = gathered(room, session)

    assert [each["title"] for each in found] == ["Canteen", "Lift", "Alliance"]
    assert found[0]["state"] == "done"
    assert gathered(room, session) == found


def test_what_a_run_off_elects_is_followed_up_once(room: Room) -> None:
    session = held(room)
    runoff = room.host("POST", f"/api/polls/{session['polls'][1]['id']}/tie", json={"method": "runoff"}).json
    room.open(runoff)
    room.cast(room.join(session), runoff, [1])
    room.close(runoff)

    assert [each["title"] for each in gathered(room, session)] == ["Canteen", "Lift", "Alliance"]


def test_a_list_that_still_runs_brings_nothing(room: Room) -> None:
    session = room.session(options=2)
    room.open(session["polls"][0])
    room.cast(room.join(session), session["polls"][0], [0])

    assert gathered(room, session) == []
    room.close(session["polls"][0])
    assert len(gathered(room, session)) == 1  # the control


def test_owner_day_state_and_note_are_kept(room: Room) -> None:
    session = held(room)
    item = gathered(room, session)[1]

    assert (
        save(room, session, item, owner="Housing", due="2027-03-31", state="under-way", note="Two lifts").status == 303
    )

    changed = kept(room, session)[1]
    assert (changed["owner"], changed["due"], changed["state"], changed["note"]) == (
        "Housing",
        "2027-03-31",
        "under-way",
        "Two lifts",
    )
    assert page(room, session).value(f"due-{item['id']}") == "2027-03-31"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("due", "31 March", "Give the day as year-month-day"),
        ("state", "forgotten", ""),
        ("note", "x" * 201, ""),
    ],
)
def test_a_slip_is_said_and_what_was_typed_stays(room: Room, field: str, value: str, said: str) -> None:
    session = held(room)
    item = gathered(room, session)[0]
    fields = {"owner": "Housing", field: value}

    refused = save(room, session, item, **fields)

    assert refused.status == 422
    assert said in Page(refused.text).text
    assert Page(refused.text).areas[f"owner-{item['id']}"] == "Housing"
    assert kept(room, session)[0]["owner"] is None
    assert save(room, session, item, owner="Housing").status == 303  # the control


def test_one_can_be_added_by_hand_and_only_such_a_one_taken_away(room: Room) -> None:
    session = held(room)
    chosen = gathered(room, session)[0]
    assert act(room, session, "add", title="Write to the bank", owner="Office").status == 303
    own = kept(room, session)[-1]
    assert (own["title"], own["owner"], own["source"], own["origin"]) == ("Write to the bank", "Office", "own", None)

    for item in (chosen, own):
        act(room, session, "remove", item=item["id"])

    assert [each["title"] for each in kept(room, session)] == ["Canteen", "Lift"]
    assert act(room, session, "add", title="  ").status == 422


def test_another_sessions_follow_up_is_not_changed(room: Room) -> None:
    ours, theirs = held(room), held(room, title="Other")
    item = gathered(room, theirs)[0]

    assert save(room, ours, item, state="done").status == 422
    act(room, ours, "remove", item=item["id"])
    assert kept(room, theirs)[0] == item
    assert save(room, theirs, item, state="done").status == 303  # the control


def test_files_say_all_in_the_meetings_words_and_no_cell_is_a_formula(room: Room) -> None:
    lists = [{"title": "Projects", "winners": 1, "options": [{"title": "=1+1", "department": "Services"}]}]
    session = room.session(locale="zh-CN", polls=lists)
    room.open(session["polls"][0])
    room.cast(room.join(session), session["polls"][0], [0])
    room.close(session["polls"][0])
    save(room, session, gathered(room, session)[0], state="done", due="2027-03-31", note="电话", owner="Services")
    files = {end: room.host("GET", f"/host/{session['id']}/follow-ups.{end}").response for end in ("csv", "xlsx")}

    lines = list(csv.reader(StringIO(files["csv"].content.decode("utf-8-sig"))))
    with ZipFile(BytesIO(files["xlsx"].content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    cells = CalamineWorkbook.from_filelike(BytesIO(files["xlsx"].content)).get_sheet_by_index(0).to_python()

    row = ["Services", "2027-03-31", "已完成", "电话", "Projects", "1"]
    assert lines == [["项目", "责任部门", "期限", "状态", "备注", "来源名单", "名次"], ["'=1+1", *row]]
    day, place = cells[1][2], cells[1][6]
    assert (day, place) == (date(2027, 3, 31), 1)  # which can be sorted and reckoned with
    assert cells[1][:2] + cells[1][3:6] == ["=1+1", row[0], *row[2:5]]
    assert b"<f>" not in sheet
    assert room.host("GET", f"/host/{session['id']}/follow-ups.exe").status == 404


def test_the_list_on_paper_speaks_the_meetings_language(room: Room) -> None:
    session = held(room, locale="ja", organization="Office")
    gathered(room, session)

    found = Page(Tab(room).sign_in().get(f"/print/{session['id']}/follow-ups?lang=en").text)

    assert found.language == "ja"
    assert "全2件のうち0件完了" in found.text
    assert "2 Lift Projects、第2位 Services 未着手" in found.text


def test_a_copied_meeting_opens_with_what_the_first_one_left(room: Room) -> None:
    first = held(room, title="Retreat 2026")
    item = gathered(room, first)[0]
    copy = room.host("POST", f"/api/sessions/{first['id']}/copy").json
    save(room, first, item, state="done")

    assert "1 of 2 completed" in page(room, copy).text
    assert "Put it on the agenda" in page(room, copy).text
    assert act(room, copy, "agenda").status == 303
    path = f"/api/sessions/{copy['id']}/agenda"
    items = room.host("GET", path).json["items"]
    assert [each["kind"] for each in items] == ["check-in", "message", *2 * ["poll", "reveal"]]  # alone it hid them
    told = items[1]
    assert told["title"] == "Progress since “Retreat 2026”"
    assert told["text"] == "1 of 2 completed\nCompleted: Canteen\nTo do: Lift"

    for _ in range(2):
        room.host("POST", f"{path}/next")
    screen = Page(Tab(room).sign_in().get(f"/screen/{copy['id']}").text).text
    assert "1 of 2 completed Item Responsible Due State 1 Canteen Completed 2 Lift Services To do" in screen


def test_putting_it_on_the_agenda_again_brings_the_state_by_then(room: Room) -> None:
    first, second = held(room, title="Retreat 2026"), room.session(locale="en", title="Retreat 2027")
    item = gathered(room, first)[0]
    items = [{"kind": "check-in", "title": "Scan"}, {"kind": "break", "title": "Tea"}]
    room.host("PUT", f"/api/sessions/{second['id']}/agenda", json={"items": items})
    assert act(room, second, "agenda").status == 422  # nothing is chosen yet
    act(room, second, "open-with", past=first["id"])
    act(room, second, "agenda")
    save(room, first, item, state="dropped")
    act(room, second, "agenda")

    found = room.host("GET", f"/api/sessions/{second['id']}/agenda").json["items"]

    assert [each["kind"] for each in found] == ["check-in", "message", "break"]
    assert "Dropped: Canteen" in found[1]["text"]


def test_a_long_list_is_told_as_far_as_a_screen_holds_it(room: Room) -> None:
    options = [{"title": f"Option {n}"} for n in range(30)]
    lists = [{"title": "P", "winners": 30, "max_choices": 30, "options": options}]
    first, second = room.session(locale="en", polls=lists), room.session(locale="en")
    room.open(first["polls"][0])
    room.cast(room.join(first), first["polls"][0], range(30))
    room.close(first["polls"][0])
    assert len(gathered(room, first)) == 30
    act(room, second, "open-with", past=first["id"])
    act(room, second, "agenda")

    text = room.host("GET", f"/api/sessions/{second['id']}/agenda").json["items"][1]["text"].split("\n")

    assert (len(text), text[0], text[-1]) == (24, "0 of 30 completed", "…")


def test_a_meeting_opens_with_another_that_is_there(room: Room) -> None:
    first, second = held(room), room.session(locale="en")
    gathered(room, first)

    assert act(room, first, "open-with", past=first["id"]).status == 422
    assert act(room, second, "open-with", past=UNKNOWN).status == 422
    assert act(room, second, "open-with", past=first["id"]).status == 303
    assert "0 of 2 completed" in page(room, second).text
    room.host("DELETE", f"/api/sessions/{first['id']}")
    assert "0 of 2 completed" not in page(room, second).text


def test_a_copy_of_a_meeting_without_follow_ups_opens_with_nothing(room: Room) -> None:
    copy = room.host("POST", f"/api/sessions/{held(room)['id']}/copy").json

    assert "Put it on the agenda" not in page(room, copy).text


def test_observers_read_files_and_paper_and_change_nothing(room: Room) -> None:
    session = held(room)
    gathered(room, session)
    observer = helper(room, session, "observer")

    for path in (f"/host/{session['id']}/follow-ups.csv", f"/print/{session['id']}/follow-ups"):
        assert observer.get(path).status == 200
        assert Tab(room).get(path).status == 303
    led = observer.get(f"/host/{session['id']}/follow-ups").response.headers["location"]
    assert led.startswith("/host/sign-in")
    assert observer.post(f"/host/{session['id']}/follow-ups", {"do": "add", "title": "x"}).status == 403
    assert len(kept(room, session)) == 2


def test_unknown_acts_and_sessions_are_refused(hall: Room) -> None:
    session = hall.session()

    assert act(hall, session, "dance").status == 422
    assert Tab(hall).sign_in().get(f"/host/{UNKNOWN}/follow-ups").status == 404
    assert hall.call("DELETE", f"/host/{session['id']}/follow-ups", cookies=hall.host_cookie()).status == 405

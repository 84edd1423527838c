"""GET /print/{session}/minutes: what stands on paper · sealed · language · audience · state · method."""

from __future__ import annotations

import pytest

from tests.builders import HOST_KEY, ORIGIN, Json, Room
from tests.features.admission.tickets import enter, meeting, tickets
from tests.ladder import UNKNOWN
from tests.tab import Page, Tab


def held(room: Room, **fields: object) -> Json:
    """Six people, of two groups, for Canteen; four of them for Lift."""
    options = [{"title": "Lift", "department": "Services"}, {"title": "Canteen"}, {"title": "Park"}]
    lists = [{"title": "Projects", "winners": 1, "options": options}, {"title": "Later", "options": [{"title": "One"}]}]
    given = {"locale": "en", "groups": ("East", "West"), "smallest_group": 2, "polls": lists}
    session = room.session(**{**given, **fields})
    room.open(session["polls"][0])
    for n in range(6):
        voter = room.join(session, ("East", "West")[n % 2])
        room.cast(voter, session["polls"][0], [0, 1] if n < 4 else [1])
    return session


def minutes(room: Room, session: Json) -> Page:
    answer = Tab(room).sign_in().get(f"/print/{session['id']}/minutes")
    assert answer.status == 200
    return Page(answer.text)


def test_the_winners_stand_on_the_first_sheet_and_every_place_on_the_annex(room: Room) -> None:
    session = held(room, organization="Subdistrict", place="Hall", starts_at="2026-12-05T14:00:00+08:00")
    room.clock.pass_(120)
    room.close(session["polls"][0])

    page = minutes(room, session)

    first, annex = page.text.split("Annex: all places")
    assert "1. Projects (3 items, top 1) 6 people submitted, with up to 3 choices each." in first
    assert "1 Canteen 6 100.0%" in first
    assert "Lift" not in first
    assert "1 Canteen 6 100.0% Selected 2 Lift Services 4 66.7% 3 Park 0 0.0%" in annex
    assert "East 3 West 3" in annex
    assert "Subdistrict" in first
    for said in ("Venue Hall", "5 Dec 2026", "Time 14:00 to 14:02", "Joined 6 people", "Counted by", "Witnessed by"):
        assert said in first, said


def test_the_notes_say_what_the_figures_are_worth(room: Room) -> None:
    session = held(room)
    room.close(session["polls"][0])

    text = minutes(room, session).text

    for said in ("figures are indicative", "No names were recorded", "receipt code", "most votes is recommended"):
        assert said in text, said
    assert "Not over yet, so not in this record: Later" in text


@pytest.mark.parametrize(
    ("locale", "told", "heads"),
    [
        ("en", "Tickets 3 made, 3 handed out, 2 used, 0 taken back", "Group Made Handed out Used Taken back"),
        ("zh-CN", "制作 3 张，发出 3 张，已用 2 张，作废 0 张", "小组 已制作 已发出 已使用 已作废"),
        ("ja", "作成 3枚、配布 3枚、使用 2枚、取り消し 0枚", "グループ 作成済み 配布済み 使用済み 取り消し済み"),
    ],
)
def test_tickets_are_counted_in_all_and_per_group(room: Room, locale: str, told: str, heads: str) -> None:
    session = meeting(room, locale=locale)
    made = [*tickets(room, session, 2, "East"), *tickets(room, session, 1, None)]
    room.open(session["polls"][0])
    for each in (made[0], made[2]):
        enter(room, session, each["code"])
    room.close(session["polls"][0])

    text = minutes(room, session).text

    assert told in text
    assert heads in text
    assert "East 2 2 1 0" in text
    assert "West" not in text.split(heads)[1]


def test_minutes_of_open_admission_say_seats_beside_who_joined_and_nothing_of_tickets(room: Room) -> None:
    groups = [{"name": "East", "seats": 30}, {"name": "West", "seats": 10}]
    lists = [{"title": "P", "options": [{"title": "A"}, {"title": "B"}]}]
    body = {"title": "Retreat", "locale": "en", "groups": groups, "polls": lists}
    session = room.host("POST", "/api/sessions", json=body).json
    room.open(session["polls"][0])
    for group in ("East", "East", "West"):
        room.cast(room.join(session, group), session["polls"][0], [0])
    room.close(session["polls"][0])

    text = minutes(room, session).text

    assert "Seats 40 people" in text
    assert "Joined 3 people" in text
    assert "Tickets" not in text


def test_a_tie_is_on_the_first_sheet_with_its_tied(room: Room) -> None:
    lists = [{"title": "P", "winners": 1, "options": [{"title": "A"}, {"title": "B"}, {"title": "C"}]}]
    session = room.session(locale="en", polls=lists)
    room.open(session["polls"][0])
    room.cast(room.join(session), session["polls"][0], [0, 1])
    room.close(session["polls"][0])

    first = minutes(room, session).text.split("Annex")[0]

    assert "1 A Tied 1 100.0% 1 B Tied 1 100.0%" in " ".join(first.split())
    assert "P: Place 1: “A”, “B” have 1 vote each. 1 place is left for them, and the tie is open." in first


@pytest.mark.parametrize("display", ["live", "sealed"])
def test_nothing_of_a_running_list_is_printed(room: Room, display: str) -> None:
    lists = [{"title": "Projects", "display": display, "options": [{"title": "Canteen"}, {"title": "Lift"}]}]
    session = held(room, polls=lists)

    page = minutes(room, session)

    assert "Canteen" not in page.text
    assert "Not over yet, so not in this record: Projects" in page.text
    assert "Counted by" not in page.text
    room.close(session["polls"][0])
    assert "Canteen" in minutes(room, session).text  # the control


def test_a_list_that_nobody_voted_for_takes_nothing(room: Room) -> None:
    session = room.session(locale="en")
    room.open(session["polls"][0])
    room.close(session["polls"][0])

    assert "No votes were cast." in minutes(room, session).text


def test_the_minutes_speak_the_sessions_language(room: Room) -> None:
    session = held(room, locale="zh-CN")
    room.close(session["polls"][0])
    answer = Tab(room).sign_in().get(f"/print/{session['id']}/minutes?lang=en")

    page = Page(answer.text)

    assert page.language == "zh-CN"
    assert "一、Projects（3 项取前 1 名）" in page.text
    assert "（盖章）" in page.text


def test_a_session_without_lists_has_minutes_without_results(room: Room) -> None:
    session = room.session(locale="en", polls=[])

    assert "Record of recommendations" in minutes(room, session).text


def test_only_the_host_prints_and_others_are_led_to_sign_in(hall: Room) -> None:
    session = hall.session()
    path = f"/print/{session['id']}/minutes"
    sign_in = f"/host/sign-in?next={path}"

    voter = hall.join(session)
    outsiders = {"nobody": {}, "voter": {f"voter-{session['id']}": voter}, "screen": hall.screen_cookie(session)}
    for who, cookies in outsiders.items():
        refused = hall.call("GET", path, cookies=cookies)
        assert (refused.status, refused.response.headers["location"]) == (303, sign_in), who
    assert hall.call("GET", path, cookies=hall.host_cookie()).status == 200  # the control
    assert Tab(hall).sign_in().get(f"/print/{UNKNOWN}/minutes").status == 404
    signed_in = hall.call("POST", "/host/sign-in", data={"key": HOST_KEY, "next": path}, headers={"Origin": ORIGIN})
    assert signed_in.response.headers["location"] == path
    assert hall.call("POST", path, cookies=hall.host_cookie()).status == 405


def test_the_results_page_leads_to_the_minutes_and_the_workbook(hall: Room) -> None:
    session = hall.session()

    html = Tab(hall).sign_in().get(f"/host/{session['id']}/results").text

    assert f'href="/print/{session["id"]}/minutes"' in html
    assert f'href="/api/sessions/{session["id"]}/export.xlsx"' in html

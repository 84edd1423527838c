"""What was typed at the start can be corrected, and a copy is asked for its name."""

from __future__ import annotations

import pytest

from tests.builders import Json, Room
from tests.tab import Page, Tab

TYPED = {
    "title": "Annual retreat of 2027",
    "organization": "Subdistrict office",
    "place": "Hall 2",
    "starts_at": "2027-01-08T14:00",
    "locale": "en",
}


@pytest.fixture
def host(room: Room) -> Tab:
    return Tab(room).sign_in()


@pytest.fixture
def meeting(room: Room) -> Json:
    return room.session(options=3, title="Anual retreat", locale="en")


def path_of(session: Json) -> str:
    return f"/host/{session['id']}/meeting"


def now(room: Room, session: Json) -> Json:
    return room.host("GET", f"/api/sessions/{session['id']}").json


def test_a_name_place_and_time_are_corrected_and_shown_as_they_are(room: Room, host: Tab, meeting: Json) -> None:
    answer = host.post(path_of(meeting), TYPED)
    assert (answer.status, answer.response.headers["location"]) == (303, f"/host/{meeting['id']}")
    changed = now(room, meeting)
    assert {name: changed[name] for name in ("title", "organization", "place", "locale")} == {
        name: TYPED[name] for name in ("title", "organization", "place", "locale")
    }
    shown = {each["name"]: each["value"] for each in Page(host.get(path_of(meeting)).text).inputs if "value" in each}
    assert {name: shown[name] for name in TYPED if name != "locale"} == {
        name: TYPED[name] for name in TYPED if name != "locale"
    }
    host.post(path_of(meeting), {**TYPED, "place": "", "starts_at": ""})
    assert (now(room, meeting)["place"], now(room, meeting)["starts_at"]) == (None, None)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "wrong"),
        ("title", "x" * 201, "wrong"),
        ("starts_at", "tomorrow", "Give the time as a date"),
        ("starts_at", "1999-01-08T14:00", "between the years"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    room: Room, host: Tab, meeting: Json, field: str, value: str, said: str
) -> None:
    answer = host.post(path_of(meeting), {**TYPED, field: value})
    assert answer.status == 422
    assert f'id="{field}-wrong"' in answer.text
    assert said in answer.text
    assert "Subdistrict office" in answer.text
    assert now(room, meeting)["title"] == "Anual retreat"


def test_the_language_stays_once_voting_has_begun(room: Room, host: Tab, meeting: Json) -> None:
    room.open(meeting["polls"][0])
    assert "so the language can no longer change" in host.get(path_of(meeting)).text
    assert host.post(path_of(meeting), {**TYPED, "locale": "ja"}).status == 303
    assert (now(room, meeting)["locale"], now(room, meeting)["title"]) == ("en", TYPED["title"])


def test_a_copy_is_asked_what_it_is_called(room: Room, host: Tab, meeting: Json) -> None:
    page = host.follow(host.post(f"/host/{meeting['id']}/copy", {}))
    assert "What is this one called?" in page.text
    assert 'value="Anual retreat"' in page.text

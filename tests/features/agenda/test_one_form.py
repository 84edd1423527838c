"""The agenda's page: no button drops what was typed beside it, and what was taken away can be put back."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.features.agenda.test_reports import names_on, picture
from tests.tab import Page, Tab


@pytest.fixture
def session(room: Room) -> Json:
    return room.session(groups=("East",))


@pytest.fixture
def items(room: Room, session: Json) -> list[Json]:
    report = {"kind": "report", "title": "Reports", "department": "Services", "seconds": 420}
    tea = {"kind": "break", "title": "Tea", "seconds": 90, "text": "Two rooms\non the left"}
    vote = {"kind": "poll", "title": "Vote", "polls": [session["polls"][0]["id"]]}
    return agenda(room, session, [report, tea, vote])


def agenda(room: Room, session: Json, put: list[Json] | None = None) -> list[Json]:
    path = f"/api/sessions/{session['id']}/agenda"
    answer = room.host("PUT", path, json={"items": put}) if put else room.host("GET", path)
    assert answer.status == 200, answer.text
    return list(answer.json["items"])


def said(item: Json) -> list[object]:
    return [item[name] for name in ("kind", "title", "department", "speaker", "seconds", "text", "polls")]


REPORT = {"kind": "report", "title": "Reports", "department": "Services", "minutes": "7", "speaker": "Head of office"}


@pytest.mark.parametrize("do", ["save", "pages", "remove"])
def test_every_button_of_a_report_saves_its_fields(room: Room, session: Json, items: list[Json], do: str) -> None:
    host, path = Tab(room).sign_in(), f"/host/{session['id']}/agenda"
    files = {} if do == "remove" else {"pages": ("a.png", picture("blue"), "image/png")}

    answer = host.upload(f"{path}/report", {"item": items[0]["id"], "do": do, **REPORT}, files)

    assert answer.status == 303
    assert agenda(room, session)[0]["speaker"] == "Head of office"
    assert len(names_on(host.get(path).text)) == (0 if do == "remove" else 1)


def test_a_page_that_is_refused_takes_no_words_along(room: Room, session: Json, items: list[Json]) -> None:
    host, path = Tab(room).sign_in(), f"/host/{session['id']}/agenda"
    fields = {"item": items[0]["id"], "do": "pages", **REPORT}

    assert host.upload(f"{path}/report", fields, {"pages": ("a.png", b"no picture", "image/png")}).status == 422
    assert agenda(room, session)[0]["speaker"] == "Head of office"
    assert host.upload(f"{path}/report", {**fields, "speaker": ""}, {}).status == 422  # no file was chosen
    assert agenda(room, session)[0]["speaker"] is None


@pytest.mark.parametrize("at", [1, 2])
def test_what_was_taken_away_is_put_back_as_it_was(room: Room, session: Json, items: list[Json], at: int) -> None:
    host, path = Tab(room).sign_in(), f"/host/{session['id']}/agenda"

    shown = host.post(path, {"do": "remove", "item": items[at]["id"]})

    assert len(agenda(room, session)) == 2
    assert f"Removed: {items[at]['title']}" in Page(shown.text).text
    (undo,) = re.findall(r'<form class="note info undo".*?</form>', shown.text, re.DOTALL)
    form: dict[str, str | list[str]] = {
        each["name"]: each["value"] for each in Page(undo).inputs if each["name"] != "token"
    }
    assert host.post(path, {**form, "do": "put-back"}).status == 303
    assert [said(each) for each in agenda(room, session)] == [said(each) for each in items]


def test_taking_away_twice_takes_nothing_more(room: Room, session: Json, items: list[Json]) -> None:
    host, path = Tab(room).sign_in(), f"/host/{session['id']}/agenda"
    host.post(path, {"do": "remove", "item": items[1]["id"]})

    again = host.post(path, {"do": "remove", "item": items[1]["id"]})

    assert again.status == 303
    assert len(agenda(room, session)) == 2


def test_several_are_ticked_and_taken_away_at_once_and_put_back(room: Room, session: Json, items: list[Json]) -> None:
    host, path = Tab(room).sign_in(), f"/host/{session['id']}/agenda"
    long = {"kind": "message", "title": "Words", "text": "long " * 390}
    for _ in range(12):  # more than a small form holds
        host.post(path, {"do": "add", **long})
    before = agenda(room, session)
    assert 'form="several" name="item"' in host.get(path).text

    shown = host.post(path, {"do": "remove", "item": [each["id"] for each in before[1:]]})

    assert [each["id"] for each in agenda(room, session)] == [before[0]["id"]]
    assert f"{len(before) - 1} items removed" in Page(shown.text).text
    (undo,) = re.findall(r'<form class="note info undo".*?</form>', shown.text, re.DOTALL)
    (kept,) = [each["value"] for each in Page(undo).inputs if each["name"] == "kept"]
    assert host.post(path, {"do": "put-back", "kept": kept}).status == 303
    assert [said(each) for each in agenda(room, session)] == [said(each) for each in before]


@pytest.mark.parametrize("fields", [{"do": "remove"}, {"do": "put-back"}, {"do": "put-back", "kept": '[{"place": 0}]'}])
def test_nothing_ticked_and_nothing_kept_changes_nothing(
    room: Room, session: Json, items: list[Json], fields: dict[str, str]
) -> None:
    answer = Tab(room).sign_in().post(f"/host/{session['id']}/agenda", dict(fields))

    assert answer.status == 422
    assert [each["id"] for each in agenda(room, session)] == [each["id"] for each in items]

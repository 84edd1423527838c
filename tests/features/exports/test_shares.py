"""One share, 13 of 160 ballots, on every way out: exactly .08125, and so .0813 and 8.1 %."""

from __future__ import annotations

import pytest

from tests.builders import Json, Room
from tests.features.exports.test_xlsx import export, sheets
from tests.tab import Page, Tab


@pytest.fixture(scope="module")
def session(hall: Room) -> Json:
    options = [{"title": "Lift"}, {"title": "Canteen"}]
    lists = [{"title": "Projects", "winners": 1, "options": options}]
    session = hall.session(locale="en", groups=("East",), polls=lists)
    poll = session["polls"][0]
    hall.open(poll)
    for at in range(160):
        assert hall.cast(hall.join(session, "East"), poll, [0 if at < 13 else 1]).status == 200
    hall.close(poll)
    hall.reveal(poll)
    return session


def test_the_api_and_the_json_file_say_the_same(hall: Room, session: Json) -> None:
    told = hall.result(session["polls"][0])["options"]
    written = hall.host("GET", f"/api/sessions/{session['id']}/export.json").json["polls"][0]["result"]["options"]

    assert [(each["title"], each["share"]) for each in told] == [("Canteen", 0.9188), ("Lift", 0.0813)]
    assert written == told


def test_the_csv_says_the_same(hall: Room, session: Json) -> None:
    lines = hall.host("GET", f"/api/sessions/{session['id']}/export.csv").text.splitlines()

    assert [line.split(",")[5] for line in lines[1:]] == ["0.9188", "0.0813"]


def test_the_workbook_says_the_same_for_all_and_by_group(hall: Room, session: Json) -> None:
    book = sheets(export(hall, session))

    assert [row[4] for row in book["Projects"][1:]] == [0.9188, 0.0813]
    assert [row[4] for row in book["Projects - groups"][3:5]] == [0.9188, 0.0813]


def test_pages_say_it_in_percent(hall: Room, session: Json) -> None:
    host = Tab(hall).sign_in()

    for path in (f"/print/{session['id']}/minutes", f"/host/{session['id']}/results"):
        text = Page(host.get(path).text).text
        assert "91.9%" in text, path
        assert "8.1%" in text, path
    assert 'data-share="0.0813"' in host.get(f"/host/{session['id']}/results").text

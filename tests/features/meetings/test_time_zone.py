"""A session has a zone: given, refused, repeated, changed, copied, and named beside the times that people read."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest

from tests.builders import Json, Room
from tests.tab import Page, Tab

START = "2026-12-05T14:00:00+08:00"


def made(room: Room, **fields: object) -> Json:
    return room.session(**{"locale": "en", "time_zone": "Asia/Tokyo", "starts_at": START, **fields})  # type: ignore[arg-type]


def test_it_is_repeated_kept_and_changed(room: Room) -> None:
    session = made(room)
    path = f"/api/sessions/{session['id']}"
    assert (session["time_zone"], session["starts_at"]) == ("Asia/Tokyo", START)
    assert room.host("GET", path).json["time_zone"] == "Asia/Tokyo"
    assert room.host("PATCH", path, json={"time_zone": "Europe/Berlin"}).json["time_zone"] == "Europe/Berlin"
    assert room.host("PATCH", path, json={"title": "Another"}).json["time_zone"] == "Europe/Berlin"
    assert room.host("PATCH", path, json={"time_zone": None}).json["time_zone"] is None
    assert room.session()["time_zone"] is None


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "asia/shanghai", "../../etc/passwd", 8, "A" * 65])
def test_what_is_no_zone_is_refused_by_its_name_and_nothing_is_stored(room: Room, zone: object) -> None:
    session = made(room)
    body = {"title": "A", "polls": [], "time_zone": zone}
    before = len(room.host("GET", "/api/sessions").json["sessions"])
    for method, path, sent in (
        ("POST", "/api/sessions", body),
        ("PATCH", f"/api/sessions/{session['id']}", {"time_zone": zone}),
    ):
        refused = room.host(method, path, json=sent)
        assert (refused.status, refused.at) == (422, ["time_zone"]), path
    assert len(room.host("GET", "/api/sessions").json["sessions"]) == before
    assert room.host("GET", f"/api/sessions/{session['id']}").json["time_zone"] == "Asia/Tokyo"


def test_it_goes_with_an_import_and_a_copy(room: Room) -> None:
    sheet = "list,title\nA,One\nA,Two\n"
    imported = room.host(
        "POST",
        "/api/sessions/import",
        files={"file": ("a.csv", sheet.encode(), "text/csv")},
        data={"title": "A", "session": '{"time_zone": "Asia/Tokyo"}'},
    )
    assert imported.json["time_zone"] == "Asia/Tokyo"
    copy = room.host("POST", f"/api/sessions/{imported.json['id']}/copy").json
    assert copy["time_zone"] == "Asia/Tokyo"


def test_pages_and_files_tell_the_zone_beside_their_times(room: Room) -> None:
    session, host = made(room), Tab(room).sign_in()
    poll = session["polls"][0]
    room.open(poll)
    room.close(poll)
    room.reveal(poll)
    start, clock = "Sat 5 Dec, 15:00 (GMT+9, Tokyo)", "15:00:00 (GMT+9, Tokyo)"
    assert start in Page(Tab(room).get(f"/j/{session['join_code']}").text).text
    assert start in Page(Tab(room).get(f"/r/{session['id']}").text).text
    assert start in Page(host.get("/host").text).text
    console = Page(host.get(f"/host/{session['id']}").text).text
    assert f"opened at {clock}" in console
    assert "Recent actions GMT+9, Tokyo" in console
    assert f"closed at {clock}" in Page(host.get(f"/host/{session['id']}/results").text).text
    assert "15:00 to 15:00 (GMT+9, Tokyo)" in Page(host.get(f"/print/{session['id']}/minutes").text).text
    sheet = room.host("GET", f"/api/sessions/{session['id']}/export.xlsx").response.content
    with ZipFile(io.BytesIO(sheet)) as workbook:
        assert "2026-12-05 15:00 (GMT+9, Tokyo)" in workbook.read("xl/sharedStrings.xml").decode()


def test_on_the_meetings_page_the_time_that_is_typed_is_the_zones(room: Room) -> None:
    session, host = made(room), Tab(room).sign_in()
    path = f"/host/{session['id']}/meeting"
    form = Page(host.get(path).text)
    assert (form.value("time_zone"), form.value("starts_at")) == ("Asia/Tokyo", "2026-12-05T15:00")
    typed = {"title": "A", "organization": "", "place": "", "starts_at": "2026-12-05T09:30", "locale": "en"}

    wrong = host.post(path, {**typed, "time_zone": "Mars"})
    assert wrong.status == 422
    assert 'id="time_zone-wrong"' in wrong.text
    assert host.post(path, {**typed, "time_zone": "Europe/Berlin"}).status == 303

    kept = room.host("GET", f"/api/sessions/{session['id']}").json
    assert (kept["time_zone"], kept["starts_at"]) == ("Europe/Berlin", "2026-12-05T09:30:00+01:00")


def test_where_a_time_stands_without_a_zone_none_is_proposed_which_would_move_it(room: Room) -> None:
    host = Tab(room).sign_in()
    timed, untimed = (made(room, time_zone=None, starts_at=at) for at in (START, None))
    pages = [host.get(f"/host/{each['id']}/meeting").text for each in (timed, untimed)]
    assert ["host/time-zone" in page.partition('id="time_zone"')[2].partition(">")[0] for page in pages] == [
        False,
        True,
    ]
    form = Page(pages[0])
    sent = {name: form.value(name) for name in ("title", "starts_at", "time_zone")}
    host.post(f"/host/{timed['id']}/meeting", {**sent, "organization": "", "place": "", "locale": "en"})
    assert room.host("GET", f"/api/sessions/{timed['id']}").json["starts_at"] == START

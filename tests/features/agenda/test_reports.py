"""The pages of reports: drawn from what was handed in, turned on the screen, read on phones, gone with their item."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from server.files import limited
from server.files.kept_files import MOST_IN_ALL
from server.files.slide_worker import SIDE
from tests.builders import Answer, Json, Room
from tests.ladder import UNKNOWN, outsiders
from tests.live.listening import listening
from tests.tab import Tab

COLOURS = ("red", "lime", "blue")
PDF = {"Content-Type": "application/pdf"}


def pdf_of(*colours: str, size: tuple[int, int] = (400, 300), **more: Any) -> bytes:
    """One page of each colour."""
    pages = [Image.new("RGB", size, colour) for colour in colours]
    out = BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], **more)
    return out.getvalue()


def picture(colour: str, kind: str = "PNG", size: tuple[int, int] = (400, 300)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def path(session: Json, item: Json, more: str = "report") -> str:
    return f"/api/sessions/{session['id']}/agenda/{item['id']}/{more}"


def put(room: Room, session: Json, item: Json, report: bytes, headers: dict[str, str] = PDF) -> Answer:
    return room.host("PUT", path(session, item), content=report, headers=headers)


def turn(room: Room, session: Json, item: Json, page: int) -> Answer:
    return room.host("POST", path(session, item, "page"), json={"page": page})


def go(room: Room, session: Json, item: Json, do: str = "go") -> None:
    assert room.host("POST", path(session, item, do)).status == 200


def seen(room: Room, name: str) -> tuple[str, tuple[int, int]]:
    """The colour of a page, and its size."""
    answer = room.call("GET", f"/slide/{name}")
    assert (answer.status, answer.response.headers["content-type"]) == (200, "image/webp")
    page = Image.open(BytesIO(answer.response.content)).convert("RGB")
    red, green, blue = (channel > 128 for channel in page.getpixel((page.width // 2, page.height // 2)))  # type: ignore[union-attr, misc, operator]
    return {(1, 0, 0): "red", (0, 1, 0): "lime", (0, 0, 1): "blue"}[red, green, blue], page.size


def joined(room: Room, session: Json) -> Tab:
    phone = Tab(room)
    phone.join(session, session["groups"][0]["name"])
    return phone


def names_on(text: str) -> list[str]:
    """The pages that a page of ours shows, in order."""
    return [each[:32] for each in text.split('src="/slide/')[1:]]


@pytest.fixture
def items(room: Room, session: Json) -> list[Json]:
    report = {"kind": "report", "title": "Reports", "department": "Services", "seconds": 420}
    written = {"kind": "report", "title": "Written reports", "speaker": "Head of office"}
    body = {"items": [report, written, {"kind": "break", "title": "Tea", "seconds": 600}]}
    found: list[Json] = room.host("PUT", f"/api/sessions/{session['id']}/agenda", json=body).json["items"]
    return found


def test_a_pdf_becomes_pictures_as_wide_as_a_projector(room: Room, session: Json, items: list[Json]) -> None:
    answer = put(room, session, items[0], pdf_of(*COLOURS))

    assert (answer.status, answer.json["pages"], answer.json["page"]) == (200, 3, 0)
    phone = joined(room, session)
    names = names_on(phone.get(f"/s/{session['id']}/reports/{items[0]['id']}").text)
    assert [seen(room, name) for name in names] == [(colour, (SIDE, SIDE * 3 // 4)) for colour in COLOURS]
    assert put(room, session, items[0], pdf_of(*COLOURS)).json == answer.json  # safe to repeat


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_one_page_and_is_not_made_larger(room: Room, session: Json, items: list[Json], kind: str) -> None:
    answer = put(room, session, items[0], picture("lime", kind), {"Content-Type": f"image/{kind.lower()}"})
    assert answer.json["pages"] == 1
    (name,) = names_on(joined(room, session).get(f"/s/{session['id']}/reports/{items[0]['id']}").text)
    assert seen(room, name) == ("lime", (400, 300))


def test_pictures_and_a_pdf_follow_each_other_as_they_were_chosen(room: Room, session: Json, items: list[Json]) -> None:
    host, files = Tab(room).sign_in(), [picture("blue"), pdf_of("red", "lime")]
    assert send(host, session, items[0], files) == 303

    found = host.get(f"/host/{session['id']}/agenda").text
    assert [seen(room, name)[0] for name in names_on(found)] == ["blue", "red", "lime"]
    assert host.post(f"/host/{session['id']}/agenda/report", {"item": items[0]["id"], "do": "remove"}).status == 303
    assert names_on(host.get(f"/host/{session['id']}/agenda").text) == []


def send(host: Tab, session: Json, item: Json, files: list[bytes]) -> int:
    parts = [(f"{at}.bin", file, "application/octet-stream") for at, file in enumerate(files)]
    return host.upload(f"/host/{session['id']}/agenda/report", {"item": item["id"]}, {"pages": parts}).status


def test_the_first_page_comes_with_the_clock_and_is_turned_from_there(
    room: Room, session: Json, items: list[Json]
) -> None:
    put(room, session, items[0], pdf_of(*COLOURS))
    screen = Tab(room).sign_in()
    shown = lambda: names_on(screen.get(f"/screen/{session['id']}").text)  # noqa: E731
    go(room, session, items[0])
    assert shown() == []
    go(room, session, items[0], "start")
    every = shown()
    assert [seen(room, name)[0] for name in every] == list(COLOURS)  # the one that is seen, and those that come next

    with listening(room, session, "screen") as ear:
        ear.until("state")
        room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": "hold"})
        assert turn(room, session, items[0], 3).json["page"] == 3
        state = ear.until("state", scene={"kind": "timer", "poll": None, "step": 0})
    assert (state["item"]["pages"], state["item"]["page"]) == (3, 3)
    assert shown() == every[2:]
    assert turn(room, session, items[0], 0).json["page"] == 0
    assert shown() == []


def test_only_the_report_that_is_on_is_turned_and_only_to_pages_there_are(
    room: Room, session: Json, items: list[Json]
) -> None:
    put(room, session, items[0], pdf_of("red"))
    assert turn(room, session, items[0], 1).problem == "not-current"
    go(room, session, items[0])
    assert turn(room, session, items[0], 2).problem == "no-page"
    assert turn(room, session, items[0], -1).status == 422
    assert turn(room, session, items[2], 0).status == 422
    assert turn(room, session, {"id": UNKNOWN}, 0).problem == "unknown-item"
    assert turn(room, session, items[0], 1).status == 200  # the control


def test_a_written_report_has_no_clock_and_its_pages_are_shown(room: Room, session: Json, items: list[Json]) -> None:
    put(room, session, items[1], pdf_of("red", "lime"))
    go(room, session, items[1])
    shown = Tab(room).sign_in().get(f"/screen/{session['id']}").text
    assert all(told in shown for told in ("Head of office", "书面汇报，请在手机上阅读", session["join_code"]))
    assert "等待主持人开始" not in shown
    assert turn(room, session, items[1], 2).json["page"] == 2
    text = Tab(room).sign_in().get(f"/screen/{session['id']}").text
    assert "Head of office" in text
    assert "data-left" not in text


def test_phones_are_told_of_reports_and_read_them(room: Room, session: Json, items: list[Json]) -> None:
    phone, document = joined(room, session), pdf_of("red", "lime")
    assert "/reports" not in phone.get(f"/s/{session['id']}").text
    with listening(room, session, "phone", by=room.join(session)) as ear:
        before = ear.until("state")["view"]
        put(room, session, items[1], document)
        assert ear.until("state")["view"] != before

    assert f"/s/{session['id']}/reports" in phone.get(f"/s/{session['id']}").text
    listed = phone.get(f"/s/{session['id']}/reports").text
    assert "Head of office" in listed
    assert f"/reports/{items[1]['id']}" in listed
    read = phone.get(f"/s/{session['id']}/reports/{items[1]['id']}").text
    name = read.partition('href="/document/')[2].partition('"')[0]
    assert room.call("GET", f"/document/{name}").response.content == document
    assert phone.get(f"/s/{session['id']}/reports/{items[0]['id']}").status == 404  # has no pages


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (b"", "neither a PDF nor a readable picture"),
        (b"%PDF-1.7 and nothing else", "neither a PDF nor a readable picture"),
        (picture("red")[:60], "neither a PDF nor a readable picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither a PDF nor a readable picture"),
        (picture("red", size=(8_000, 6_000)), "neither a PDF nor a readable picture"),
        (pdf_of(*["red"] * 61, size=(10, 10)), "at most 60 pages"),
    ],
    ids=["empty", "broken PDF", "half a picture", "SVG", "too many pixels", "too many pages"],
)
def test_what_cannot_be_drawn_is_refused_and_what_is_there_stays(
    room: Room, session: Json, items: list[Json], report: bytes, said: str
) -> None:
    put(room, session, items[0], pdf_of("red", "lime"))
    refused = put(room, session, items[0], report)
    assert (refused.status, refused.problem) == (422, "bad-fields")
    assert said in refused.json["errors"][0]["message"]
    assert room.host("GET", f"/api/sessions/{session['id']}/agenda").json["items"][0]["pages"] == 2


def test_a_report_that_draws_without_end_is_given_up(
    room: Room, session: Json, items: list[Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limited, "SLIDES", limited.SLIDES._replace(patience_s=0.0))
    assert put(room, session, items[0], pdf_of("red")).status == 422
    monkeypatch.undo()
    assert put(room, session, items[0], pdf_of("red")).status == 200  # the control


def test_a_full_disk_takes_no_report(
    room: Room, session: Json, items: list[Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    slides = room.folder / "slides"
    before = sorted(slides.iterdir()) if slides.is_dir() else []
    monkeypatch.setattr("server.files.kept_files.MOST_IN_ALL", 10)
    refused = put(room, session, items[0], pdf_of("red"))
    assert "no room for more reports" in refused.text
    assert sorted(slides.iterdir()) == before
    monkeypatch.setattr("server.files.kept_files.MOST_IN_ALL", MOST_IN_ALL)
    assert put(room, session, items[0], pdf_of("red")).status == 200  # the control


def test_pages_go_with_the_last_report_that_has_them(fresh: Room) -> None:
    room, kept = fresh, lambda: len([*(fresh.folder / "slides").iterdir(), *(fresh.folder / "documents").iterdir()])
    first, second = room.session(), room.session()
    report, document = {"kind": "report", "title": "Reports", "seconds": 420}, pdf_of("red", "lime")
    for session in (first, second):
        path = f"/api/sessions/{session['id']}/agenda"
        (session["item"],) = room.host("PUT", path, json={"items": [report]}).json["items"]
        put(room, session, session["item"], document)
    assert kept() == 3  # each once, and the document

    assert room.host("PUT", f"/api/sessions/{first['id']}/agenda", json={"items": []}).status == 200
    assert kept() == 3
    assert room.host("DELETE", f"/api/sessions/{second['id']}").status == 204
    assert kept() == 0


def test_only_a_host_gives_pages_and_takes_them_away(room: Room, session: Json, items: list[Json]) -> None:
    for by, status in outsiders(room, session).values():
        assert room.call("PUT", path(session, items[0]), by=by, content=pdf_of("red"), headers=PDF).status == status
    assert put(room, session, items[0], pdf_of("red"), {"Content-Type": "text/html"}).status == 415
    assert put(room, session, items[2], pdf_of("red")).status == 422  # a break has no report
    assert put(room, session, {"id": UNKNOWN}, pdf_of("red")).problem == "unknown-item"
    assert put(room, session, items[0], pdf_of("red")).json["pages"] == 1
    assert room.host("DELETE", path(session, items[0])).json["pages"] == 0


@pytest.mark.parametrize("name", ["0" * 32, "..%2Ftopfive.db", "%2e%2e", "a", "A" * 32])
def test_an_address_names_no_other_file(room: Room, name: str) -> None:
    assert room.call("GET", f"/slide/{name}").status == 404

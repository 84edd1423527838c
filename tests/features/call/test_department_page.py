"""GET and POST /d/{secret}: a department hands in until the deadline, and nothing it typed is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server.files.keys import new_id
from tests.builders import ORIGIN, Room
from tests.features.call import calls
from tests.features.call.calls import PDF, Call, Context, picture
from tests.ladder import UNKNOWN
from tests.tab import Page, Tab

FOUR_HOURS = 4 * 3600


@pytest.fixture
def call(room: Room) -> Call:
    return calls.call(room, titles="Tasks")


@pytest.fixture
def east(call: Call) -> Context:
    return call.invite("East office")[0]


def test_what_is_handed_in_is_on_the_page_and_with_the_host(call: Call, east: Context) -> None:
    answer = east.hand_in("A lift", description="Six floors\r\nand no lift", files={"picture": picture()})

    assert answer.status == 303
    page = Page(east.tab.follow(answer).text)
    assert "A lift" in page.text
    assert "Saved" in page.text
    handed = call.item("A lift")
    assert handed["wording"] == {"title": "A lift", "description": "Six floors\nand no lift"}
    assert (handed["standing"], handed["handed_in_at"]) == ("listed", "2026-12-05T06:00:00Z")
    assert call.room.call("GET", handed["picture"]).response.headers["content-type"] == "image/webp"


def test_looking_at_the_link_has_no_effect_and_only_a_hash_of_it_is_kept(fresh: Room) -> None:
    (east,) = calls.call(fresh).invite("East office")
    before = fresh.folder.joinpath("topfive.db-wal").stat().st_size

    assert "East office" in east.page().text
    east.page(f"?item={UNKNOWN}")
    assert (east.tab.cookies, fresh.folder.joinpath("topfive.db-wal").stat().st_size) == ({}, before)
    assert east.path.rpartition("/")[2].encode() not in everything_in(fresh.folder)
    east.hand_in("A lift")  # the control: a write is seen there
    assert fresh.folder.joinpath("topfive.db-wal").stat().st_size > before


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_link_that_is_unknown_turned_or_taken_back_opens_nothing(call: Call, east: Context) -> None:
    stranger = Context(Tab(call.room), f"/d/{'x' * 43}")
    department = call.json["departments"][0]["id"]
    assert east.tab.get(east.path).status == 200  # the control
    turned = call.act("turn", id=department)
    fresh = Context(Tab(call.room), link_in(turned.text))

    for gone in (stranger, east):
        assert gone.tab.get(gone.path).status == 404
        assert gone.act("save", "0" * 16).status == 404
    assert fresh.hand_in("By the new link").status == 303
    call.act("take-back", id=department)
    assert fresh.tab.get(fresh.path).status == 404
    assert call.listed() == ["By the new link"]


def link_in(html: str) -> str:
    found = re.search(r'value="[^"]*(/d/[A-Za-z0-9_-]{43})"', html)
    assert found
    return found[1]


def test_a_department_reaches_nothing_of_another(call: Call, east: Context) -> None:
    (west,) = call.invite("West office")
    east.hand_in("A lift", files={"document": PDF})
    item = call.item("A lift")["id"]

    assert "A lift" not in west.page(f"?item={item}").html
    for act in ("withdraw", "again"):
        assert west.act(act, item).status == 422
    assert west.hand_in("Mine now", id=item).status == 422
    assert west.tab.get(f"{west.path}/document/{item}").status == 404
    assert east.tab.get(f"{east.path}/document/{item}").status == 200  # the control
    assert call.listed() == ["A lift"]


def test_until_the_deadline_an_item_is_changed_withdrawn_and_handed_in_again(call: Call, east: Context) -> None:
    east.hand_in("A lift", files={"document": PDF})
    item = call.item("A lift")["id"]

    assert Page(east.page(f"?item={item}").html.partition('id="form"')[2]).value("title") == "A lift"
    assert east.hand_in("Two lifts", id=item).status == 303
    assert call.item("Two lifts")["document"]  # what is not sent again stays
    assert east.act("withdraw", item).status == 303
    assert (call.listed(), call.item("Two lifts")["standing"]) == ([], "withdrawn")
    assert east.act("withdraw", item).status == 303
    assert east.act("again", item).status == 303
    assert call.listed() == ["Two lifts"]


def test_after_the_deadline_the_page_reads_and_says_so_and_shows_what_came_too_late(call: Call, east: Context) -> None:
    east.hand_in("A lift")
    item = call.item("A lift")["id"]
    call.room.clock.pass_(FOUR_HOURS - 1)
    assert east.hand_in("In time").status == 303  # the control
    call.room.clock.pass_(1)

    page = east.page()
    assert "The deadline has passed" in page.text
    assert "<form" not in page.html
    late = east.tab.upload(east.path, {"act": "save", "id": new_id(), "list": "x", "title": "Late words"}, {})
    assert late.status == 409
    assert "Late words" in Page(late.text).text or "Late words" in late.text.partition("<textarea")[2]
    for act in ("withdraw", "again"):
        assert east.act(act, item).status == 409
    assert sorted(call.listed()) == ["A lift", "In time"]


def test_the_host_moves_the_deadline_and_the_page_is_open_again(call: Call, east: Context) -> None:
    call.room.clock.pass_(FOUR_HOURS)
    assert "<form" not in east.page().html
    polls = [each["poll"] for each in call.json["lists"] if each["poll"]]
    call.host.sign_in()  # four hours are long
    assert call.act("call", deadline="2026-12-06T18:00", poll=polls, titles="Tasks").status == 303

    assert east.hand_in("With more time").status == 303


def test_sending_an_item_twice_makes_one(call: Call, east: Context) -> None:
    one = new_id()
    once = east.hand_in("A lift", id=one)
    twice = east.hand_in("A lift", id=one)

    assert (once.status, twice.status) == (303, 303)
    assert call.listed() == ["A lift"]
    east.hand_in("A lift")  # the control: another id is another item
    assert call.listed() == ["A lift", "A lift"]


def test_who_saves_what_was_changed_meanwhile_is_told_and_loses_nothing(call: Call, east: Context) -> None:
    east.hand_in("A lift")
    item = call.item("A lift")["id"]
    seen = Page(east.page(f"?item={item}").html.partition('id="form"')[2]).value("seen")
    call.room.clock.pass_(60)
    assert east.hand_in("A colleague's words", id=item, seen=seen).status == 303

    refused = east.hand_in("My words", id=item, seen=seen)

    assert refused.status == 409
    assert "Save again to replace that" in Page(refused.text).text
    assert call.listed() == ["A colleague's words"]
    again = Page(refused.text.partition('id="form"')[2])
    assert again.value("title") == "My words"
    assert east.hand_in("My words", id=item, seen=again.value("seen")).status == 303
    assert call.listed() == ["My words"]


WRONG = {
    "no title": ({"title": " "}, "Give the item a title."),
    "a long title": ({"title": "x" * 201}, "length &lt;= 200"),
    "a long description": ({"description": "x" * 2001}, "length &lt;= 2000"),
    "a control character": ({"title": "a\x07b"}, "without control characters"),
    "a list of nobody": ({"list": UNKNOWN}, "Choose a list."),
    "no list": ({"list": ""}, "Choose a list."),
    "an id of another shape": ({"id": "<b>"}, "Reload the page"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(call: Call, east: Context, what: str) -> None:
    fields, sentence = WRONG[what]
    east.hand_in("")  # so that the page is one that was refused before
    sent = {"id": new_id(), "list": call.json["lists"][0]["id"], "title": "A lift", "description": "Kept words"}
    answer = east.tab.upload(east.path, {"act": "save", **sent, **fields}, {})

    assert answer.status == 422
    assert sentence in answer.text
    assert 'role="alert"' in answer.text
    form = Page(answer.text.partition('id="form"')[2])
    assert form.areas["description"].strip() == {**sent, **fields}["description"].strip()
    assert call.json["items"] == []
    assert east.tab.upload(east.path, {"act": "save", **sent}, {}).status == 303  # the control


FILES = {
    "no PDF": ("document", b"<html><script>alert(1)</script>", "This is not a PDF"),
    "a PDF further down": ("document", b"\n%PDF-1.7", "This is not a PDF"),
    "a large document": ("document", PDF + b"x" * (10 * 1024 * 1024), "at most 10 MB"),
    "no picture": ("picture", b"GIF89a", "This picture cannot be read"),
    "a large picture": ("picture", b"x" * (5 * 1024 * 1024 + 1), "at most 5 MB"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_refused_takes_no_words_along(call: Call, east: Context, what: str) -> None:
    name, data, sentence = FILES[what]

    answer = east.hand_in("A lift", files={name: data})

    assert answer.status == 422
    assert sentence in Page(answer.text).text
    assert "The words are saved" in Page(answer.text).text
    assert (call.listed(), call.item("A lift")[name]) == (["A lift"], None)
    form = Page(answer.text.partition('id="form"')[2])
    again = east.hand_in("A lift", id=form.value("id"), seen=form.value("seen"), files={"document": PDF})
    assert again.status == 303
    assert call.item("A lift")["document"]


def test_more_than_both_files_may_have_is_refused_unread(call: Call, east: Context) -> None:
    answer = east.hand_in("A lift", files={"document": b"x" * (17 * 1024 * 1024)})

    assert answer.status == 413
    assert call.json["items"] == []


def test_files_are_taken_away_by_their_boxes(call: Call, east: Context) -> None:
    east.hand_in("A lift", files={"picture": picture("green"), "document": PDF + b"%"})
    item = call.item("A lift")

    assert east.hand_in("A lift", id=item["id"], **{"no-picture": "yes"}).status == 303
    assert (call.item("A lift")["picture"], bool(call.item("A lift")["document"])) == (None, True)
    assert call.room.call("GET", item["picture"]).status == 404
    assert east.hand_in("A lift", id=item["id"], **{"no-document": "yes"}).status == 303
    assert east.tab.get(f"{east.path}/document/{item['id']}").status == 404


def test_a_department_hands_in_so_many_and_no_more(call: Call, east: Context) -> None:
    (west,) = call.invite("West office")
    for n in range(50):
        assert _in_time(call, east, f"Item {n}") == 303

    assert _in_time(call, east, "One too many") == 422
    assert len(call.json["items"]) == 50
    assert west.hand_in("Of another department").status == 303  # the control


def _in_time(call: Call, context: Context, title: str) -> int:
    """Hand in, and give back what the pace of one link was charged."""
    services = call.room.client.app.state.services  # type: ignore[attr-defined]
    services.limits.items.give_back(call.json["departments"][0]["id"])
    return context.hand_in(title).status


def test_a_script_that_sends_very_fast_is_slowed_down(call: Call, east: Context) -> None:
    (west,) = call.invite("West office")
    statuses = [east.act("withdraw", UNKNOWN).status for _ in range(40)]

    assert set(statuses) == {422, 429}
    assert statuses.index(429) >= 30
    assert west.hand_in("Not in its way").status == 303  # the control


def test_a_page_of_another_origin_does_nothing_even_with_the_link(call: Call, east: Context) -> None:
    fields = {"act": "save", "id": new_id(), "list": call.json["lists"][0]["id"], "title": "A lift"}
    for origin, status in (("http://evil.example", 403), ("null", 403), (ORIGIN, 303)):
        answer = call.room.call("POST", east.path, data=fields, headers={"Origin": origin})
        assert answer.status == status, origin
    assert call.listed() == ["A lift"]


def test_what_became_of_an_item_is_told_once_it_is_published(call: Call, east: Context) -> None:
    for title in ("A lift", "A ramp", "A bench"):
        east.hand_in(title)
    lift, ramp, bench = (call.item(title)["id"] for title in ("A lift", "A ramp", "A bench"))
    call.act("merge", item=[lift, ramp])
    call.act("edit", item=lift, title="Ways up", description="")
    call.act("leave-out", item=bench, reason="There are benches")
    assert "There are benches" not in east.page().text

    call.act("publish")

    text = east.page().text
    assert "There are benches" in text
    assert "now part of “Ways up”" in text
    assert "as “Ways up”" in text
    assert "A ramp" in text  # its own words stay


def test_a_session_that_goes_takes_its_links_along(room: Room) -> None:
    call = calls.call(room)
    (east,) = call.invite("East office")
    east.hand_in("A lift", files={"document": PDF})
    assert room.host("DELETE", f"/api/sessions/{call.session['id']}").status == 204

    assert east.tab.get(east.path).status == 404

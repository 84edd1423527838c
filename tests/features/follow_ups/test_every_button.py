"""The follow-ups' page is one form: whichever button is pressed, what was typed in the rows is kept."""

from __future__ import annotations

import pytest

from tests.builders import Json, Room
from tests.features.follow_ups.test_host_page import gathered, held, kept
from tests.tab import Page, Tab


def typed(room: Room, of: Json, do: str, **fields: str) -> Page:
    """What the page shows after this button was pressed, with a note typed in a row."""
    host, session = Tab(room).sign_in(), of["session"]
    row = {"state": of["state"], "owner": of["owner"] or "", "due": "", "note": "In spring"}
    sent = {f"{name}-{of['id']}": value for name, value in row.items()}
    answer = host.post(f"/host/{session}/follow-ups", {"do": do, **sent, **fields})
    return Page((host.follow(answer) if answer.status == 303 else answer).text)


@pytest.fixture
def item(room: Room) -> Json:
    session = held(room)
    return {**gathered(room, session)[0], "session": session["id"]}


def notes(room: Room, item: Json) -> list[str | None]:
    return [each["note"] for each in kept(room, {"id": item["session"]}) if each["id"] == item["id"]]


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("save", {}),
        ("add", {"title": "A bench"}),
        ("gather", {}),
        ("open-with", {"past": ""}),
        ("remove", {"item": "x"}),
    ],
)
def test_every_button_keeps_the_rows(room: Room, item: Json, do: str, fields: dict[str, str]) -> None:
    typed(room, item, do, **fields)

    assert notes(room, item) == ["In spring"]


def test_an_item_typed_is_added_by_save_and_waits_beside_other_buttons(room: Room, item: Json) -> None:
    def titles() -> list[str]:
        return [each["title"] for each in kept(room, {"id": item["session"]})]

    waiting = typed(room, item, "gather", title="A bench", owner="Services")
    assert (waiting.value("title"), waiting.value("owner")) == ("A bench", "Services")
    assert "A bench" not in titles()

    added = typed(room, item, "save", title="A bench", owner="Services")
    assert added.value("title") == ""
    assert titles().count("A bench") == 1


def test_what_is_refused_leaves_everything_typed_on_the_page(room: Room, item: Json) -> None:
    page = typed(room, item, "add", title="", owner="Services")

    assert page.value("owner") == "Services"
    assert page.areas[f"note-{item['id']}"] == "In spring"

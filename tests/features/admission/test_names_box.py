"""Names for tickets, as they are pasted from a sheet."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from tests.builders import Answer, Json, Room
from tests.tab import Tab

CASE = Path(__file__).parents[2] / "data" / "lists" / "tickets-from-a-sheet" / "pasted.tsv"


def send(room: Room, session: Json, names: str) -> Answer:
    return Tab(room).sign_in().post(f"/print/{session['id']}/tickets", {"batch": session["id"], "names": names})


def tickets(room: Room, session: Json) -> list[tuple[str | None, int | None]]:
    """Each ticket's name, and the place of its group from 1."""
    places = {group["id"]: at for at, group in enumerate(session["groups"], start=1)}
    made = room.host("GET", f"/api/sessions/{session['id']}/tickets").json["tickets"]
    return [(each["name"], places.get(each["group"])) for each in sorted(made, key=lambda each: str(each["serial"]))]


@pytest.fixture
def session(room: Room) -> Json:
    return room.session(admission="ticket")


@pytest.fixture
def grouped(room: Room) -> Json:
    return room.session(admission="ticket", groups=("东组", "西组"))


@pytest.mark.parametrize(
    "names",
    [
        CASE.read_text("utf-8"),
        "姓名\n甲某\n乙某\n",
        "序号，姓名\n1，甲某\n2，乙某",
        "1\t甲某\n2\t乙某",
        "1. 甲某\n2. 乙某",
    ],
)
def test_one_ticket_for_each_name_and_none_for_header_or_number(room: Room, session: Json, names: str) -> None:
    assert send(room, session, names).status == 200
    assert tickets(room, session) == [("甲某", None), ("乙某", None)]


@pytest.mark.parametrize(
    "names",
    [
        "甲某，东组\n乙某；2",
        "甲某\t东组\n乙某\t西组",
        "序号\t姓名\t组别\n1\t甲某\t1\n2\t乙某\t西组",
        "组别,姓名\n东组,甲某\n西组,乙某",
    ],
)
def test_a_group_may_stand_beside_the_name(room: Room, grouped: Json, names: str) -> None:
    assert send(room, grouped, names).status == 200
    assert tickets(room, grouped) == [("甲某", 1), ("乙某", 2)]


def test_without_groups_a_comma_belongs_to_the_name(room: Room, session: Json) -> None:
    assert send(room, session, "Doe, Jane\nA\x0bB").status == 200
    assert tickets(room, session) == [("Doe, Jane", None), ("A B", None)]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("1\n2\n", "“1” on line 1 is no name; paste the names alone, or their columns with a header."),
        ("甲某\n13800000000", "“13800000000” on line 2 is no name; paste the names alone, or their columns"),
        ("甲某\n合计\t1\n", "“合计” on line 2 is no entry; take that line away."),
        ("参会名单\n姓名\n甲某\n", "“参会名单” on line 1 is no entry; take that line away."),
        ("甲某\t财务部\n乙某\t安全办", "These lines have more columns than this box takes"),
    ],
)
def test_what_is_no_name_is_said_in_one_sentence_and_nothing_is_made(
    room: Room, session: Json, names: str, said: str
) -> None:
    refused = send(room, session, names)

    assert refused.status == 422
    text = html.unescape(re.sub(r"</?bdi>|[\u2066-\u2069]", "", refused.text))
    assert said in text or said in text.replace("\n", "")
    assert names.strip().split("\n")[0] in text  # what was typed stays
    assert tickets(room, session) == []


def test_a_group_that_is_not_there_is_named(room: Room, grouped: Json) -> None:
    refused = send(room, grouped, "甲某，南组")

    assert (refused.status, tickets(room, grouped)) == (422, [])
    assert "南组" in refused.text

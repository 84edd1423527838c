"""A list of five places where only three items have votes has a top three, wherever the result is told."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.features.exports.test_xlsx import export, facts, sheets
from tests.features.polls.ties import tied
from tests.tab import Page, Tab


def three_of_five(room: Room) -> Json:
    poll = tied(room, (3, 2, 1), winners=5)
    room.reveal(poll)
    return poll


def text_of(room: Room, path: str) -> str:
    answer = Tab(room).sign_in().get(path)
    assert answer.status == 200
    return Page(answer.text).text


@pytest.mark.parametrize("page", ["minutes", "notice"])
def test_paper_says_how_many_it_came_to(room: Room, page: str) -> None:
    text = text_of(room, f"/print/{three_of_five(room)['session']}/{page}")

    assert "the 3 items with the most votes are recommended" in text
    assert "top 5" not in text
    assert ("(5 items, top 3)" in text) is (page == "minutes")


def test_the_public_page_is_headed_by_how_many_were_taken(room: Room) -> None:
    text = text_of(room, f"/r/{three_of_five(room)['session']}")

    assert "Projects: top three" in text
    assert "top five" not in text


def test_the_slide_is_headed_by_how_many_were_taken(room: Room) -> None:
    poll = three_of_five(room)
    scene = {"kind": "reveal", "poll": poll["id"], "step": 3}
    assert room.host("PUT", f"/api/sessions/{poll['session']}/scene", json=scene).status == 200

    text = text_of(room, f"/screen/{poll['session']}")

    assert re.search(r"top (3|three)\b", text, re.IGNORECASE)
    assert not re.search(r"top (5|five)\b", text.replace("Topfive", ""), re.IGNORECASE)


def test_the_workbook_says_how_many_it_came_to(room: Room) -> None:
    summary = sheets(export(room, {"id": three_of_five(room)["session"]}))["Summary"]

    assert "the 3 items with the most votes are recommended" in facts(summary)["Counting"]


@pytest.mark.parametrize(("votes", "said"), [((2, 1, 1, 1), "the 3 items"), ((0,), "the 3 items"), ((1,), "the item ")])
def test_an_open_tie_and_no_vote_leave_the_places_there_are(room: Room, votes: tuple[int, ...], said: str) -> None:
    text = text_of(room, f"/print/{tied(room, votes)['session']}/minutes")

    assert f"{said} with the most votes".replace("  ", " ") in text

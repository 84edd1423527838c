"""How ballot papers are cut into pages: each says whose it is and which of how many; lists are whole if they can be."""

from __future__ import annotations

import re

import pytest

from server.features.paper.sheet_pages import lines_of
from tests.builders import Json, Room
from tests.features.admission.tickets import tickets
from tests.tab import Page, Tab

PAGE = re.compile(r'<section class="sheet paper pt(\d+) air(\d)">(.*?)</section>', re.DOTALL)
OFFICE = "Community Services Office"


def options(count: int, title: str = "Lifts for old buildings") -> list[Json]:
    return [{"title": f"{title} {n}", "department": OFFICE} for n in range(1, count + 1)]


def printed(room: Room, *polls: Json, **fields: object) -> list[tuple[int, int, str]]:
    """Letters' size, air and text of each page of one sheet."""
    given = {"locale": "en", "title": "Annual retreat", "admission": "ticket", "groups": ("East",), **fields}
    session = room.session(polls=list(polls), **given)
    tickets(room, session, 1)
    html = Tab(room).sign_in().get(f"/print/{session['id']}/papers").text
    return [(int(size), int(air), Page(inside).text) for size, air, inside in PAGE.findall(html)]


def test_every_page_has_number_meeting_count_and_the_same_foot(room: Room) -> None:
    pages = printed(room, {"title": "Forty", "options": options(40)}, {"title": "Fourteen", "options": options(14)})

    assert len(pages) > 1
    for at, (_, _, text) in enumerate(pages, start=1):
        assert "Annual retreat Ballot paper 1-01 East" in text
        assert text.endswith(f"Do not write your name. The number only makes sure that each person has one ballot. "
                             f"Page {at} of {len(pages)}")  # fmt: skip


def test_a_list_is_torn_only_where_no_page_holds_it_and_says_so(room: Room) -> None:
    pages = [text for _, _, text in printed(
        room, {"title": "Forty", "options": options(40)}, {"title": "Fourteen", "options": options(14)}
    )]  # fmt: skip

    assert [("Forty" in text, "(continued)" in text, "Fourteen" in text) for text in pages] == [
        (True, False, False),
        (True, True, False),
        (False, False, True),
    ]
    numbers = [int(n) for text in pages for n in re.findall(r"(\d+) Lifts", text)]
    assert numbers == [*range(1, 41), *range(1, 15)]
    rows = [len(re.findall("Lifts", text)) for text in pages[:2]]
    assert abs(rows[0] - rows[1]) <= 1  # no last page of two rows that is overlooked


def test_papers_come_in_the_order_in_which_they_are_handed_out(room: Room) -> None:
    groups = tuple(f"Group {n}" for n in range(1, 6))
    session = room.session(admission="ticket", groups=groups)
    for group in reversed(groups):
        tickets(room, session, 2, group)

    html = Tab(room).sign_in().get(f"/print/{session['id']}/papers").text

    serials = re.findall(r'class="serial">([^<]+)<', html)
    assert serials == [f"{group}-{number:02}" for group in range(1, 6) for number in (1, 2)]


def test_few_short_items_share_a_page_in_the_largest_letters_with_air_between(room: Room) -> None:
    lists = [{"title": title, "options": [{"title": f"Item {n}"} for n in range(4)]} for title in ("One", "Two")]

    ((size, air, text),) = printed(room, *lists)

    assert (size, air) == (16, 9)
    assert "One" in text
    assert "Two" in text


def test_two_columns_and_smaller_letters_where_they_save_a_page(room: Room) -> None:
    items = [{"title": f"Item {n}"} for n in range(20)]

    pages = printed(room, {"title": "One", "options": items}, {"title": "Two", "options": items[:14]})

    assert len(pages) == 1
    assert pages[0][0] in (14, 16)


@pytest.mark.parametrize("count", [2, 5, 9, 10])
def test_grades_have_their_head_on_every_page(room: Room, count: int) -> None:
    grades = [{"name": f"Grade{n}", "coefficient": count - n} for n in range(count)]

    pages = printed(room, {"title": "Reports", "type": "grade", "grades": grades, "options": options(40)})

    assert len(pages) > 1
    assert all(f"{count} Grade{count - 1}" in text for _, _, text in pages)


def test_as_many_options_and_as_long_words_as_there_may_be_are_cut_too(room: Room) -> None:
    pages = printed(room, {"title": "长" * 120, "options": options(300, "长" * 110)}, title="会" * 120)

    found = [int(n) for _, _, text in pages for n in re.findall(r"(\d+) 长{110}", text)]
    assert found == list(range(1, 301))


def test_lines_are_counted_as_they_break() -> None:
    def lines(text: str) -> int:
        return lines_of(60, (text, 16))

    assert [lines("长" * n) for n in (1, 10, 11, 20, 21)] == [1, 1, 2, 2, 3]  # 60 mm hold ten of 5.6 mm and a half
    assert lines("a" * 60) == 4  # a word longer than a line is cut
    assert lines("Lifts, canteen") == 1
    assert lines("Lifts and canteens for all neighbourhoods") == 3  # between words
    assert lines_of(60, ("长" * 10, 16), (" 部门", 11)) == 2

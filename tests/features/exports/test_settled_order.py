"""Of options with equal votes the one that a lot or a run-off chose comes first, on paper as on the results page."""

from __future__ import annotations

import re

from tests.builders import Json, Room
from tests.features.exports.test_xlsx import export, sheets
from tests.features.polls.ties import ids, settle, tied
from tests.tab import Page, Tab

ORDER = ["Park", "Canteen", "Clinic", "Lift", "Lamps"]  # Lift was level with the two before it, and lost


def chosen(room: Room) -> Json:
    poll = tied(room)
    assert settle(room, poll, "organizer", options=ids(poll, 2, 3), reason="Why").status == 200
    room.reveal(poll)
    return poll


def in_order(text: str) -> list[str]:
    return re.findall("|".join(ORDER), text)


def test_the_annex_and_the_results_page_list_the_chosen_before_their_equals(room: Room) -> None:
    poll = chosen(room)
    tab = Tab(room).sign_in()

    annex = Page(tab.get(f"/print/{poll['session']}/minutes").text).text.split("Annex: all places")[1]
    results = tab.get(f"/host/{poll['session']}/results?poll={poll['id']}").text

    assert in_order(annex) == ORDER
    assert in_order(results.split("<tbody>")[1].split("</tbody>")[0]) == ORDER  # the control


def test_the_workbook_lists_the_chosen_before_their_equals(room: Room) -> None:
    poll = chosen(room)

    book = sheets(export(room, {"id": poll["session"]}))

    assert [row[1] for row in book["Projects"][1:]] == ORDER
    assert [row[5] for row in book["Projects"][1:]] == [*["Recommended"] * 3, "", ""]


def test_the_notice_and_the_text_name_the_chosen_alone(room: Room) -> None:
    poll = chosen(room)
    tab = Tab(room).sign_in()

    notice = Page(tab.get(f"/print/{poll['session']}/notice").text).html.split("<tbody>")[1].split("</tbody>")[0]

    assert in_order(notice) == ORDER[:3]

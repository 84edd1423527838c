"""What the pages of phones say, and where: read without a browser."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.features.agenda.test_api import go_on, put
from tests.tab import Page, Tab

SPEAKING = {"kind": "report", "title": "Department reports", "department": "Services", "seconds": 420}
LISTS = [
    {"title": title, "options": [{"title": f"Item {n}"} for n in range(1, 4)], "winners": 2}
    for title in ("Projects", "Tasks")
]


@pytest.fixture
def session(room: Room) -> Json:
    return room.session(groups=("East", "West"), polls=LISTS, locale="en")


@pytest.fixture
def phone(room: Room, session: Json) -> Tab:
    tab = Tab(room)
    tab.join(session, "East")
    return tab


def page(phone: Tab, session: Json, more: str = "") -> Page:
    answer = phone.get(f"/s/{session['id']}{more}")
    assert answer.status == 200, answer.text
    return Page(answer.text)


def cast(room: Room, phone: Tab, session: Json, poll: Json, *choices: int) -> None:
    assert room.cast(phone.cookies[f"voter-{session['id']}"], poll, choices).status == 200


def test_every_page_of_a_phone_has_large_text_and_the_languages(room: Room, phone: Tab, session: Json) -> None:
    first, second = session["polls"]
    room.host("PATCH", f"/api/sessions/{session['id']}/questions", json={"open": True})

    def has_them(html: str) -> None:
        assert html.count('class="aa"') == 1, html
        assert len(re.findall(r'href="[^"]*lang=(?:zh-CN|en|ja)"', html)) == 3

    def look(*places: str) -> None:
        for place in places:
            has_them(page(phone, session, place).html)

    look("", "/questions", "/reports", "/group")
    for path in ("/", f"/j/{session['join_code']}", "/help/network", "/nowhere"):
        has_them(Tab(room).get(path).text)
    for poll in (first, second):
        room.open(poll)
        look("")
        cast(room, phone, session, poll, 0)
    look("")
    for poll in (first, second):
        room.close(poll)
        room.reveal(poll)
    look("")


def test_a_refused_ballot_leads_back_to_its_own_page_with_large_text(room: Room, phone: Tab, session: Json) -> None:
    poll = session["polls"][0]
    room.open(poll)
    form = page(phone, session)
    sent = {name: form.value(name) for name in ("id", "revision", "voter")}

    refused = phone.post(f"/s/{session['id']}/ballot/{poll['id']}", sent)

    assert refused.status == 422
    assert f'href="/s/{session["id"]}?edit={poll["id"]}&amp;big=1"' in refused.text


def test_the_second_list_says_that_the_first_has_arrived(room: Room, phone: Tab, session: Json) -> None:
    first, second = session["polls"]
    room.open(first)
    room.open(second)
    assert "received" not in page(phone, session).text

    cast(room, phone, session, first, 0)

    assert "List 1 received: Projects" in page(phone, session).text
    other = Tab(room)
    other.join(session, "East")
    assert "received" not in page(other, session).text  # who has sent nothing shares no page with who has
    room.close(first)
    assert "received" not in page(phone, session).text


def test_receipts_have_the_newest_on_top_with_its_code_first_and_closed_ones_folded(
    room: Room, phone: Tab, session: Json
) -> None:
    first, second = session["polls"]
    room.open(first)
    cast(room, phone, session, first, 0)
    alone = page(phone, session)
    assert alone.text.index("Receipt code") < alone.text.index("Item 1")
    assert "What you chose" not in alone.text
    room.close(first)
    room.open(second)
    cast(room, phone, session, second, 1)

    both = page(phone, session)

    assert both.text.index("Tasks") < both.text.index("Projects")
    assert "What you chose" in both.text[both.text.index("Projects") :]
    assert "What you chose" not in both.text[: both.text.index("Projects")]
    assert both.html.count("Change my choices") == 1


def tied(room: Room, session: Json) -> Json:
    """A run-off for place 2 between items 2 and 3 of the first list, open."""
    first = session["polls"][0]
    room.open(first)
    for choices in ([0, 1], [0, 2], [0, 1], [0, 2]):
        room.cast(room.join(session, "West"), first, choices)
    room.close(first)
    runoff: Json = room.host("POST", f"/api/polls/{first['id']}/tie", json={"method": "runoff"}).json
    room.open(runoff)
    return runoff


def test_a_run_off_says_who_is_tied_and_their_votes_only_once_these_are_public(
    room: Room, phone: Tab, session: Json
) -> None:
    tied(room, session)
    before = page(phone, session)
    assert "Which takes place 2?" in before.text
    assert "Item 2 and Item 3 are tied." in before.text
    assert "votes each" not in before.text

    room.reveal(session["polls"][0])

    assert "Item 2 and Item 3 have 2 votes each." in page(phone, session).text


def test_a_run_off_of_a_run_off_is_for_a_place_of_the_first_list(room: Room, phone: Tab, session: Json) -> None:
    runoff = tied(room, session)
    for choice in (0, 1):
        room.cast(room.join(session, "West"), runoff, [choice])
    room.close(runoff)
    again = room.host("POST", f"/api/polls/{runoff['id']}/tie", json={"method": "runoff"})
    assert again.status == 201, again.text
    room.open(again.json)

    assert "Which takes place 2?" in page(phone, session).text


def test_who_waits_sees_who_speaks_once_and_who_is_next(room: Room, phone: Tab, session: Json) -> None:
    put(room, session, [SPEAKING, {**SPEAKING, "department": "Order", "speaker": "Head of office"}])
    before = page(phone, session)
    assert before.text.count("Annual retreat") == 2  # its title, and that of the tab
    assert "Waiting for the host" in before.text
    assert re.search(r'<details class="read"[^>]* open>', before.html)

    go_on(room, session)
    now = page(phone, session)

    assert "Speaking now, 1 of 2" in now.text
    assert "Next: Order, Head of office" in now.text
    assert now.text.count("Services") == 1
    assert "Waiting for the host" not in now.text
    assert not re.search(r'<details class="read"[^>]* open>', now.html)
    assert 'data-part="bar"' in now.html
    go_on(room, session)
    assert "Next:" not in page(phone, session).text


def test_lines_of_a_text_stay_lines_and_its_title_stands_once(room: Room, phone: Tab, session: Json) -> None:
    put(room, session, [{"kind": "message", "title": "Follow-ups", "text": "Canteen: done\nLifts: under way"}])
    go_on(room, session)

    shown = page(phone, session)

    assert '<p class="lines">Canteen: done\nLifts: under way</p>' in shown.html
    assert shown.text.count("Follow-ups") == 1


def test_an_item_has_the_number_of_the_list_also_in_an_order_of_its_own(room: Room) -> None:
    options = [{"title": f"Item {n}"} for n in range(1, 13)]
    session = room.session(polls=[{"title": "Projects", "options": options, "option_order": "shuffled"}])
    room.open(session["polls"][0])
    tab = Tab(room)
    tab.join(session)

    numbered = re.findall(r'<i class="n">(\d+)</i> <span class="t">Item (\d+)<', page(tab, session).html)

    assert len(numbered) == 12
    assert [number for number, _ in numbered] != sorted((number for number, _ in numbered), key=int)
    assert all(number == title for number, title in numbered)


def test_names_of_controls_say_nothing_twice_and_hold_what_is_seen(room: Room, phone: Tab, session: Json) -> None:
    join = Tab(room).get(f"/j/{session['join_code']}").text
    assert 'aria-label="EN English"' in join
    room.host("PATCH", f"/api/sessions/{session['id']}/questions", json={"open": True, "moderated": False})
    asked = {"text": "When is the lift built?"}
    asker = room.join(session, "West")
    assert room.call("POST", f"/api/sessions/{session['id']}/questions", by=asker, json=asked).status == 201
    support = re.search(r'<button id="s-.*?</button>', page(phone, session).html, re.DOTALL)
    assert support is not None
    assert "aria-label" not in support[0]
    assert Page(support[0]).text == "Support 0 : When is the lift built?"
    room.open(session["polls"][0])
    assert '<em aria-hidden="true">Chosen</em>' in page(phone, session).html  # the tick has said so


def test_what_was_asked_stands_where_the_form_was(room: Room, phone: Tab, session: Json) -> None:
    room.host("PATCH", f"/api/sessions/{session['id']}/questions", json={"open": True})
    assert "Ask something else" not in page(phone, session).text

    sent = phone.post(f"/s/{session['id']}/questions", {"act": "ask", "text": "When is the lift built?"})

    assert sent.response.headers["location"] == f"/s/{session['id']}#asked"
    shown = page(phone, session)
    assert shown.html.index('id="asked"') < shown.html.index('<details class="q again"') < shown.html.index('id="ask"')
    assert shown.text.count("When is the lift built?") == 1


def test_places_beyond_those_taken_are_the_others(room: Room, phone: Tab, session: Json) -> None:
    poll = session["polls"][0]
    room.open(poll)
    cast(room, phone, session, poll, 0, 1)
    room.close(poll)
    room.reveal(poll)

    for html in (page(phone, session).html, room.call("GET", f"/r/{session['id']}").text):
        assert "<summary>Other places</summary>" in html


def test_a_join_without_a_group_is_answered_by_the_page_and_not_the_browser(room: Room, session: Json) -> None:
    tab = Tab(room)
    html = tab.get(f"/j/{session['join_code']}").text

    assert "novalidate" in html
    assert '<span class="none">Choose your group first</span>' in html
    refused = tab.post(f"/j/{session['join_code']}", {})
    assert (refused.status, "Please choose your group first" in refused.text) == (422, True)

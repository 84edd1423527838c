"""The projector's page: entered by its own link, follows the scene, and shows nothing that is sealed."""

from __future__ import annotations

import re

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.ladder import UNKNOWN
from tests.tab import Page, Tab


def link(session: Json) -> str:
    """The path of the screen's link."""
    return str(session["screen_url"].partition("8000")[2])


def test_the_link_leaves_a_cookie_and_the_key_leaves_the_address(room: Room, session: Json) -> None:
    screen = Tab(room)
    assert screen.get(f"/screen/{session['id']}").status == 403  # the control

    answer = screen.get(link(session))

    assert (answer.status, answer.response.headers["location"]) == (303, f"/screen/{session['id']}")
    flags = {part.strip().lower() for part in answer.response.headers["set-cookie"].split(";")}
    assert {"httponly", "samesite=lax", "path=/"} <= flags
    page = screen.follow(answer)
    assert page.status == 200
    assert link(session).partition("key=")[2] not in page.text


def test_without_the_sessions_own_key_there_is_no_screen(room: Room, session: Json) -> None:
    other = room.session()
    key = link(other).partition("key=")[2]
    phone = Tab(room)
    phone.join(session, "East")
    wrong = [
        Tab(room).get(f"/screen/{session['id']}?key=wrong"),
        Tab(room).get(f"/screen/{session['id']}?key={key}"),
        Tab(room, cookies=room.screen_cookie(other)).get(f"/screen/{session['id']}"),
        Tab(room, cookies={f"screen-{session['id']}": key}).get(f"/screen/{session['id']}"),
        phone.get(f"/screen/{session['id']}"),
        Tab(room).get(f"/screen/{UNKNOWN}"),
    ]

    assert [answer.status for answer in wrong] == [403] * len(wrong)
    assert [answer for answer in wrong if "set-cookie" in answer.response.headers] == []


def test_the_hosts_browser_and_bearer_see_it_too(room: Room, session: Json) -> None:
    assert Tab(room).sign_in().get(f"/screen/{session['id']}").status == 200
    assert room.host("GET", f"/screen/{session['id']}").status == 200
    assert room.call("GET", f"/screen/{UNKNOWN}", by=HOST_KEY).status == 404


def test_the_screen_opens_nothing_but_the_screen(room: Room, session: Json) -> None:
    screen = Tab(room, cookies=room.screen_cookie(session))

    assert screen.get("/host").status == 303
    assert screen.get(f"/api/sessions/{session['id']}").status == 403
    assert screen.get(f"/screen/{session['id']}").status == 200  # the control


def test_the_way_in_shows_the_code_and_the_network(room: Room) -> None:
    session = room.session(wifi={"ssid": "Hall of the office", "password": "tell-everyone"})

    html = Tab(room, cookies=room.screen_cookie(session)).get(f"/screen/{session['id']}").text

    page = Page(html)
    assert session["join_code"] in page.text
    assert all(text in page.text for text in ("Hall of the office", "tell-everyone"))
    assert html.count("<svg") >= 2


NUMBER = re.compile(r"\b13\b")


@pytest.mark.parametrize("kind", ["voting", "tally", "groups"])
@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_sealed_list_shows_no_counts_before_its_reveal(room: Room, kind: str, state: str) -> None:
    lists = [{"title": "List", "display": "sealed", "options": [{"title": "Canteen"}, {"title": "Lift"}]}]
    session = room.session(groups=("East",), polls=lists)
    poll = session["polls"][0]
    room.open(poll)
    for at in range(16):
        assert room.cast(room.join(session, "East"), poll, [int(at > 12)]).status == 200
    if state == "closed":
        room.close(poll)
    room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": kind, "poll": poll["id"]})
    screen = Tab(room, cookies=room.screen_cookie(session))

    sealed = Page(screen.get(f"/screen/{session['id']}").text).text

    assert not NUMBER.search(sealed)
    if state == "closed" and kind != "voting":
        room.reveal(poll)
        assert NUMBER.search(Page(screen.get(f"/screen/{session['id']}").text).text)  # the control


def test_a_live_list_shows_its_counts(room: Room, session: Json, poll: Json) -> None:
    for _ in range(13):
        room.cast(room.join(session, "East"), poll, [1])
    room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": "tally", "poll": poll["id"]})

    page = Page(Tab(room, cookies=room.screen_cookie(session)).get(f"/screen/{session['id']}").text)

    assert NUMBER.search(page.text)


@pytest.mark.parametrize(
    ("query", "look"), [("contrast=high", 'data-contrast="high"'), ("theme=dark", 'data-theme="dark"')]
)
def test_each_screens_address_chooses_its_look(room: Room, session: Json, query: str, look: str) -> None:
    screen = Tab(room)

    answer = screen.get(f"{link(session)}&{query}")

    assert answer.response.headers["location"] == f"/screen/{session['id']}?{query}"
    assert look in screen.follow(answer).text
    assert look not in screen.get(f"/screen/{session['id']}").text
    assert "evil" not in screen.get(f"/screen/{session['id']}?theme=evil").text


def test_the_first_view_is_in_the_page_hidden_and_never_in_the_consoles_small_picture(
    room: Room, session: Json
) -> None:
    screen = Tab(room, cookies=room.screen_cookie(session))

    page, preview = (screen.get(f"/screen/{session['id']}{query}").text for query in ("", "?preview=1"))

    assert re.search(r'<section class="start"[^>]* hidden>', page)
    assert 'data-behaviour="screen/start"' not in preview


@pytest.mark.parametrize(
    ("seconds", "speakers", "said"),
    [(420, 2, "7 minutes each"), (60, 1, "1 minute"), (90, 2, "01:30 each"), (10, 2, "00:10 each"), (90, 1, "01:30")],
)
def test_a_report_says_the_time_that_each_has_to_the_second(room: Room, seconds: int, speakers: int, said: str) -> None:
    session = room.session(locale="en")
    reports = [
        {"kind": "report", "title": "Report", "speaker": f"Office {n}", "seconds": seconds} for n in range(speakers)
    ]
    agenda = f"/api/sessions/{session['id']}/agenda"
    room.host("PUT", agenda, json={"items": reports})
    room.host("POST", f"{agenda}/next")
    screen = Tab(room)

    page = screen.follow(screen.get(link(session))).text

    assert re.findall(r"<span>([^<]*)</span></p>\s*</div>", page) == [said]


def test_where_times_differ_the_screen_does_not_say_each(room: Room) -> None:
    session = room.session(locale="en")
    reports = [{"kind": "report", "title": "Report", "seconds": seconds} for seconds in (60, 420)]
    agenda = f"/api/sessions/{session['id']}/agenda"
    room.host("PUT", agenda, json={"items": reports})
    room.host("POST", f"{agenda}/next")
    screen = Tab(room)

    page = screen.follow(screen.get(link(session))).text

    assert "This one: 1 minute" in page
    assert "each" not in re.findall(r'<p class="nx">.*?</p>', page)[0]

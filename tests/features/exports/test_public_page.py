"""GET /r/{session}: what everybody may see after the reveal, and how it looks in a chat."""

from __future__ import annotations

import re
from html import unescape
from subprocess import run

import pytest

from tests.builders import Answer, Json, Room
from tests.features.polls.ties import cast, ids, settle, tied
from tests.ladder import UNKNOWN


def page(room: Room, poll: Json, **more: str) -> Answer:
    return room.call("GET", f"/r/{poll['session']}", headers={"Accept-Language": "zh-CN", **more})


def card(answer: Answer) -> dict[str, str]:
    """The Open Graph tags."""
    return {name: unescape(text) for name, text in re.findall(r'property="og:([\w:]+)" content="([^"]*)"', answer.text)}


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
def test_before_the_reveal_there_is_no_such_page(room: Room, state: str) -> None:
    poll = room.session(polls=[{"title": "List", "options": [{"title": "Park"}]}])["polls"][0]
    for step in {"draft": (), "open": (room.open,), "closed": (room.open, room.close)}[state]:
        step(poll)

    for answer in (page(room, poll), room.host("GET", f"/r/{poll['session']}")):
        assert answer.status == 404
        assert "Park" not in answer.text
        assert answer.response.headers["cache-control"] == "no-store"


def test_a_session_that_is_not_there_is_not_found(hall: Room) -> None:
    assert hall.call("GET", f"/r/{UNKNOWN}").status == 404


def test_only_revealed_lists_are_on_it_and_nobody_needs_a_credential(room: Room) -> None:
    lists = [
        {"title": title, "options": [{"title": f"{title} park"}]} for title in ("Open", "Closed", "Shown", "Draft")
    ]
    session = room.session(locale="en", polls=lists, wifi={"ssid": "hall", "password": "secret-of-the-hall"})
    opened, closed, shown, _ = session["polls"]
    for poll in (opened, closed, shown):
        room.open(poll)
        cast(room, poll, (1,))
    room.close(closed)
    room.close(shown)
    room.reveal(shown)

    answer = page(room, shown)

    assert answer.status == 200
    assert [title for title in ("Open", "Closed", "Shown", "Draft") if f"{title} park" in answer.text] == ["Shown"]
    assert [secret for secret in ("secret-of-the-hall", "key=", session["join_code"]) if secret in answer.text] == []
    assert "set-cookie" not in answer.response.headers
    assert answer.response.headers["cache-control"] == "max-age=10"


def test_it_speaks_the_language_of_the_session(room: Room) -> None:
    poll = tied(room)
    room.reveal(poll)
    assert '<html lang="en"' in page(room, poll).text

    room.host("PATCH", f"/api/sessions/{poll['session']}", json={"locale": "zh-CN"})

    assert '<html lang="zh-CN"' in page(room, poll, **{"Accept-Language": "en"}).text
    room.host("PATCH", f"/api/sessions/{poll['session']}", json={"locale": "ja"})
    spoken = page(room, poll)
    assert '<html lang="ja"' in spoken.text
    assert "推薦結果" in spoken.text


def test_it_can_be_read_in_large_text(room: Room) -> None:
    poll = tied(room)
    room.reveal(poll)
    plain = page(room, poll).text
    assert 'href="?big=1"' in plain
    assert 'class="big"' not in plain
    assert 'class="big"' in room.call("GET", f"/r/{poll['session']}?big=1").text


def test_a_chat_shows_a_card_with_the_winners(room: Room, reachable: str) -> None:
    poll = tied(room, title='The "best" <list>')
    settle(room, poll, "organizer", options=ids(poll, 1, 3), reason="Why")
    room.reveal(poll)

    tags = card(page(room, poll))

    assert tags["title"] == "Annual retreat, The result"
    assert tags["description"] == 'The "best" <list>: 1 Park, 2 Lift, 2 Clinic'
    assert (tags["site_name"], tags["type"], tags["locale"]) == ("Topfive", "website", "en_US")
    assert tags["url"] == f"{reachable}/r/{poll['session']}"
    assert tags["image"].startswith(tags["url"].partition("/r/")[0])
    image = room.call("GET", "/" + tags["image"].split("/", 3)[3]).response
    assert (image.headers["content-type"], image.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")


def test_a_card_has_no_address_that_nobody_could_open_and_follows_when_there_is_one(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = tied(room)
    room.reveal(poll)

    text = page(room, poll).text
    assert "127.0.0.1" not in text
    assert not {"url", "image"} & card(page(room, poll)).keys()

    monkeypatch.setattr(room.origins, "public", "http://192.168.1.20:8000")
    assert card(page(room, poll))["url"] == f"http://192.168.1.20:8000/r/{poll['session']}"


@pytest.mark.parametrize("seed", ["3444.43", 'it\'s $(id) `x` "闭市" \\0 %s', "<b>&amp;"])
def test_a_lot_is_shown_with_all_that_is_needed_to_draw_it_again(room: Room, seed: str) -> None:
    poll = tied(room)
    room.reveal(poll)
    assert "Draw the lot again" not in page(room, poll).text  # the control
    settle(room, poll, "lot", seed=seed)

    text = page(room, poll).text

    rows = re.findall(r'data-option="(\w+)" data-key="(\w+)"( class="won")?', text)
    assert unescape(re.search(r'data-seed="([^"]*)"', text)[1]) == seed  # type: ignore[index]
    assert {option for option, _, _ in rows} == set(ids(poll, 1, 2, 3))
    assert [key for _, key, _ in rows] == sorted(key for _, key, _ in rows)
    assert [bool(won) for _, _, won in rows] == [True, True, False]
    command = unescape(re.search(r"<pre[^>]*><code>(.*?)</code>", text, re.DOTALL)[1])  # type: ignore[index]
    printed = run(["sh", "-c", command], capture_output=True, check=True, text=True).stdout
    assert printed.split() == [part for option, key, _ in rows for part in (key, option)]


def test_what_a_runoff_decided_is_on_it_once_that_is_revealed(room: Room) -> None:
    poll = tied(room)
    room.reveal(poll)
    again = settle(room, poll, "runoff").json
    room.open(again)
    cast(room, again, (3, 2, 1))
    room.close(again)
    assert "a run-off decides" in page(room, poll).text

    room.reveal(again)

    text = page(room, poll).text
    assert "decided by a run-off" in text
    assert card(page(room, poll))["description"] == "Projects: 1 Park, 2 Lift, 2 Canteen"


def test_another_method_is_refused(hall: Room) -> None:
    assert hall.host("POST", f"/r/{UNKNOWN}").status == 405
    assert hall.host("GET", f"/r/{UNKNOWN}").status == 404  # the control

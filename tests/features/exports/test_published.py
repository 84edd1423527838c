"""Whatever leaves the house is made of what is public: clipboards, texts, pictures and pages, list by list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from tests.builders import Json, Room
from tests.tab import Tab

LISTS = ("public", "closed", "sealed", "half", "running")
COPIED = re.compile(r"<textarea[^>]*>(.*?)</textarea>|<template>(.*?)</template>", re.DOTALL)


@pytest.fixture(scope="module")
def held(hall: Room) -> Json:
    """One list published, one closed, one sealed and closed, one revealed by half, one still open."""
    lists = [
        {
            "title": f"List {name}",
            "display": "sealed" if name == "sealed" else "live",
            "winners": 2,
            "options": [{"title": f"{name}-{n}"} for n in range(3)],
        }
        for name in LISTS
    ]
    session = hall.session(locale="en", polls=lists)
    voters = [hall.join(session) for _ in range(3)]
    for poll in session["polls"]:
        hall.open(poll)
        for at, voter in enumerate(voters):
            hall.cast(voter, poll, list(range(at + 1)))
    for poll in session["polls"][:4]:
        hall.close(poll)
    hall.reveal(session["polls"][0])
    scene = {"kind": "reveal", "poll": session["polls"][3]["id"], "step": 1}
    assert hall.host("PUT", f"/api/sessions/{session['id']}/scene", json=scene).status == 200
    return session


def named(text: str) -> set[str]:
    """The lists of which it names an option: who stands there has a place."""
    return {name for name in LISTS if re.search(rf"\b{name}-\d", text)}


def copied(page: str) -> str:
    """What a button of the page puts into the clipboard or a picture."""
    return unescape("\n".join(one or other for one, other in COPIED.findall(page)))


def ways_out(room: Room, session: Json) -> Iterator[tuple[str, str]]:
    """Each way, and what goes out by it, before anything more is published."""
    host, path = Tab(room).sign_in(), f"/host/{session['id']}"
    for poll in session["polls"]:
        yield f"results of {poll['title']}", copied(host.get(f"{path}/results?poll={poll['id']}").text)
    yield "console", copied(host.get(f"{path}?poll={session['polls'][0]['id']}").text)
    yield "console, running", copied(host.get(f"{path}?poll={session['polls'][4]['id']}").text)
    yield "announcement", host.get(f"{path}/announce").text
    yield "notice", host.get(f"/print/{session['id']}/notice").text
    yield "text", room.host("GET", f"/api/sessions/{session['id']}/export.txt").text
    yield "public page", room.call("GET", f"/r/{session['id']}").text


def test_no_way_out_names_what_is_not_published(hall: Room, held: Json) -> None:
    found = dict(ways_out(hall, held))
    assert {way: named(text) - {"public"} for way, text in found.items() if named(text) - {"public"}} == {}
    assert {way for way, text in found.items() if "public" not in named(text)} == {"console, running"}  # copies nothing


@pytest.mark.parametrize("at", [1, 2, 3])
def test_the_press_that_publishes_a_list_copies_that_one_and_says_which_are_missing(
    hall: Room, held: Json, at: int
) -> None:
    poll = held["polls"][at]
    text = copied(Tab(hall).sign_in().get(f"/host/{held['id']}?poll={poll['id']}").text)
    assert named(text) == {"public", LISTS[at]}
    missing = ", ".join(f"List {name}" for name in LISTS if name not in ("public", LISTS[at]))
    assert f"Not published, so not in here: {missing}" in text


def test_nobody_but_hosts_gets_it_by_address(hall: Room, held: Json) -> None:
    for poll, status in zip(held["polls"], (200, 403, 403, 403, 403), strict=True):
        assert hall.call("GET", f"/api/polls/{poll['id']}/result").status == status


def test_a_tie_in_the_text_does_not_tell_a_run_off_that_is_not_revealed(room: Room) -> None:
    session = room.session(
        locale="en",
        polls=[{"title": "First", "winners": 1, "options": [{"title": name} for name in ("Lift", "Park")]}],
    )
    first = session["polls"][0]
    room.open(first)
    for at in (0, 1):
        room.cast(room.join(session), first, [at])
    room.close(first)
    room.reveal(first)
    runoff = room.host("POST", f"/api/polls/{first['id']}/tie", json={"method": "runoff"}).json
    room.open(runoff)
    room.cast(room.join(session), runoff, [1])
    room.close(runoff)
    page = Tab(room).sign_in().get(f"/host/{session['id']}/results?poll={first['id']}").text
    assert "Tied, 1 place still open:" in copied(page)
    room.reveal(runoff)
    page = Tab(room).sign_in().get(f"/host/{session['id']}/results?poll={first['id']}").text
    assert "Tied, 1 place still open:" not in copied(page)  # the control

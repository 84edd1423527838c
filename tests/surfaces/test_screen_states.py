"""What the projector says in the states that a meeting turns on: level, closing, graded, merged, drawn."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.tab import Page, Tab

GRADES = [{"name": name, "coefficient": 3 - at} for at, name in enumerate(("Fine", "Good", "Fair", "Poor"))]


def scene(room: Room, session: Json, kind: str, poll: Json | None = None, step: int = 0) -> str:
    body = {"kind": kind, "poll": poll["id"] if poll else None, "step": step}
    room.host("PUT", f"/api/sessions/{session['id']}/scene", json=body)
    answer = Tab(room, cookies=room.screen_cookie(session)).get(f"/screen/{session['id']}")
    assert answer.status == 200
    return answer.text.partition("<main")[2].partition("</main>")[0]


def held(room: Room, ballots: list[list[int]], winners: int = 2, options: int = 4, **fields: object) -> Json:
    titles = [{"title": name} for name in ("Alpha", "Beta", "Gamma", "Delta")[:options]]
    lists = [{"title": "Board", "winners": winners, "max_choices": 2, "options": titles}]
    session = room.session(**{"locale": "en", "polls": lists, **fields})
    room.open(session["polls"][0])
    for choices in ballots:
        room.cast(room.join(session), session["polls"][0], choices)
    return session


def classes(html: str) -> dict[str, str]:
    """How each row is marked, by its title."""
    return {
        name: kind
        for kind, name in re.findall(r'<li class="(\w*)" data-option.*?<span class="name">(\w+)</span>', html)
    }


def test_equals_at_the_cut_are_level_while_voting_runs(room: Room) -> None:
    session = held(room, [[0, 1], [0, 2], [0, 1], [0, 2]])

    html = scene(room, session, "tally", session["polls"][0])

    assert classes(html) == {"Alpha": "top", "Beta": "tie", "Gamma": "tie", "Delta": ""}
    line = re.findall(r'<li class="cut open" data-seats="1">.*?</li>', html)
    assert [Page(each).text for each in line] == [
        "Top two 2 level for one place 2 level for 1 places"
    ]  # style shows one


def test_without_equals_there_are_winners_and_no_tie(room: Room) -> None:
    session = held(room, [[0, 1], [0, 1], [0, 2]])

    html = scene(room, session, "tally", session["polls"][0])

    assert classes(html) == {"Alpha": "top", "Beta": "top", "Gamma": "", "Delta": ""}
    assert '<li class="cut" data-seats="0">' in html


def test_a_list_of_rows_has_no_child_that_is_none(room: Room) -> None:
    session = held(room, [[0, 1], [0, 2]])

    html = scene(room, session, "tally", session["polls"][0])

    assert "separator" not in html
    inside = re.findall(r'<ol class="bars.*?</ol>', html, re.DOTALL)[0]
    assert re.findall(r"\n\s*<(\w+)", inside) == ["li"] * (4 + 2)  # rows, the line, and the note of pages


@pytest.mark.parametrize("kind", ["tally", "voting", "groups", "join", "hold", "message", "timer", "question"])
def test_the_closing_countdown_stands_over_every_scene(room: Room, kind: str) -> None:
    session = held(room, [[0]])
    poll = session["polls"][0]
    wanted = poll if kind in ("tally", "voting", "groups") else None
    assert "lastcall" not in scene(room, session, kind, wanted)  # the control
    room.host("POST", f"/api/polls/{poll['id']}/close", json={"in": 10})

    band = re.findall(r'<section class="lastcall".*?</section>', scene(room, session, kind, wanted))

    assert [Page(each).text for each in band] == ["Board Closing in 00:10"]
    assert f'data-poll="{poll["id"]}"' in band[0]


def test_the_grades_are_figures_in_parts_that_differ_without_colour(room: Room) -> None:
    lists = [{"title": "Review", "type": "grade", "winners": 1, "grades": GRADES, "options": [{"title": "Lift"}]}]
    session = room.session(locale="en", polls=lists)
    poll = session["polls"][0]
    room.open(poll)
    for name in ("Fine", "Fine", "Good", "Poor"):
        marks = {"marks": {poll["options"][0]["id"]: name}}
        assert room.call("PUT", f"/api/polls/{poll['id']}/ballot", by=room.join(session), json=marks).status == 200

    html = scene(room, session, "tally", poll)

    parts = re.findall(r'<svg class="seg (g\d)" width="([\d.]+)%".*?aria-label="(\w+ \d)".*?<text[^>]*>(\d)', html)
    assert parts == [
        ("g0", "50.000", "Fine 2", "2"),
        ("g3", "25.000", "Good 1", "1"),
        ("g6", "0.000", "Fair 0", "0"),
        ("g9", "25.000", "Poor 1", "1"),
    ]
    assert re.findall(r'<i class="seg (\w+)"></i>(\w+)', html)[:4] == [
        ("g0", "Fine"),
        ("g3", "Good"),
        ("g6", "Fair"),
        ("g9", "Poor"),
    ]
    room.close(poll)
    assert re.findall(r'<text [^>]*font-size="([\d.]+)">(\w+)<', scene(room, session, "reveal", poll, 1))[0][1] == "Top"


@pytest.mark.parametrize("grades", range(2, 11))
def test_no_two_grades_have_one_pattern(room: Room, grades: int) -> None:
    named = [{"name": f"Grade {n}", "coefficient": n} for n in reversed(range(grades))]
    lists = [{"title": "Review", "type": "grade", "winners": 1, "grades": named, "options": [{"title": "Lift"}]}]
    session = room.session(locale="en", polls=lists)
    room.open(session["polls"][0])

    found = re.findall(r'<i class="seg (g\d)">', scene(room, session, "tally", session["polls"][0]))

    assert len(set(found)) == grades
    assert (found[0], found[-1]) == ("g0", "g9")


def test_the_lot_says_what_its_numbers_are(room: Room) -> None:
    session = held(room, [[0, 1], [0, 2]])
    poll = session["polls"][0]
    room.close(poll)
    room.host("POST", f"/api/polls/{poll['id']}/tie", json={"method": "lot", "seed": "42"})

    html = scene(room, session, "tally", poll)

    assert re.search(r'<span class="order">Drawn in this order: <span class="drawn', html)


@pytest.mark.parametrize(("smallest", "is_said"), [(5, True), (1, False)])
def test_small_groups_shown_together_are_said_to_be(room: Room, smallest: int, is_said: bool) -> None:
    session = held(room, [], groups=("East", "West"), smallest_group=smallest)
    poll = session["polls"][0]
    for name in ("East", "West", "West"):
        room.cast(room.join(session, name), poll, [0])
    room.close(poll)

    html = scene(room, session, "groups", poll)

    assert ("Groups with fewer than 5 ballots are shown together." in html) is is_said


def test_the_rule_is_said_as_it_works_out(room: Room) -> None:
    session = held(room, [[0], [0, 1], [1, 2]], winners=4, options=3)
    poll = session["polls"][0]
    assert "Top four" not in scene(room, session, "tally", poll)
    room.close(poll)

    shown = Page(scene(room, session, "reveal", poll, 0)).text

    assert "Top three" in shown
    assert re.findall(r"Place (\d)", shown) == ["1", "2", "3"]

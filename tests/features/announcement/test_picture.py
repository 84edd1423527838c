"""What the picture of a result is made from stands in the results page, in the session's language."""

from __future__ import annotations

import re
from html import unescape

from tests.builders import Json, Room
from tests.tab import Tab

LINE = re.compile(
    r'<li data-rank="(\d+)" data-votes="(\d+)" data-unit="([^"]*)" data-share="([\d.]+)" data-state="(\w+)">'
)


def results(room: Room, session: Json, at: int = 0) -> str:
    answer = Tab(room).sign_in().get(f"/host/{session['id']}/results?poll={session['polls'][at]['id']}&lang=zh-CN")
    assert answer.status == 200
    return unescape(answer.text)


def publish(room: Room, poll: Json) -> None:
    room.close(poll)
    assert room.reveal(poll).status == 200


def held(room: Room, *ballots: list[int], **fields: object) -> Json:
    options = [{"title": "Lift", "department": "Services"}, {"title": "Canteen"}, {"title": "Park"}]
    session = room.session(locale="en", polls=[{"title": "Projects", "winners": 1, "options": options, **fields}])
    room.open(session["polls"][0])
    for choices in ballots:
        room.cast(room.join(session), session["polls"][0], choices)
    return session


def article(page: str) -> str:
    return page.split("<template>")[1].split("</template>")[0]


def test_lines_are_in_rank_order_with_votes_share_and_what_became_of_them(room: Room) -> None:
    session = held(room, [0, 1], [1])
    publish(room, session["polls"][0])

    made = article(results(room, session))

    assert LINE.findall(made) == [
        ("1", "2", "votes", "1.0000", "taken"),
        ("2", "1", "vote", "0.5000", "rest"),
        ("3", "0", "votes", "0.0000", "rest"),
    ]
    assert 'data-cut="Recommended items end here" data-cut-after="1" data-is-open=""' in made
    for said in ("Annual retreat", "Projects: results", "5 Dec 2026, 2 people submitted", "indicative"):
        assert said in made, said


def test_an_open_tie_has_an_open_cut_line(room: Room) -> None:
    session = held(room, [0, 1])
    publish(room, session["polls"][0])

    made = article(results(room, session))

    assert [line[4] for line in LINE.findall(made)] == ["tied", "tied", "rest"]
    assert 'data-cut="Tied for place 1" data-cut-after="1" data-is-open="yes"' in made
    assert "the tie is open" in made


def test_there_is_no_picture_before_it_is_published_or_without_votes(room: Room) -> None:
    running = held(room, [0])
    sealed = held(room, [0], display="sealed")
    unwanted = held(room)
    publish(room, unwanted["polls"][0])
    closed = held(room, [0])
    room.close(closed["polls"][0])

    for session in (running, sealed, unwanted, closed):
        assert "data-picture" not in results(room, session)
    publish(room, sealed["polls"][0])
    assert "data-picture" in results(room, sealed)  # the control


def test_without_scripts_there_is_no_button_that_does_nothing(room: Room) -> None:
    session = held(room, [0])
    publish(room, session["polls"][0])

    assert '<section class="panel picture" data-behaviour="host/save-picture" hidden>' in results(room, session)


def test_all_places_are_offered_only_where_there_are_more_and_not_too_many(room: Room) -> None:
    one = room.session(polls=[{"title": "P", "options": [{"title": "A"}]}])
    many = room.session(polls=[{"title": "P", "options": [{"title": f"{n}"} for n in range(41)]}])
    some = held(room, [0])
    for session in (one, many):
        room.open(session["polls"][0])
        room.cast(room.join(session), session["polls"][0], [0])
    for session in (one, many, some):
        publish(room, session["polls"][0])

    assert 'data-picture="all"' in results(room, some)
    assert all('data-picture="all"' not in results(room, session) for session in (one, many))


def test_a_list_can_be_copied_alone_where_there_are_several(room: Room) -> None:
    lists = [{"title": title, "options": [{"title": f"{title} one"}]} for title in ("First", "Second")]
    session = room.session(locale="en", polls=lists)
    for poll in session["polls"]:
        room.open(poll)
        room.cast(room.join(session), poll, [0])
        publish(room, poll)

    page = results(room, session, 1)

    alone = page.split('id="ranked-own"')[1].split("</textarea>")[0].partition(">")[2]
    said = "Open admission, one ballot per device: indicative."
    assert alone.strip() == f"Annual retreat\n\nSecond: results\n1. Second one, 1 vote\n\n{said}"
    assert "First one" in page.split('id="ranked"')[1].split("</textarea>")[0]

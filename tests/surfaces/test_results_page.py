"""The host's results page: one way on, what was counted, groups only where there are several, places as there are."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.features.admission.tickets import enter, secret, tickets
from tests.features.polls.erasing import wait_for_erasure
from tests.tab import Page, Tab

ONE_BAR = 'class="spark"'


def over(room: Room, groups: tuple[str, ...] = (), voters: int = 6, absent: int = 0, **fields: object) -> Json:
    """A list that is over; voters are spread over the groups."""
    session = room.session(locale="en", groups=groups, **fields)
    (poll,) = session["polls"]
    room.open(poll)
    for n in range(voters + absent):
        voter = room.join(session, groups[n % len(groups)] if groups else None)
        if n < voters:
            room.cast(voter, poll, [0])
    room.close(poll)
    wait_for_erasure(room, poll)
    return session


def results(room: Room, session: Json) -> Page:
    return Page(Tab(room).sign_in().get(f"/host/{session['id']}/results").text)


def test_announcing_is_the_one_red_button_once_something_is_published(room: Room) -> None:
    session = over(room)
    assert "btn main" not in results(room, session).html
    room.reveal(session["polls"][0])

    html = results(room, session).html

    assert re.findall(r'class="btn main[^"]*"[^>]*>([^<]*)<', html) == ["Announce the results"]


@pytest.mark.parametrize(("groups", "smallest"), [((), 5), (("East", "West"), 5), (("East", "West"), 1)])
def test_groups_are_compared_only_where_there_are_several_rows(
    room: Room, groups: tuple[str, ...], smallest: int
) -> None:
    session = over(room, groups, voters=4, smallest_group=smallest)
    room.reveal(session["polls"][0])

    html = results(room, session).html

    is_compared = len(groups) > 1 and smallest == 1
    for said in (ONE_BAR, "Each group&#39;s own list", "Share by group", 'class="heat"'):
        assert (said in html or said.replace("&#39;", "'") in html) is is_compared, said
    assert "Without a group" not in html
    assert "No group" not in html


def test_the_check_says_what_the_server_has_counted(room: Room) -> None:
    session = over(room, voters=6, absent=2)

    text = results(room, session).text

    for said in (
        "Check of the count",
        "6 ballots, 6 receipt codes",
        "Each phone counts once, by what it sent last",
        "Counted twice, with the same figures",
        "Key of the ballots erased",
        "2 people who had joined did not submit",
    ):
        assert said in text, said


def test_the_check_knows_tickets_and_claims_nothing_of_an_open_list(room: Room) -> None:
    session = room.session(locale="en", groups=("East",), admission="ticket")
    (poll,) = session["polls"]
    (made,) = tickets(room, session, 1)
    room.open(poll)
    room.cast(enter(room, session, secret(made)).json["voter"], poll, [0])
    assert "Check of the count" not in results(room, session).text

    room.close(poll)
    wait_for_erasure(room, poll)

    text = results(room, session).text
    assert "1 ballot, 1 receipt code" in text
    assert "Each ticket counts once" in text
    assert "did not submit" not in text


@pytest.mark.parametrize("path", ["/host/{}/results", "/print/{}/minutes", "/r/{}", "/print/{}/notice"])
def test_no_more_places_or_choices_are_said_than_the_list_has(room: Room, path: str) -> None:
    board = {"title": "Board", "max_choices": 7, "winners": 7, "options": [{"title": name} for name in "ABC"]}
    session = over(room, polls=[board])
    room.reveal(session["polls"][0])

    text = Page(Tab(room).sign_in().get(path.format(session["id"])).text).text

    assert not re.search(r"\b(7|seven)\b(?! of| ballots)", re.sub(r"\d+:\d+\S*|\d+ \w+ \d{4}", "", text))

"""For whom a phone speaks, without JavaScript: another group before voting, another person where allowed."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.builders import Answer, Json, Room
from tests.ladder import UNKNOWN
from tests.tab import Page, Tab

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture
def shared(room: Room) -> Json:
    """Two open lists in a session whose phones may be passed on."""
    options = [{"title": f"Project {letter}"} for letter in "ABC"]
    polls = [{"title": title, "options": options} for title in ("First", "Second")]
    session = room.session(groups=("East", "West"), polls=polls, shared_phones=True)
    for poll in session["polls"]:
        room.open(poll)
    return session


def phone(room: Room, session: Json, group: str = "East") -> Tab:
    tab = Tab(room)
    tab.join(session, group)
    return tab


def group_of(session: Json, name: str) -> str:
    return str(next(group["id"] for group in session["groups"] if group["name"] == name))


def change(tab: Tab, session: Json, group: str) -> Answer:
    return tab.post(f"/s/{session['id']}/group", {"group": group})


def hand_over(tab: Tab, session: Json, group: str = "West") -> Answer:
    """Through its own page, to the next person's."""
    tab.get(f"/s/{session['id']}/another")
    return tab.post(f"/s/{session['id']}/another", {"group": group_of(session, group)})


def cast(tab: Tab, session: Json, *marks: int) -> str:
    """Fill in every list that waits, by its form; returns the page that follows."""
    for poll, mark in zip(session["polls"], marks, strict=False):
        form = Page(tab.get(f"/s/{session['id']}?edit={poll['id']}").text)
        fields = {name: form.value(name) for name in ("id", "revision", "voter")}
        answer = tab.post(f"/s/{session['id']}/ballot/{poll['id']}", {**fields, "choice": poll["options"][mark]["id"]})
        assert answer.status == 303, answer.text
    return tab.get(f"/s/{session['id']}").text


def joined(room: Room, session: Json) -> dict[str, int]:
    return dict(room.host("GET", f"/api/sessions/{session['id']}/export.json").json["joined"])


def test_the_group_is_changed_before_voting_and_the_presence_follows(room: Room, session: Json) -> None:
    tab = phone(room, session)
    page = tab.get(f"/s/{session['id']}/group")
    assert Page(page.text).checked("group") == [group_of(session, "East")]
    assert f'href="/s/{session["id"]}/group"' in tab.get(f"/s/{session['id']}").text  # offered while waiting

    for _ in range(2):  # safe to repeat
        assert tab.follow(change(tab, session, group_of(session, "West"))).status == 200

    assert joined(room, session) == {group_of(session, "West"): 1}
    assert "West" in Page(tab.get(f"/s/{session['id']}").text).text


def test_who_has_voted_keeps_the_group_and_is_told(room: Room, session: Json, poll: Json) -> None:
    tab = phone(room, session)
    assert f'href="/s/{session["id"]}/group"' in tab.get(f"/s/{session['id']}").text  # offered on the ballot
    after = cast(tab, session, 0)
    assert f'href="/s/{session["id"]}/group"' not in after
    assert tab.get(f"/s/{session['id']}/group").status == 303  # nothing to choose any more

    answer = change(tab, session, group_of(session, "West"))

    assert "Your group stays as it is" in Page(tab.follow(answer).text).text
    assert joined(room, session) == {group_of(session, "East"): 1}


def test_a_ballot_and_a_change_of_group_at_the_same_moment_agree(room: Room) -> None:
    session = room.session(groups=("East", "West"), smallest_group=0)
    poll = session["polls"][0]
    room.open(poll)
    west = group_of(session, "West")
    voters = [room.join(session, "East") for _ in range(24)]
    body = {"choices": [poll["options"][0]["id"]]}

    def both(voter: str) -> tuple[Answer, Answer]:
        client, path = room.client, f"/api/sessions/{session['id']}/join"
        headers = {"Authorization": f"Bearer {voter}"}
        with ThreadPoolExecutor(2) as pool:
            moved = pool.submit(client.post, path, json={"group": west}, headers=headers)
            sent = pool.submit(client.put, f"/api/polls/{poll['id']}/ballot", json=body, headers=headers)
        return Answer(moved.result()), Answer(sent.result())

    answers = [both(voter) for voter in voters]

    assert {sent.status for _, sent in answers} == {200}
    moved = sum(answer.json["group"] == west for answer, _ in answers)
    room.close(poll)
    by_name = {row["name"]: row["ballots"] for row in room.result(poll)["groups"]}
    assert by_name == {"East": len(voters) - moved, "West": moved}  # every ballot stands in the group of its voter
    assert joined(room, session).get(west, 0) == moved


@pytest.mark.parametrize("place", ["group", "another"])
@pytest.mark.parametrize("group", ["", UNKNOWN])
def test_without_one_of_its_groups_the_page_asks_again(room: Room, shared: Json, place: str, group: str) -> None:
    tab = phone(room, shared)
    if place == "another":
        cast(tab, shared, 0, 1)

    answer = tab.post(f"/s/{shared['id']}/{place}", {"group": group})

    assert answer.status == 422
    assert "choose your group" in Page(answer.text).text
    assert joined(room, shared) == {group_of(shared, "East"): 1}


def test_a_session_without_groups_has_none_to_change(room: Room) -> None:
    session = room.session()
    tab = Tab(room)
    tab.join(session)

    assert "/group" not in tab.get(f"/s/{session['id']}").text
    assert tab.get(f"/s/{session['id']}/group").status == 303


def test_a_phone_is_passed_on_and_keeps_the_codes_of_the_person_before(room: Room, shared: Json) -> None:
    tab = phone(room, shared)
    first = cast(tab, shared, 0, 1)
    codes = CODE.findall(first)
    assert len(codes) == 2
    assert f'href="/s/{shared["id"]}/another"' in first
    before = dict(tab.cookies)

    page = tab.follow(hand_over(tab, shared))

    assert Page(page.text).checked("choice") == []  # a ballot of the next person's own
    assert "Project A" in page.text
    assert tab.cookies[f"voter-{shared['id']}"] != before[f"voter-{shared['id']}"]
    assert joined(room, shared) == {group_of(shared, "East"): 1, group_of(shared, "West"): 1}
    second = cast(tab, shared, 2, 2)
    assert [room.votes(poll) for poll in shared["polls"]] == [[1, 0, 1], [0, 1, 1]]
    assert set(codes) < set(CODE.findall(second))  # still to be found on this phone
    assert second.index("Sent from this phone before") < second.index(codes[0])
    for poll in shared["polls"]:
        room.close(poll)
        room.reveal(poll)
    assert set(codes) <= set(CODE.findall(tab.get(f"/s/{shared['id']}").text))  # beside the result too


def test_a_second_tap_on_the_button_is_the_same_next_person(room: Room, shared: Json) -> None:
    tab = phone(room, shared)
    cast(tab, shared, 0, 1)
    tab.get(f"/s/{shared['id']}/another")
    before = dict(tab.cookies)

    hand_over(tab, shared)
    late = Tab(room, cookies=before)  # sent with the cookies of the moment of the first tap
    late.post(f"/s/{shared['id']}/another", {"group": group_of(shared, "West")})

    assert late.cookies[f"voter-{shared['id']}"] == tab.cookies[f"voter-{shared['id']}"]
    hand_over(tab, shared)  # the next person has not voted: nobody comes after them yet
    assert joined(room, shared) == {group_of(shared, "East"): 1, group_of(shared, "West"): 1}


def test_a_page_of_the_person_before_does_not_vote_for_the_next(room: Room, shared: Json) -> None:
    poll = shared["polls"][0]
    tab = phone(room, shared)
    cast(tab, shared, 0, 1)
    stale = Page(tab.get(f"/s/{shared['id']}?edit={poll['id']}").text)
    hand_over(tab, shared)

    fields = {name: stale.value(name) for name in ("id", "revision", "voter")}
    answer = tab.post(f"/s/{shared['id']}/ballot/{poll['id']}", {**fields, "choice": poll["options"][2]["id"]})

    assert answer.status == 303
    assert room.votes(poll) == [1, 0, 0]
    cast(tab, shared, 2)  # the control: their own page does
    assert room.votes(poll) == [1, 0, 1]


def test_a_phone_is_not_passed_on_before_all_is_sent_or_after_all_is_closed(room: Room, shared: Json) -> None:
    tab = phone(room, shared)
    cast(tab, shared, 0)
    assert hand_over(tab, shared).status == 303
    assert joined(room, shared) == {group_of(shared, "East"): 1}

    page = cast(tab, shared, 0, 1)
    assert "/another" in page  # the control
    for poll in shared["polls"]:
        room.close(poll)
    assert "/another" not in tab.get(f"/s/{shared['id']}").text
    hand_over(tab, shared)
    assert joined(room, shared) == {group_of(shared, "East"): 1}


def test_where_the_host_does_not_allow_it_nobody_passes_a_phone_on(room: Room, shared: Json) -> None:
    tab = phone(room, shared)
    cast(tab, shared, 0, 1)
    room.host("PATCH", f"/api/sessions/{shared['id']}", json={"shared_phones": False})

    assert "/another" not in tab.get(f"/s/{shared['id']}").text
    assert tab.get(f"/s/{shared['id']}/another").status == 303
    assert hand_over(tab, shared).status == 409
    assert joined(room, shared) == {group_of(shared, "East"): 1}


@pytest.mark.parametrize("made_up", ["x", "0.AAAA", "9.AAAABBBBCCCC", "0.<b>AABBBBCC", "_-_-", "1" * 3_900])
def test_codes_that_this_server_did_not_write_are_left_out(room: Room, shared: Json, made_up: str) -> None:
    tab = phone(room, shared)
    tab.cookies["receipts"] = made_up

    page = cast(tab, shared, 0, 1)
    assert "Sent from this phone before" not in page
    hand_over(tab, shared)
    assert "Sent from this phone before" in cast(tab, shared, 1, 1)  # the control


@pytest.mark.parametrize("place", ["group", "another"])
def test_who_has_not_joined_is_sent_to_join(room: Room, shared: Json, place: str) -> None:
    answer = Tab(room).get(f"/s/{shared['id']}/{place}")

    assert (answer.status, answer.response.headers["location"]) == (303, f"/j/{shared['join_code']}")
    assert Tab(room).post(f"/s/{shared['id']}/{place}", {"group": "x"}).status == 401


def test_a_latecomer_goes_straight_to_the_ballot_until_the_last_second(room: Room, session: Json, poll: Json) -> None:
    room.close(poll, within=10)
    room.clock.pass_(9.5)
    tab = Tab(room)

    assert tab.join(session, "East").values("choice")
    cast(tab, session, 1)
    room.clock.pass_(1)

    assert Tab(room).join(session, "West").values("choice") == []  # the control: closed
    assert room.votes(poll) == [0, 1, 0]

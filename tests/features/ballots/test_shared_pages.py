"""`voters: group` on every page and in every file: who votes is said, and groups are counted, not people."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import Json, Room
from tests.features.exports.test_xlsx import export, facts, sheets
from tests.features.meetings.test_new_page import create, made
from tests.tab import Page, Tab


@pytest.fixture
def session(room: Room) -> Json:
    """Two of three groups have voted: East for the first two, West, after a change, for the second."""
    return meeting(room)


def meeting(room: Room, **fields: Any) -> Json:
    options = [{"title": "Lift"}, {"title": "Canteen"}, {"title": "Park"}]
    lists = [{"title": "Projects", "winners": 1, "options": options}]
    groups = [{"name": name, "seats": 20} for name in ("East", "West", "North")]
    given = {"title": "Retreat", "locale": "en", "voters": "group", "polls": lists, **fields}
    session = room.host("POST", "/api/sessions", json={**given, "groups": groups}).json
    poll = session["polls"][0]
    room.open(poll)
    for name, marks in (("East", [0, 1]), ("West", [2]), ("West", [1])):
        room.cast(room.join(session, name), poll, marks)
    return session


def phone(room: Room, session: Json, group: str) -> Tab:
    tab = Tab(room)
    tab.join(session, group)
    return tab


def ballot(tab: Tab, session: Json, mark: int, **changed: str) -> Any:
    """Fill in the form of the ballot's page as it is now; ``changed`` stands for one that was loaded before."""
    poll = session["polls"][0]
    form = Page(tab.get(f"/s/{session['id']}?edit={poll['id']}").text)
    fields = {**{name: form.value(name) for name in ("id", "revision", "voter")}, **changed}
    return tab.post(f"/s/{session['id']}/ballot/{poll['id']}", {**fields, "choice": poll["options"][mark]["id"]})


@pytest.mark.parametrize(
    ("phones", "voters", "shared", "smallest"),
    [
        ("own", "person", False, 5),
        ("shared", "person", True, 5),
        ("group", "group", False, 5),
        ("open-group", "group", False, 0),
    ],
)
def test_who_votes_is_chosen_when_the_meeting_is_made(
    room: Room, phones: str, voters: str, shared: bool, smallest: int
) -> None:
    session = made(room, create(room, phones=phones))

    assert (session["voters"], session["shared_phones"], session["smallest_group"]) == (voters, shared, smallest)
    checked = Page(create(room, phones=phones, do="check").text).checked("phones")
    assert checked == [phones]


def test_groups_that_vote_need_names(room: Room) -> None:
    refused = create(room, phones="group", groups="")

    assert refused.status == 422
    assert "Where each group has one ballot, name at least one group." in Page(refused.text).text
    assert create(room, phones="own", groups="").status == 303  # the control


def test_a_phone_says_from_the_door_on_whose_ballot_it_is(room: Room) -> None:
    session = meeting(room)
    draft = room.session(voters="group", groups=("East",))
    door = Tab(room).get(f"/j/{draft['join_code']}").text
    waiting = phone(room, draft, "East").get(f"/s/{draft['id']}").text
    north = phone(room, session, "North")

    assert "One ballot per group, shared by its members" in door
    for page in (waiting, north.get(f"/s/{session['id']}").text):
        assert "One ballot for the whole group" in Page(page).text
        assert "is shown with the result" not in page
    shown = meeting(room, smallest_group=0)
    assert "is shown with the result" in Page(phone(room, shown, "North").get(f"/s/{shown['id']}").text).text


def test_a_member_who_comes_later_finds_the_groups_receipt_and_how_often_it_changed(room: Room, session: Json) -> None:
    late = Page(phone(room, session, "West").get(f"/s/{session['id']}").text)

    assert "We have your group's choices" in late.text
    assert "Canteen" in late.text
    assert "Changed once by your group." in late.text
    assert 'data-revision="2"' in late.html
    east = Page(phone(room, session, "East").get(f"/s/{session['id']}").text)
    assert "Changed" not in east.text


def test_a_form_that_was_loaded_before_replaces_nothing_unseen(room: Room, session: Json) -> None:
    tab = phone(room, session, "East")

    refused = ballot(tab, session, 2, revision="0")

    assert refused.status == 409
    assert "Your group has just changed its ballot" in Page(refused.text).text
    assert "Received so far: Lift; Canteen" in Page(refused.text).text
    assert room.votes(session["polls"][0]) == [1, 2, 0]
    assert ballot(tab, session, 2).status == 303  # the control: the page that has shown it
    assert room.votes(session["polls"][0]) == [0, 1, 1]


def test_phones_are_not_passed_on_and_groups_can_be_left_until_they_have_voted(room: Room, session: Json) -> None:
    east, north = phone(room, session, "East"), phone(room, session, "North")
    path = f"/s/{session['id']}/group"

    assert "Another person" not in east.get(f"/s/{session['id']}").text
    assert east.get(path).status == 303
    assert "until it has voted" in north.get(path).text
    east_id, west_id, _ = (group["id"] for group in session["groups"])
    assert north.post(path, {"group": ""}).status == 422
    assert north.post(path, {"group": west_id}).response.headers["location"] == f"/s/{session['id']}"
    assert north.post(path, {"group": east_id}).response.headers["location"].endswith("?group=kept")


@pytest.mark.parametrize("scene", ["voting", "tally", "join"])
def test_the_projector_counts_groups(room: Room, session: Json, scene: str) -> None:
    poll = None if scene == "join" else session["polls"][0]["id"]
    room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": scene, "poll": poll})
    page = Page(Tab(room).sign_in().get(f"/screen/{session['id']}").text)

    said = {"voting": "2 of 3 groups submitted", "tally": "2 groups submitted", "join": "Phones joined: 3"}
    assert said[scene] in page.text
    assert ('data-room="3"' in page.html) == (scene != "join")


def test_the_console_counts_groups_and_offers_no_passing_on(room: Room, session: Json) -> None:
    page = Page(Tab(room).sign_in().get(f"/host/{session['id']}").text)

    assert "2 / 3 groups" in page.text
    assert "phones joined: 3" in page.text
    assert "Groups that have not submitted: 1" in page.text
    assert "share-on" not in page.html
    assert "scene-groups" not in page.html
    other = meeting(room, voters="person")
    assert "share-on" in Tab(room).sign_in().get(f"/host/{other['id']}").text  # the control


@pytest.mark.parametrize(("smallest", "is_shown"), [(5, False), (2, False), (1, True), (0, True)])
def test_what_a_group_chose_is_shown_only_where_that_was_agreed(room: Room, smallest: int, is_shown: bool) -> None:
    session = meeting(room, smallest_group=smallest)
    poll = session["polls"][0]
    room.close(poll)
    rows = room.result(poll)["groups"]
    room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": "groups", "poll": poll["id"]})
    tab = Tab(room).sign_in()

    assert [(row["name"], row["ballots"]) for row in rows if row["ballots"]] == (
        [("East", 1), ("West", 1)] if is_shown else [("East + West", 2)]
    )
    assert ('<table class="heat' in tab.get(f"/screen/{session['id']}").text) == is_shown
    assert ("Share by group" in tab.get(f"/host/{session['id']}/results").text) == is_shown
    assert ("Projects - groups" in sheets(export(room, session))) == is_shown
    assert ("Group ballots" in tab.get(f"/print/{session['id']}/minutes").text) == is_shown


def test_files_say_that_groups_voted(room: Room, session: Json) -> None:
    poll = session["polls"][0]
    room.close(poll)
    said = facts(sheets(export(room, session))["Summary"])

    assert said["Group ballots"] == "2 of 3 groups submitted"
    assert said["Groups with one ballot each"] == 3
    assert said["Phones"] == 3
    assert said["Counting"].startswith("Each group could choose up to 3 of the 3 items.")
    assert "one ballot per group" in said["Admission"]
    whole = room.host("GET", f"/api/sessions/{session['id']}/export.json").json
    assert (whole["session"]["voters"], whole["polls"][0]["turnout"]) == ("group", 2)
    assert len(whole["polls"][0]["tags"]["ballots"]) == 2
    assert [len(tags) for tags in whole["polls"][0]["tags"]["marks"].values()] == [1, 2, 0]


def test_minutes_results_and_the_public_page_say_that_groups_voted(room: Room, session: Json) -> None:
    poll = session["polls"][0]
    room.close(poll)
    room.reveal(poll)
    tab = Tab(room).sign_in()
    minutes = Page(tab.get(f"/print/{session['id']}/minutes").text).text

    assert "2 of 3 groups submitted, with up to 3 choices each." in minutes
    assert "3 groups, one ballot each" in minutes
    assert "each group's last submission counts" in minutes
    assert "people" not in minutes.replace("60 people", "")  # the seats are people's
    for path in (f"/host/{session['id']}/results", f"/r/{session['id']}"):
        assert "2 of 3 groups submitted" in Page(tab.get(path).text).text
    east = Page(phone(room, session, "East").get(f"/s/{session['id']}").text)
    assert "2 of 3 groups submitted" in east.text
    assert "Your group's choice" not in east.text  # groups of one ballot are merged here, for good

"""/teller/{session} with sheets of paper: keyed blind by two, taken back; the papers, the console's note."""

from __future__ import annotations

import pytest

from tests.builders import Json, Room
from tests.features.admission.tickets import act, enter, secret, tickets
from tests.features.paper.tellers import key, meeting, send, shown, tellers, ticket, ways
from tests.tab import Page, Tab


@pytest.fixture
def held(room: Room) -> tuple[Json, Json]:
    return meeting(room)


def test_two_people_key_a_sheet_and_see_what_differs(room: Room, held: tuple[Json, Json]) -> None:
    session, poll = held
    sheet = ticket(room, session)["serial"]
    ann, ben = tellers(room, session)

    answer = send(ann, session, shown(ann, session, q=sheet, way="paper"), numbers="1 2")
    assert "1-01: entered." in Page(ann.follow(answer).text).text
    blind = shown(ben, session, q=sheet, way="paper")
    assert "Somebody else has entered this sheet" in blind.text
    assert blind.checked("choice") == []

    differing = Page(ben.follow(send(ben, session, blind, numbers="1 3")).text)
    assert "This sheet was entered differently" in differing.text
    assert "Another person" not in differing.text
    assert differing.checked("choice") == [poll["options"][at]["id"] for at in (0, 2)]
    assert "1-01 List entered differently entered by you" in shown(ann, session, way="paper").text

    corrected = send(ben, session, differing, numbers="1 2", choice=[])
    assert "both entered the same" in Page(ben.follow(corrected).text).text
    assert (room.votes(poll), ways(room, poll)["paper"]) == ([1, 1, 0, 0], 1)
    assert "do not count yet" not in shown(ann, session, way="paper").text


def test_a_sheet_is_keyed_as_spoiled_by_its_box_or_by_too_many_marks(room: Room, held: tuple[Json, Json]) -> None:
    session, poll = held
    sheet = ticket(room, session)["serial"]
    ann, ben = tellers(room, session)

    send(ann, session, shown(ann, session, q=sheet, way="paper"), numbers="1 2 3")
    assert "checked" in next(
        each for each in shown(ann, session, q=sheet, way="paper").inputs if each.get("name") == "spoiled"
    )
    last = send(ben, session, shown(ben, session, q=sheet, way="paper"), spoiled="yes", numbers="1")

    assert "both marked it as spoiled" in Page(ben.follow(last).text).text
    assert (room.result(poll)["ballots"], ways(room, poll)["spoiled"]) == (0, 1)
    assert "does not count as a ballot" in shown(ann, session, q=sheet, way="paper").text


def test_what_was_keyed_for_the_wrong_sheet_is_taken_back(room: Room, held: tuple[Json, Json]) -> None:
    session, poll = held
    sheet = ticket(room, session)
    ann, ben = tellers(room, session)
    send(ann, session, shown(ann, session, q=sheet["serial"], way="paper"), numbers="1")

    page = shown(ann, session, q=sheet["serial"], way="paper")
    answer = send(ann, session, page, do="withdraw")

    assert "as if you had not entered" in Page(ann.follow(answer).text).text
    assert key(room, poll, sheet, [0], ben).json == {"state": "once"}
    assert send(ann, session, page, do="withdraw").status == 303  # safe to repeat
    assert room.result(poll)["ballots"] == 0


def test_a_sheet_of_several_lists_goes_on_to_the_next_list(room: Room) -> None:
    lists = [{"title": title, "options": [{"title": "One"}, {"title": "Two"}]} for title in ("First", "Second")]
    session = room.session(groups=("East",), admission="ticket", polls=lists)
    for poll in session["polls"]:
        room.open(poll)
    sheet = ticket(room, session)["serial"]
    (tab,) = tellers(room, session, 1)

    second = Page(tab.follow(send(tab, session, shown(tab, session, q=sheet, way="paper"), numbers="1")).text)
    assert (second.value("poll"), second.value("q")) == (session["polls"][1]["id"], sheet)
    last = Page(tab.follow(send(tab, session, second, numbers="2")).text)
    assert last.values("poll") == []
    assert last.value("way") == "paper"
    helped = tab.follow(send(tab, session, shown(tab, session, q=sheet), numbers="1"))
    assert "Next list: Second" in Page(helped.text).text


def test_the_console_tells_how_many_sheets_are_not_settled_before_closing(room: Room, held: tuple[Json, Json]) -> None:
    session, poll = held
    host, (ann, ben) = Tab(room).sign_in(), tellers(room, session)
    sheet = ticket(room, session)
    note = 'data-some="unsettled" data-is'
    console = f"/host/{session['id']}"
    assert note not in host.get(console).text

    key(room, poll, sheet, [0], ann)
    page = host.get(console).text
    assert note in page
    assert "differently: 1 ." in Page(page).text
    key(room, poll, sheet, [0], ben)
    assert note not in host.get(console).text


def test_ballot_papers_have_the_numbers_of_tickets_and_no_code(room: Room, held: tuple[Json, Json]) -> None:
    session, _ = held
    made, gone = tickets(room, session, 3), ticket(room, session, group="West")
    act(room, session, gone, "revoke")
    host = Tab(room).sign_in()
    papers = f"/print/{session['id']}/papers"

    whole = host.get(papers)
    assert whole.text.count('class="serial"') == 3
    text = Page(whole.text).text
    assert all(said in text for said in ("1-01", "1-03", "Tick up to 2.", "4 Option 3"))
    assert not [each for each in made if each["code"] in whole.text or secret(each) in whole.text]
    assert host.get(f"{papers}?group=1&first=2&last=2").text.count('class="serial"') == 1
    assert "nothing to print" in Page(host.get(f"{papers}?group=2").text).text
    assert f'action="{papers}"' in host.get(f"/print/{session['id']}/tickets").text


def test_a_ballot_that_came_in_between_two_equal_entries_is_told_and_replaced_by_one_more_press(
    room: Room, held: tuple[Json, Json]
) -> None:
    session, poll = held
    mine = ticket(room, session)
    ann, ben = tellers(room, session)
    pages = [shown(each, session, q=mine["serial"], way="paper") for each in (ann, ben)]
    assert send(ann, session, pages[0], numbers="1").status == 303
    room.cast(enter(room, session, secret(mine)).json["voter"], poll, [3])

    stale = send(ben, session, pages[1], numbers="1")

    assert stale.status == 409
    for page in (Page(stale.text), shown(ann, session, q=mine["serial"], way="paper")):
        assert "Two people have entered the same, but another ballot" in page.text
        assert "entered differently" not in page.text
        assert "to be entered once more" in page.text
    assert room.votes(poll) == [0, 0, 0, 1]
    again = shown(ann, session, q=mine["serial"], way="paper")
    assert send(ann, session, again, numbers="1").status == 303
    assert (room.votes(poll), ways(room, poll)["paper"]) == ([1, 0, 0, 0], 1)


def test_what_is_typed_does_not_keep_from_taking_back_or_from_calling_it_spoiled(
    room: Room, held: tuple[Json, Json]
) -> None:
    session, _ = held
    sheet = ticket(room, session)["serial"]
    (ann,) = tellers(room, session, 1)
    page = shown(ann, session, q=sheet, way="paper")

    assert send(ann, session, page, numbers="77", spoiled="yes").status == 303
    assert send(ann, session, page, numbers="77").status == 422  # the control
    assert send(ann, session, page, numbers="77", do="withdraw").status == 303

"""/teller/{session}: the way in, one ticket, one list, with the person or from paper; and what it never shows."""

from __future__ import annotations

import pytest

from tests.builders import Json, Room
from tests.features.admission.tickets import act, enter, secret, state, tickets
from tests.features.hosts.roles import come_in, helper, make_link
from tests.features.paper.tellers import assist, keyed, meeting, path, send, shown, tellers, ticket, ways
from tests.features.polls.graded import REPORTS
from tests.tab import Page, Tab


@pytest.fixture
def held(room: Room) -> tuple[Json, Json]:
    return meeting(room)


def test_a_link_lets_a_teller_in_and_to_nothing_else(room: Room, held: tuple[Json, Json]) -> None:
    session, poll = held
    link = make_link(room, session, "teller", "Table 1")
    assert "You enter ballots" in Page(Tab(room).get(link).text).text
    tab = come_in(room, link)

    assert tab.get(path(session)).status == 200
    one = session["id"]
    for page in (f"/host/{one}", f"/host/{one}/results", f"/desk/{one}", f"/print/{one}/tickets", "/host"):
        assert tab.get(page).status == 303, page
    for api in (f"/api/sessions/{one}/export.json", f"/api/sessions/{one}/tickets"):
        assert tab.get(api).status == 403, api
    assert tab.get(f"/api/polls/{poll['id']}/result").status == 403
    assert tab.get(f"/print/{one}/papers").status == 200


def test_the_door_has_no_part_in_it(room: Room, held: tuple[Json, Json]) -> None:
    session, _ = held

    assert helper(room, session, "desk").get(path(session)).status == 303


def test_a_scanned_ticket_leads_a_teller_to_its_ballot_and_nobody_else(room: Room, held: tuple[Json, Json]) -> None:
    session, _ = held
    mine = ticket(room, session)
    (tab,) = tellers(room, session, 1)
    goes = path(session, q=mine["serial"])

    assert f'href="{goes}"' in tab.get(f"/t/{secret(mine)}").text
    assert goes not in helper(room, session, "desk").get(f"/t/{secret(mine)}").text
    assert goes not in Tab(room).get(f"/t/{secret(mine)}").text
    assert "List" in shown(tab, session, q=mine["serial"]).text


@pytest.mark.parametrize("asked", ["serial", "code", "url"])
def test_a_ballot_is_entered_with_the_person_and_the_receipt_is_shown(room: Room, asked: str) -> None:
    session, poll = meeting(room)
    mine = ticket(room, session)
    (tab,) = tellers(room, session, 1)
    page = shown(tab, session, q=mine[asked])
    assert (page.value("q"), page.value("revision")) == (mine["serial"], "0")
    assert mine["code"] not in page.html
    assert secret(mine) not in page.html

    answer = tab.follow(send(tab, session, page, choice=[poll["options"][at]["id"] for at in (0, 2)]))

    assert answer.status == 200
    phone = enter(room, session, secret(mine)).json["voter"]
    kept = room.call("GET", f"/api/polls/{poll['id']}/ballot", by=phone).json["receipt"]
    assert "-".join(kept[at : at + 4] for at in (0, 4, 8)) in Page(answer.text).text
    assert (room.votes(poll), ways(room, poll)["assisted"]) == ([1, 0, 1, 0], 1)


def test_a_form_sent_twice_counts_once(room: Room, held: tuple[Json, Json]) -> None:
    session, poll = held
    (tab,) = tellers(room, session, 1)
    page = shown(tab, session, q=ticket(room, session)["serial"])

    first, second = (tab.follow(send(tab, session, page, numbers="1")) for _ in range(2))

    assert (first.status, second.status) == (200, 200)
    assert Page(first.text).text == Page(second.text).text
    assert room.votes(poll) == [1, 0, 0, 0]


def test_numbers_are_as_good_as_ticks_and_what_contradicts_is_refused(room: Room, held: tuple[Json, Json]) -> None:
    session, poll = held
    first, second = tickets(room, session, 2)
    (tab,) = tellers(room, session, 1)
    ids = [option["id"] for option in poll["options"]]

    assert send(tab, session, shown(tab, session, q=first["serial"]), numbers="2 4").status == 303
    page = shown(tab, session, q=second["serial"])
    both = send(tab, session, page, numbers="1", choice=[ids[1]])
    assert both.status == 422
    assert "What is typed and what is ticked differ" in Page(both.text).text
    assert Page(both.text).value("numbers") == "1"
    assert Page(both.text).checked("choice") == [ids[1]]
    assert send(tab, session, page, numbers="1", choice=[ids[0]]).status == 303
    assert room.votes(poll) == [1, 1, 0, 1]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [("1 2 3", "Choose at most 2"), ("", "Choose at least 1"), ("9", "This list has no number 9"), ("1 1", "twice")],
)
def test_what_the_rule_does_not_allow_is_said_and_kept_on_the_page(room: Room, numbers: str, said: str) -> None:
    session, poll = meeting(room)
    (tab,) = tellers(room, session, 1)

    answer = send(tab, session, shown(tab, session, q=ticket(room, session)["serial"]), numbers=numbers)

    assert answer.status == 422
    assert said in Page(answer.text).text
    assert Page(answer.text).value("numbers") == numbers
    assert room.result(poll)["ballots"] == 0


def test_that_a_ballot_is_recorded_is_said_beforehand_and_never_which(room: Room, held: tuple[Json, Json]) -> None:
    session, poll = held
    mine = ticket(room, session)
    room.cast(enter(room, session, secret(mine)).json["voter"], poll, [0])
    first, second = tellers(room, session)
    serial = mine["serial"]
    for way in ("assisted", "paper"):
        page = shown(first, session, q=serial, way=way)
        assert "sent from the phone is recorded" in page.text
        assert (page.value("revision"), page.checked("choice")) == ("1", [])

    assist(room, poll, mine, [1])
    assert "a teller entered is recorded" in shown(first, session, q=serial).text.lower()
    assert keyed(room, poll, mine, [2], [first, second]) == "recorded"
    page = shown(first, session, q=serial)
    assert "A paper ballot is recorded" in page.text
    assert page.checked("choice") == []


def test_what_came_from_the_phone_in_between_is_said_before_it_is_replaced(room: Room, held: tuple[Json, Json]) -> None:
    session, poll = held
    mine = ticket(room, session)
    phone = enter(room, session, secret(mine)).json["voter"]
    (tab,) = tellers(room, session, 1)
    page = shown(tab, session, q=mine["serial"])
    room.cast(phone, poll, [3])

    answer = send(tab, session, page, numbers="1")

    assert answer.status == 409
    again = Page(answer.text)
    assert "recorded meanwhile" in again.text
    assert (again.value("revision"), again.value("numbers")) == ("1", "1")
    assert room.votes(poll) == [0, 0, 0, 1]
    assert send(tab, session, again, numbers="1").status == 303
    assert room.votes(poll) == [1, 0, 0, 0]


def test_graded_lists_are_ticked_or_typed_by_numbers(room: Room) -> None:
    listed = {"title": "Reports", "type": "grade", "options": [{"title": title} for title in REPORTS]}
    session = room.session(groups=("East",), admission="ticket", polls=[listed])
    poll = session["polls"][0]
    room.open(poll)
    first, second = tickets(room, session, 2)
    (tab,) = tellers(room, session, 1)
    page = shown(tab, session, q=first["serial"])
    assert page.values(f"grade-{poll['options'][0]['id']}") == ["0", "1", "2", "3", ""]

    assert send(tab, session, page, **{f"grade-{poll['options'][0]['id']}": "1"}).status == 303
    short = send(tab, session, shown(tab, session, q=second["serial"]), numbers="1 2")
    assert "one number for each of the 3 items" in Page(short.text).text
    assert send(tab, session, shown(tab, session, q=second["serial"]), numbers="1 0 4").status == 303
    by_option = {each["option"]: each["grading"]["counts"] for each in room.result(poll)["options"]}
    assert [by_option[option["id"]] for option in poll["options"]] == [[1, 1, 0, 0], [0] * 4, [0, 0, 0, 1]]


def test_tickets_that_do_not_stand_are_told_in_words(room: Room, held: tuple[Json, Json]) -> None:
    session, _ = held
    waiting, gone = ticket(room, session, valid=False), ticket(room, session)
    act(room, session, gone, "revoke")
    (tab,) = tellers(room, session, 1)

    for asked, said in (
        (waiting["serial"], "has not been handed out yet"),
        (gone["code"], "was taken back"),
        ("9-99", "There is no such ticket"),
    ):
        page = shown(tab, session, q=asked)
        assert said in page.text
        assert page.values("choice") == []


def test_names_and_counts_are_never_shown(room: Room, held: tuple[Json, Json]) -> None:
    session, poll = held
    host = Tab(room).sign_in()
    host.post(f"/print/{session['id']}/tickets", {"batch": "b", "names": "Somebody Known, East"})
    listed = room.host("GET", f"/api/sessions/{session['id']}/tickets").json["tickets"]
    assert listed[0]["name"] == "Somebody Known"  # the control
    for n in range(3):
        assist(room, poll, ticket(room, session), [n])
    (tab,) = tellers(room, session, 1)

    for asked in ({}, {"q": listed[0]["serial"]}, {"q": listed[0]["serial"], "way": "paper"}, {"q": "Somebody"}):
        text = shown(tab, session, **asked).text.replace("Somebody Find", "")
        assert "Known" not in text
        assert "submitted" not in text
    assert "There is no such ticket" in shown(tab, session, q="Somebody").text


def test_while_nothing_is_open_it_says_so_and_a_list_that_closes_takes_nothing_more(room: Room) -> None:
    session = room.session(groups=("East",), admission="ticket")
    poll, mine = session["polls"][0], ticket(room, session)
    (tab,) = tellers(room, session, 1)
    assert "No list is open for voting now" in shown(tab, session, q=mine["serial"]).text
    room.open(poll)
    page = shown(tab, session, q=mine["serial"])
    room.close(poll)

    late = send(tab, session, page, numbers="1")

    assert late.status == 409
    assert "This poll has closed" in Page(late.text).text
    assert (room.result(poll)["ballots"], state(room, session, mine)) == (0, "issued")


def test_a_list_of_another_meeting_and_one_there_is_not_are_refused(room: Room, held: tuple[Json, Json]) -> None:
    session, poll = held
    _, theirs = meeting(room)
    (tab,) = tellers(room, session, 1)
    page = shown(tab, session, q=ticket(room, session)["serial"])

    for other in (theirs["id"], "0123456789abcdef"):
        assert send(tab, session, page, poll=other, numbers="1").status == 404
    stolen = ticket(room, meeting(room)[0])
    assert send(tab, session, page, ticket=stolen["id"], numbers="1").status == 422
    assert (room.result(poll)["ballots"], room.result(theirs)["ballots"]) == (0, 0)


def test_a_meeting_for_everybody_has_no_tickets_to_enter_for(room: Room, session: Json) -> None:
    host = Tab(room).sign_in()

    assert "This meeting has no tickets" in host.get(path(session)).text
    assert "/teller/" not in host.get(f"/host/{session['id']}").text
    assert "Teller" not in host.get(f"/host/{session['id']}/helpers").text


def test_what_was_marked_on_a_list_that_has_closed_is_not_carried_over_to_another(room: Room) -> None:
    graded = {"title": "Reports", "type": "grade", "options": [{"title": title} for title in REPORTS]}
    chosen = {"title": "List", "options": [{"title": "One"}, {"title": "Two"}]}
    session = room.session(groups=("East",), admission="ticket", polls=[chosen, graded])
    for poll in session["polls"]:
        room.open(poll)
    (tab,) = tellers(room, session, 1)
    page = shown(tab, session, q=ticket(room, session)["serial"])
    room.close(session["polls"][0])

    late = send(tab, session, page, choice=[session["polls"][0]["options"][0]["id"]], numbers="1")

    assert late.status == 409
    assert Page(late.text).value("numbers") == ""
    assert Page(late.text).value("poll") == session["polls"][1]["id"]

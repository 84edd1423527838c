"""What a teller is shown once a ballot is recorded: which ticket, which list, the receipt code, and never the marks."""

from __future__ import annotations

import pytest

from tests.builders import Room
from tests.features.admission.tickets import enter, secret
from tests.features.paper.tellers import key, meeting, path, send, shown, tellers, ticket
from tests.tab import Page

CODE = 'class="code"'


def test_it_can_be_loaded_again_and_says_which_ticket(room: Room) -> None:
    session, _ = meeting(room)
    mine = ticket(room, session)
    (tab,) = tellers(room, session, 1)

    sent = send(tab, session, shown(tab, session, q=mine["serial"]), numbers="2 4")
    first, again = tab.follow(sent), tab.follow(sent)

    assert f"{mine['serial']} East Recorded: List" in Page(first.text).text
    assert CODE in first.text
    assert Page(again.text).text == Page(first.text).text
    assert "Option" not in first.text  # nobody but the voter's phone is told what a ballot holds


def test_a_ballot_that_came_later_takes_its_code_from_the_page(room: Room) -> None:
    session, poll = meeting(room)
    mine = ticket(room, session)
    (tab,) = tellers(room, session, 1)
    sent = send(tab, session, shown(tab, session, q=mine["serial"]), numbers="1")
    assert CODE in tab.follow(sent).text

    phone = enter(room, session, secret(mine)).json["voter"]
    assert room.cast(phone, poll, [1], revision=1).status == 200

    assert CODE not in tab.follow(sent).text


def test_nobody_learns_a_code_by_another_name_or_another_ticket(room: Room) -> None:
    session, poll = meeting(room)
    mine, other = ticket(room, session), ticket(room, session)
    (tab,) = tellers(room, session, 1)
    page = shown(tab, session, q=mine["serial"])
    send(tab, session, page, numbers="1")

    for serial, done in ((mine["serial"], "x"), (mine["serial"], ""), (other["serial"], page.value("id"))):
        assert CODE not in shown(tab, session, q=serial, poll=poll["id"], done=done).html
    assert CODE in shown(tab, session, q=mine["serial"], poll=poll["id"], done=page.value("id")).html  # the control


def test_the_list_of_sheets_is_a_part_that_renews_itself(room: Room) -> None:
    session, poll = meeting(room)
    sheet = ticket(room, session)
    ann, ben = tellers(room, session)
    page = shown(ann, session, q=sheet["serial"], way="paper").html
    assert 'data-behaviour="shared/renew-parts"' in page
    assert '<div id="unsettled" data-part="live">' in page
    assert f'data-renew="/teller/{session["id"]}?q={sheet["serial"]}' in page

    refused = send(ann, session, Page(page), numbers="9")
    assert f'data-renew="/teller/{session["id"]}?q=' in refused.text  # its own address takes no GET

    key(room, poll, sheet, [0], ann)
    key(room, poll, sheet, [1], ben)
    assert "entered differently" in shown(ann, session, way="paper").text


@pytest.mark.parametrize("written", ["1-01", "1.01", "1,01", "1.1", "1 1", "１．０１"])
def test_a_ticket_is_found_however_a_keyboard_of_figures_writes_it(room: Room, written: str) -> None:
    session, _ = meeting(room)
    mine = ticket(room, session)
    (tab,) = tellers(room, session, 1)

    assert shown(tab, session, q=written, way="paper").value("q") == mine["serial"] == "1-01"


def test_keyboards_of_figures_come_up_for_figures(room: Room) -> None:
    session, poll = meeting(room)
    mine = ticket(room, session)
    (tab,) = tellers(room, session, 1)
    fields = {each.get("id"): each for each in shown(tab, session, q=mine["serial"], way="paper").inputs}

    assert fields["numbers"]["inputmode"] == fields["q"]["inputmode"] == "decimal"
    helped = {each.get("id"): each for each in Page(tab.get(path(session)).text).inputs}
    assert helped["q"]["data-behaviour"] == "host/digits"  # codes have letters
    assert send(tab, session, shown(tab, session, q=mine["serial"]), numbers="2.4").status == 303
    assert room.votes(poll) == [0, 1, 0, 1]

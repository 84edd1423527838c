"""The notice says of each list what the minutes say: how the ballots came in, and what did not count."""

from __future__ import annotations

import pytest

from tests.builders import Room
from tests.features.admission.tickets import enter, secret
from tests.features.paper.tellers import assist, keyed, meeting, tellers, ticket
from tests.tab import Page, Tab


@pytest.mark.parametrize("page", ["notice", "minutes"])
def test_helped_paper_and_spoiled_ballots_are_said(room: Room, page: str) -> None:
    session, poll = meeting(room)
    by = tellers(room, session)
    room.cast(enter(room, session, secret(ticket(room, session))).json["voter"], poll, [0])
    assert assist(room, poll, ticket(room, session), [0]).status == 200
    keyed(room, poll, ticket(room, session), [0, 1], by)
    keyed(room, poll, ticket(room, session), None, by)
    room.close(poll)
    room.reveal(poll)

    text = Page(Tab(room).sign_in().get(f"/print/{session['id']}/{page}").text).text

    assert "Of these: 1 by phone, 1 entered by a teller, 1 on paper." in text
    assert "1 spoiled paper ballot is not among them." in text


def test_ballots_from_phones_alone_need_no_such_line(room: Room) -> None:
    session = room.session(locale="en")
    (poll,) = session["polls"]
    room.open(poll)
    room.cast(room.join(session), poll, [0])
    room.close(poll)
    room.reveal(poll)

    assert "Of these" not in Tab(room).sign_in().get(f"/print/{session['id']}/notice").text

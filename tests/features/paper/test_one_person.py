"""One link, or one key, is one person, in however many browsers."""

from __future__ import annotations

from tests.builders import Room
from tests.features.hosts.roles import come_in, make_link
from tests.features.paper.tellers import keyed, meeting, ticket
from tests.tab import Tab


def test_whoever_opens_one_link_twice_is_one_person(room: Room) -> None:
    """A second browser is no second pair of eyes."""
    session, poll = meeting(room)
    link, sheet = make_link(room, session, "teller"), ticket(room, session)
    ann, ann_again = come_in(room, link), come_in(room, link)
    host, host_again = Tab(room).sign_in(), Tab(room).sign_in()

    assert keyed(room, poll, sheet, [0, 2], (ann, ann_again, ann)) == "once"
    assert room.result(poll)["ballots"] == 0
    assert keyed(room, poll, sheet, [0, 2], (host,)) == "recorded"
    another = ticket(room, session)
    assert keyed(room, poll, another, [1], (host, host_again)) == "once"

"""Pages that a hall shares before it is in: the same as those made for one phone alone, and nobody else's."""

from __future__ import annotations

import random
import re
from dataclasses import fields
from typing import Any

import pytest

from server.features.admission import join_page, scan_page
from server.features.admission.ways_in import TEMPLATES, JoinPage, TicketPage
from tests.builders import Json, Room
from tests.features.admission.tickets import act, enter, meeting, secret, tickets
from tests.tab import Page, Tab

TOKEN = re.compile(r'(name="token" value=")[A-Za-z0-9_-]{43}"')
KINDS: list[Json] = [
    {},
    {"groups": ()},
    {"locale": "ja", "voters": "group"},
    {"organization": "A & B <Co>", "place": "Hall \u202e5", "starts_at": "2026-12-05T14:00:00+08:00"},
    {"polls": [{"title": "P", "options": [{"title": "One"}, {"title": "Two"}], "max_choices": n} for n in (1, 2)]},
]


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What pages were shared, in their order."""
    made: list[object] = []
    for module in (join_page, scan_page):
        answer = module.shared_page

        def counting(room: Any, page: Any, *given: Any, made_by: Any = answer, **more: Any) -> Any:
            made.append(page)
            return made_by(room, page, *given, **more)

        monkeypatch.setattr(module, "shared_page", counting)
    return made


def both_ways(room: Room, path: str, monkeypatch: pytest.MonkeyPatch, **asked: Any) -> tuple[str, str]:
    """The page as phones get it, and as it is made for one alone; but for the fresh credential."""
    given = room.call("GET", path, **asked)
    with monkeypatch.context() as alone:
        for module in (join_page, scan_page):
            alone.setattr(module, "may_share", lambda _: False)
        made = room.call("GET", path, **asked)
    assert (given.status, made.status) == (200, 200)
    drop = {"content-length": "", "set-cookie": ""}
    assert {**given.response.headers, **drop} == {**made.response.headers, **drop}
    assert ("set-cookie" in given.response.headers) is ("set-cookie" in made.response.headers)
    return TOKEN.sub(r'\1"', given.text), TOKEN.sub(r'\1"', made.text)


def asked(chance: random.Random) -> Json:
    headers = {"Accept-Language": chance.choice(["zh-CN", "en", "ja", "fr"])}
    headers["Accept-Encoding"] = chance.choice(["gzip, deflate", "identity"])
    cookies = chance.choice([{}, {"big": "1"}, {"lang": "ja"}])
    return {"headers": headers, "cookies": cookies}


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_join_page_is_the_same_both_ways(
    room: Room, shared: list[object], monkeypatch: pytest.MonkeyPatch, kind: Json
) -> None:
    chance = random.Random(str(kind))
    session = room.session(**{"groups": ("East & West", "<b>"), **kind})
    for stage in range(3):
        for n in ("", "/1", "/2", "/9"):
            given, made = both_ways(room, f"/j/{session['join_code']}{n}", monkeypatch, **asked(chance))
            assert given == made
        room.host("PATCH", f"/api/sessions/{session['id']}", json={"title": f"Changed <{stage}>"})

    assert len(shared) == 12
    assert f"Changed &lt;{stage}&gt;" in room.call("GET", f"/j/{session['join_code']}").text


def test_tickets_pages_are_the_same_both_ways_in_every_state(
    room: Room, shared: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, session = random.Random(1), meeting(room, groups=("East & West", "第3组"))
    every = tickets(room, session, 3, group="第3组", batch="a") + tickets(room, session, 2, group=None, batch="b")
    printed = tickets(room, session, valid=False, group="East & West", batch="c")
    enter(room, session, secret(every[0]))
    act(room, session, every[1], "revoke")
    for ticket in every + printed:
        for text in (secret(ticket), secret(ticket).lower(), ticket["code"]):
            given, made = both_ways(room, f"/t/{text}", monkeypatch, **asked(chance))
            assert given == made
            assert ticket["serial"] in Page(given).text

    states = {page.state for page in shared if isinstance(page, TicketPage)}
    assert states == {"issued", "used", "revoked", "printed"}


def test_each_look_at_a_ticket_draws_a_credential_of_its_own(room: Room, shared: list[object]) -> None:
    session = meeting(room)
    paths = [f"/t/{secret(each)}" for each in tickets(room, session, 3)]
    drawn = [Page(room.call("GET", path).text).value("token") for path in (*paths, *paths)]

    assert len(set(drawn)) == len(shared) == 6
    assert not any(token in str(shared) for token in drawn)


@pytest.mark.parametrize("path", ["/j/{code}?lang=ja", "/t/{secret}?big=1"])
def test_who_asks_in_a_way_of_their_own_gets_a_page_of_their_own(room: Room, shared: list[object], path: str) -> None:
    session, ticketed = room.session(groups=("East",)), meeting(room)
    ticket = secret(tickets(room, ticketed)[0])

    answer = room.call("GET", path.format(code=session["join_code"], secret=ticket))

    assert (answer.status, shared) == (200, [])
    assert answer.cookies.keys() >= {path.partition("?")[2][:4].strip("=1")}


def test_a_host_gets_a_page_of_their_own(room: Room, shared: list[object]) -> None:
    session, ticketed = room.session(groups=("East",)), meeting(room)
    host, ticket = Tab(room).sign_in(), secret(tickets(room, ticketed)[0])

    assert host.get(f"/j/{session['join_code']}").status == 200
    assert "/desk/" in host.get(f"/t/{ticket}").text
    assert "/desk/" in room.host("GET", f"/t/{ticket}").text
    assert shared == []


def test_what_is_shared_has_no_field_for_anything_of_a_person() -> None:
    found = {kind: {each.name for each in fields(kind)} for kind in (JoinPage, TicketPage)}

    assert found == {
        JoinPage: {"session", "most", "chosen", "is_plain", "app", "at_once", "is_over"},
        TicketPage: {"session", "group", "state"},
    }
    assert set(TEMPLATES) == set(found)

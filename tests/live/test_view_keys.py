"""The key of each audience's pages: all that they show is in it, and nothing that is no news to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from server.live.view_keys import HostPages, ListedPoll, PhonePages, Report, ScreenPages, Shown, SpokenItem, key_of
from tests.builders import Json, Room
from tests.features.agenda.test_api import ITEMS, act, go_on, put
from tests.features.agenda.test_reports import pdf_of
from tests.features.agenda.test_reports import put as put_report
from tests.features.polls.ties import settle, tied
from tests.live.listening import listening
from votes.agenda import AgendaItem, ItemId, ItemKind
from votes.call_changes import Unpublished
from votes.model import Display, GroupId, OptionId, PollId, PollState, Scene, SceneKind, SessionId, TieRule
from votes.questions import QuestionRules
from votes.ties import Decision

SESSION, POLL, ITEM = SessionId("s"), PollId("p"), ItemId("i")
SPOKEN = SpokenItem(id=ITEM, title="Report", speaker=None, department=None, text=None, has_clock=False, number=(1, 1))
LISTED = ListedPoll(id=POLL, state=PollState.OPEN, display=Display.LIVE, closing_at=None, deadline=None)
REPORT = Report(id=ITEM, title="Report", speaker=None, pages=("a",))
ONE: dict[str, Any] = {
    "title": "A meeting",
    "locale": "en",
    "shares_phones": False,
    "smallest_group": 5,
    "groups": ((GroupId("g"), "East"),),
    "polls": (LISTED,),
    "decisions": (),
    "takes_questions": False,
    "questions": None,
    "reports": (),
    "item": None,
    "admission": (False, "123456"),
    "scene": Scene(),
    "following": "",
    "is_alike": True,
    "agenda": (),
    "address": "http://192.168.1.20:8000",
    "unpublished": (),
}
OTHER: dict[str, Any] = {
    "title": "Another",
    "locale": "ja",
    "shares_phones": True,
    "smallest_group": 6,
    "groups": ((GroupId("g"), "West"),),
    "polls": (replace(LISTED, state=PollState.CLOSED),),
    "decisions": ((POLL, Decision(TieRule.LOT, "seed")),),
    "takes_questions": True,
    "questions": QuestionRules(SESSION),
    "reports": (REPORT,),
    "item": SPOKEN,
    "admission": (True, "123456"),
    "scene": Scene(SceneKind.HOLD),
    "following": "Tea",
    "is_alike": False,
    "agenda": ((ITEM, None, None, "Tea", None),),
    "address": "http://10.42.0.1:8000",
    "unpublished": ((POLL, Unpublished(added=("i",))),),
}
ONE["shown"], OTHER["shown"] = (Shown(**{each.name: of[each.name] for each in fields(Shown)}) for of in (ONE, OTHER))


@pytest.mark.parametrize(
    ("pages", "name"),
    [(pages, each.name) for pages in (PhonePages, Shown, ScreenPages, HostPages) for each in fields(pages)],
)
def test_every_field_is_in_the_key(pages: Callable[..., Any], name: str) -> None:
    made = pages(**{each.name: ONE[each.name] for each in fields(pages)})  # type: ignore[arg-type]

    assert key_of(replace(made, **{name: OTHER[name]})) != key_of(made)
    assert key_of(replace(made, **{name: ONE[name]})) == key_of(made)  # the control


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        (SPOKEN, {"id": ItemId("j")}),
        (SPOKEN, {"title": "Tea"}),
        (SPOKEN, {"speaker": "Head of office"}),
        (SPOKEN, {"department": "Services"}),
        (SPOKEN, {"text": "Welcome"}),
        (SPOKEN, {"has_clock": True}),
        (SPOKEN, {"number": (1, 2)}),
        (REPORT, {"pages": ("a", "b")}),
        (REPORT, {"speaker": "Head of office"}),
        (LISTED, {"display": Display.SEALED}),
        (Unpublished(), {"gone": (OptionId("o"),)}),
        (AgendaItem(id=ITEM, session=SESSION, kind=ItemKind.REPORT, title="Report"), {"spent": 3.0}),
    ],
)
def test_what_a_field_holds_is_in_the_key_whole(part: Any, changed: dict[str, Any]) -> None:
    base = HostPages(**{each.name: ONE[each.name] for each in fields(HostPages)})

    assert key_of(replace(base, item=part)) != key_of(replace(base, item=replace(part, **changed)))


def view(room: Room, session: Json, audience: str) -> str:
    with listening(room, session, audience) as ear:
        return str(ear.until("state")["view"])


def keys(room: Room, session: Json) -> dict[str, str]:
    return {audience: view(room, session, audience) for audience in ("phone", "host")}


LIST = {"title": "Another list", "options": [{"title": "One"}, {"title": "Two"}]}


@pytest.mark.parametrize(
    "do",
    [
        pytest.param(
            lambda room, session, poll: room.host("POST", f"/api/sessions/{session['id']}/polls", json=LIST), id="draft"
        ),
        pytest.param(lambda room, session, poll: room.host("POST", f"/api/polls/{poll['id']}/copy"), id="copy"),
        pytest.param(
            lambda room, session, poll: room.host("PATCH", f"/api/polls/{poll['id']}", json={"display": "sealed"}),
            id="seal",
        ),
        pytest.param(
            lambda room, session, poll: room.host("POST", f"/api/polls/{poll['id']}/extend", json={"seconds": 60}),
            id="extend",
        ),
        pytest.param(
            lambda room, session, poll: room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": "hold"}),
            id="scene",
        ),
        pytest.param(
            lambda room, session, poll: room.host("POST", f"/api/sessions/{session['id']}/join-code"), id="join code"
        ),
    ],
)
def test_what_only_the_host_sees_is_no_news_to_phones(
    room: Room, session: Json, draft: Json, do: Callable[[Room, Json, Json], Any]
) -> None:
    assert room.open(draft, seconds=600).status == 200
    before = keys(room, session)

    answer = do(room, session, draft)

    assert answer.status < 400, answer.text
    after = keys(room, session)
    assert after["phone"] == before["phone"]
    assert after["host"] != before["host"]  # the control


def test_the_agenda_is_news_to_phones_while_they_wait_and_none_while_they_vote(room: Room, session: Json) -> None:
    put(room, session, ITEMS)
    waiting = view(room, session, "phone")
    report = [go_on(room, session) for _ in range(2)][1]
    speaking = view(room, session, "phone")
    act(room, session, report, "start")
    assert view(room, session, "phone") == speaking != waiting  # its clock moves by messages

    room.open(session["polls"][0])
    voting = view(room, session, "phone")
    go_on(room, session)
    assert view(room, session, "phone") == voting != speaking


def test_a_report_that_can_be_read_is_news_to_phones(room: Room, session: Json) -> None:
    put(room, session, ITEMS)
    items = room.host("GET", f"/api/sessions/{session['id']}/agenda").json["items"]
    before = view(room, session, "phone")

    assert put_report(room, session, items[1], pdf_of("red")).status == 200

    assert view(room, session, "phone") != before


def test_a_tie_is_news_to_phones_once_its_list_is_revealed(room: Room) -> None:
    poll = tied(room)
    session = {"id": poll["session"]}
    closed = keys(room, session)
    assert settle(room, poll, "lot", seed="a seed").status == 200
    settled = keys(room, session)
    assert (settled["phone"], settled["host"] != closed["host"]) == (closed["phone"], True)

    other = tied(room)
    session = {"id": other["session"]}
    room.reveal(other)
    revealed = view(room, session, "phone")
    assert settle(room, other, "lot", seed="a seed").status == 200
    assert view(room, session, "phone") != revealed


def test_every_state_of_a_list_is_news_to_phones(room: Room, session: Json, draft: Json) -> None:
    seen = [view(room, session, "phone")]
    for change in (room.open, room.close, room.reveal):
        assert change(draft).status == 200
        seen.append(view(room, session, "phone"))

    assert len(set(seen)) == 4

"""Pages that a hall shares: the same as those made for one phone alone, but for the fresh id, and nobody else's."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest

from server.surfaces import phone_filling, phone_shared
from server.surfaces.phone_front import PhonePages
from server.surfaces.phone_shared import (
    SharedBallot,
    SharedEntry,
    SharedList,
    SharedPage,
    SharedReceipt,
    SharedResult,
    SharedWaiting,
)
from tests.builders import Json, Room
from tests.features.admission.tickets import tickets
from tests.features.agenda.test_api import ITEMS, go_on, put
from tests.features.polls.erasing import wait_for_erasure

FRESH = re.compile(r'(name="id" value=")[0-9a-z]{16}"')
GRADED = {"type": "grade", "options": [{"title": "First report"}, {"title": "Second report"}]}
LISTED = {"options": [{"title": f"Project <{letter}>", "department": "Services"} for letter in "ABCDE"], "winners": 2}


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were shared, in their order."""
    made: list[str] = []
    answer = PhonePages._page

    def counting(*given: Any) -> Any:
        if page := answer(*given):
            made.append(gzip.decompress(page[2]).decode())
        return page

    monkeypatch.setattr(PhonePages, "_page", counting)
    return made


def meeting(room: Room, **fields_: Any) -> Json:
    polls = [{"title": "Projects", **LISTED}, {"title": "Review", **GRADED}, {"title": "Tasks", **LISTED}]
    session = room.session(groups=("East & West", "North"), polls=polls, **fields_)
    put(room, session, ITEMS)
    return session


def both_ways(room: Room, session: Json, monkeypatch: pytest.MonkeyPatch, **asked: Any) -> tuple[str, str]:
    """The page as phones get it, and as it is made for one alone; but for the fresh id."""
    path = f"/s/{session['id']}"
    given = room.call("GET", path, **asked)
    with monkeypatch.context() as alone:
        alone.setattr(PhonePages, "_asked", lambda *_: None)
        made = room.call("GET", path, **asked)
    assert (given.status, made.status) == (200, 200)
    heads = [{**each.response.headers, "content-length": ""} for each in (given, made)]  # the ids compress differently
    assert heads[0] == heads[1]
    return FRESH.sub(r'\1"', given.text), FRESH.sub(r'\1"', made.text)


def voters(room: Room, session: Json, chance: random.Random) -> list[str]:
    """Some in each group and in none; some of them have sent the lists that are open."""
    found = [room.join(session, chance.choice(["East & West", "North", None])) for _ in range(6)]
    for voter in found[:2]:
        for poll in session["polls"]:
            if "grades" not in poll and room.state(poll) == "open":
                assert room.cast(voter, poll, [chance.randrange(5)]).status == 200
    return found


def close(room: Room, poll: Json) -> None:
    """And wait until what closing erases is gone, since that changes pages too."""
    room.close(poll)
    wait_for_erasure(room, poll)


def stages(room: Room, session: Json) -> list[Callable[[], Any]]:
    first, review, tasks = session["polls"]
    return [
        lambda: None,
        lambda: go_on(room, session),
        lambda: go_on(room, session),
        lambda: room.open(first, seconds=600),
        lambda: room.open(review),
        lambda: close(room, first),
        lambda: room.reveal(first),
        lambda: close(room, review),
        lambda: room.reveal(review),
        lambda: room.open(tasks),
        lambda: room.close(tasks, within=10),
    ]


@pytest.mark.parametrize(
    "kind",
    [{}, {"locale": "ja"}, {"voters": "group"}, {"smallest_group": 0}, {"shared_phones": True}],
    ids=str,
)
def test_random_phones_get_the_same_page_both_ways(
    room: Room, shared: list[str], monkeypatch: pytest.MonkeyPatch, kind: Json
) -> None:
    chance = random.Random(str(kind))
    session = meeting(room, **kind)
    if kind.get("voters") == "group":
        everybody = [room.join(session, "North") for _ in range(3)]
    else:
        everybody = voters(room, session, chance)
    if chance.random() < 0.5 or not kind:
        room.host("PATCH", f"/api/sessions/{session['id']}/questions", json={"open": True})
    for stage in stages(room, session):
        stage()
        if not kind.get("voters"):
            everybody += voters(room, session, chance)[:2]
        for voter in chance.sample(everybody, 3):
            language = chance.choice(["zh-CN", "en", "ja"])
            cookies = {"big": "1"} if chance.random() < 0.5 else {}
            asked = {"by": voter, "headers": {"Accept-Language": language}, "cookies": cookies}
            given, made = both_ways(room, session, monkeypatch, **asked)
            assert given == made

    assert bool(shared) is (kind.get("voters") != "group")  # a ballot that a group shares is never the hall's


def test_tickets_and_lists_in_an_order_of_ones_own_get_the_same_page_both_ways(
    room: Room, shared: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    polls = [{"title": "Projects", **LISTED, "option_order": "shuffled"}]
    session = room.session(groups=("East", "West"), polls=polls, admission="ticket")
    made = [
        room.call("POST", f"/api/sessions/{session['id']}/join", json={"ticket": each["code"]}).json["voter"]
        for each in tickets(room, session, 4)
    ]
    for stage in (lambda: None, lambda: room.open(session["polls"][0]), lambda: close(room, session["polls"][0])):
        stage()
        for voter in made:
            given, alone = both_ways(room, session, monkeypatch, by=voter)
            assert given == alone
    assert len(shared) == 11  # all but the first, which makes the room known; an order is put into the page


def test_questions_are_shared_by_all_who_asked_and_supported_none(
    room: Room, shared: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = room.session(options=3, groups=("East",), locale="en")
    path, questions = f"/s/{session['id']}", f"/api/sessions/{session['id']}/questions"
    asker, supporter, *others = [room.join(session, "East") for _ in range(5)]
    room.host("PATCH", questions, json={"open": True, "moderated": False})

    def alike(voter: str) -> str:
        room.call("GET", path, by=voter)  # what was read for this one is there for the next
        given, made = both_ways(room, session, monkeypatch, by=voter)
        assert given == made
        return given

    def now_shared() -> int:
        found = 0
        for voter in (asker, supporter, *others):
            room.call("GET", path, by=voter)
            shared.clear()
            both_ways(room, session, monkeypatch, by=voter)
            found += len(shared)
        return found

    assert now_shared() == 5
    assert "What would you ask?" in alike(others[0])
    asked = room.call("POST", questions, by=asker, json={"text": "When is the lift built?"})
    assert asked.status == 201
    assert "When is the lift built?" in alike(others[0])
    assert now_shared() == 4  # the asker's own is nobody else's
    assert "Your questions" in alike(asker)
    assert "Your questions" not in "".join(alike(voter) for voter in others)
    room.call("PUT", f"/api/questions/{asked.json['id']}/support", by=supporter)
    assert now_shared() == 3
    assert 'aria-pressed="true"' in alike(supporter)
    assert 'aria-pressed="true"' not in "".join(alike(voter) for voter in others)


def test_a_hall_has_its_page_made_once_and_each_phone_its_own_mark_and_id(
    room: Room, shared: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    make = phone_filling.make_html
    monkeypatch.setattr(
        phone_filling, "make_html", lambda *given, **more: made.append(make(*given, **more)) or made[-1]
    )
    session = room.session(options=3, groups=("East",))
    hall = [room.join(session, "East") for _ in range(5)]
    room.open(session["polls"][0])
    room.call("GET", f"/s/{session['id']}", by=hall[0])  # the room is known from now on

    pages = [room.call("GET", f"/s/{session['id']}", by=voter).text for voter in hall]

    assert (len(made), len(shared)) == (1, 5)
    assert len({re.search(r'data-voter="([^"]+)"', page)[1] for page in pages}) == 5  # type: ignore[index]
    assert len({re.search(r'name="id" value="([^"]+)"', page)[1] for page in pages}) == 5  # type: ignore[index]
    assert phone_shared._MARK not in "".join(pages)
    assert phone_shared._ID not in "".join(pages)


def test_who_has_anything_of_their_own_gets_a_page_for_them_alone(room: Room, shared: list[str]) -> None:
    session = room.session(options=3)
    voter, other = room.join(session), room.join(session)
    poll = session["polls"][0]
    room.open(poll)
    room.cast(voter, poll, [0])
    room.call("GET", f"/s/{session['id']}", by=other)  # the room is known from now on
    shared.clear()

    edited = room.call("GET", f"/s/{session['id']}?edit={poll['id']}", by=other)
    hosts = room.call("GET", f"/s/{session['id']}", cookies={**room.host_cookie(), f"voter-{session['id']}": other})

    assert {edited.status, hosts.status} == {200}
    assert shared == []
    room.call("GET", f"/s/{session['id']}", by=other)
    assert len(shared) == 1  # the control


def test_a_change_is_on_the_next_page(room: Room, shared: list[str]) -> None:
    session = room.session(options=3)
    voter = room.join(session)

    def page() -> str:
        """The second after a change, since the first makes the room known."""
        return [room.call("GET", f"/s/{session['id']}", by=voter).text for _ in range(2)][1]

    before = page()
    room.host("PATCH", f"/api/sessions/{session['id']}", json={"title": "Another title"})
    after = page()
    assert ("Another title" in before, "Another title" in after) == (False, True)
    room.host("PATCH", f"/api/polls/{session['polls'][0]['id']}", json={"title": "Another list"})
    assert "Another list" in page()
    assert len(shared) == 3


@pytest.mark.parametrize(
    "kind", [SharedPage, SharedBallot, SharedEntry, SharedList, SharedReceipt, SharedResult, SharedWaiting]
)
def test_what_is_shared_has_no_field_for_anything_of_a_voter(kind: type[Any]) -> None:
    types = {each.name: str(each.type) for each in fields(kind)}

    assert not [name for name, type_ in types.items() if re.search("Voter|Ballot(?!s)|Receipt|Phone|Own", type_)]
    assert types.get("own", "None") == "None"
    assert types.get("chosen", "tuple[()]") == "tuple[()]"

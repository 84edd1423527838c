"""What tellers do: over the API with a bearer or a browser's cookie, and on their page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.builders import HOST_KEY, ORIGIN, Answer, Json, Room
from tests.features.admission.tickets import tickets
from tests.features.hosts.roles import helper
from tests.tab import Page, Tab

WAYS = {"assisted": 0, "paper": 0, "spoiled": 0}


def meeting(room: Room, options: int = 4, **fields: Any) -> tuple[Json, Json]:
    """One list, open, of which at most two may be chosen; by ticket."""
    listed = {"title": "List", "max_choices": 2, "options": [{"title": f"Option {n}"} for n in range(options)]}
    session = room.session(groups=("East", "West"), admission="ticket", polls=[{**listed, **fields}], locale="en")
    assert room.open(session["polls"][0]).status == 200
    return session, session["polls"][0]


def ticket(room: Room, session: Json, **more: Any) -> Json:
    (made,) = tickets(room, session, **more)
    return made


def tellers(room: Room, session: Json, count: int = 2) -> list[Tab]:
    return [helper(room, session, "teller") for _ in range(count)]


def body(poll: Json, of: Json, choices: Sequence[int] | None, **more: Any) -> Json:
    """``choices`` are positions in the list; None is a spoiled sheet."""
    marked: Json = {"spoiled": True} if choices is None else {"choices": [poll["options"][at]["id"] for at in choices]}
    return {"ticket": of["serial"], **marked, **more}


def assist(room: Room, poll: Json, of: Json, choices: Sequence[int], **more: Any) -> Answer:
    return room.host("POST", f"/api/polls/{poll['id']}/assisted", json=body(poll, of, choices, **more))


def key(room: Room, poll: Json, of: Json, choices: Sequence[int] | None, by: Tab | None = None, **more: Any) -> Answer:
    """By the browser of a teller, or by a program with the host key, which is one person more."""
    path, sent = f"/api/polls/{poll['id']}/paper", body(poll, of, choices, **more)
    if by is None:
        return room.call("POST", path, by=HOST_KEY, json=sent)
    return room.call("POST", path, cookies=by.cookies, headers={"Origin": ORIGIN}, json=sent)


def keyed(room: Room, poll: Json, of: Json, choices: Sequence[int] | None, by: Sequence[Tab]) -> str:
    """What the sheet has come to once all of these have keyed the same."""
    for each in by:
        answer = key(room, poll, of, choices, each)
        assert answer.status == 200, answer.text
    return str(answer.json["state"])


def ways(room: Room, poll: Json) -> Json:
    """How ballots came in, as the host's result counts them."""
    found: Json = room.result(poll).get("ways", WAYS)
    return found


def path(session: Json, **asked: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/teller/{session['id']}{'?' if query else ''}{query}"


def shown(tab: Tab, session: Json, **asked: str) -> Page:
    answer = tab.get(path(session, **asked))
    assert answer.status == 200, answer.text
    return Page(answer.text)


def send(tab: Tab, session: Json, page: Page, **fields: Any) -> Answer:
    """The page's form, filled in."""
    hidden = {name: page.value(name) for name in ("q", "ticket", "poll", "way", "id", "revision")}
    return tab.post(f"/teller/{session['id']}/ballot", {"do": "send", **hidden, **fields})

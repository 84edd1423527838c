"""Who may do what: every mounted route and live view by every audience, against a table written from the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from starlette.routing import Route
from starlette.websockets import WebSocketDisconnect

from server.permissions import WHO_MAY
from tests.builders import HOST_KEY, ORIGIN, Answer, Json, Room
from tests.features.hosts.roles import helper
from tests.live.listening import listening
from tests.tab import Tab

ANYONE, HOST = frozenset({"anyone"}), frozenset({"host"})
VOTER = frozenset({"voter"})
DOOR, TELLERS, READERS = HOST | {"desk"}, HOST | {"teller"}, HOST | {"observer"}
SCREEN = READERS | {"screen"}
SIGNED_IN = DOOR | TELLERS | READERS

CONTRACT: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(["GET /", "POST /", "GET /healthz", "GET /static/{version}/{path:path}"], ANYONE),
    **dict.fromkeys([f"GET /{j}/{{code}}{n}" for j in "jJ" for n in ("", "/{n}")], ANYONE),
    **dict.fromkeys(["POST /j/{code}", "GET /host/sign-in", "POST /host/sign-in"], ANYONE),
    **dict.fromkeys(["GET /s/{session}", "POST /s/{session}/ballot/{poll}"], VOTER),
    **dict.fromkeys(["GET /s/{session}/questions", "POST /s/{session}/questions"], VOTER),
    **dict.fromkeys(["GET /r/{session}", "GET /help/network"], ANYONE),
    **dict.fromkeys(["GET /s/{session}/group", "POST /s/{session}/group"], VOTER),
    **dict.fromkeys(["GET /s/{session}/another", "POST /s/{session}/another"], VOTER),
    "GET /screen/{session}": SCREEN,
    **dict.fromkeys(["GET /host", "GET /host/new", "POST /host/new", "POST /host/sign-out"], HOST),
    **dict.fromkeys(["GET /host/{session}", "POST /host/{session}/act"], HOST),
    **dict.fromkeys(["GET /host/{session}/results", "GET /print/{session}/minutes"], READERS),
    **dict.fromkeys(["GET /host/{session}/announce", "GET /print/{session}/notice"], READERS),
    **dict.fromkeys(["GET /host/{session}/follow-ups", "POST /host/{session}/follow-ups"], HOST),
    **dict.fromkeys(["GET /host/{session}/follow-ups.{ending}", "GET /print/{session}/follow-ups"], READERS),
    **dict.fromkeys(["GET /host/access", "POST /host/access"], HOST),
    **dict.fromkeys(["GET /host/{session}/helpers", "POST /host/{session}/helpers"], HOST),
    **dict.fromkeys(["GET /host/{session}/questions", "POST /host/{session}/questions"], HOST),
    **dict.fromkeys(["GET /host/{session}/rehearsal", "POST /host/{session}/rehearsal"], HOST),
    **dict.fromkeys(["GET /in/{secret}", "POST /in/{secret}"], ANYONE),
    **dict.fromkeys(["GET /host/still", "GET /host/guide", "POST /host/{session}/leave"], SIGNED_IN),
    **dict.fromkeys([f"POST /host/{{session}}/{do}" for do in ("copy", "keep", "delete")], HOST),
    "POST /api/sessions/{session}/copy": HOST,
    **dict.fromkeys(["GET /t/{ticket}", "GET /T/{ticket}", "POST /t/{ticket}"], ANYONE),
    **dict.fromkeys([f"{method} /print/{{session}}/tickets" for method in ("GET", "POST")], HOST),
    **dict.fromkeys(["GET /desk/{session}", "POST /desk/{session}/act"], DOOR),
    **dict.fromkeys(["GET /teller/{session}", "POST /teller/{session}/ballot", "GET /print/{session}/papers"], TELLERS),
    **dict.fromkeys([f"POST /api/polls/{{poll}}/{way}" for way in ("assisted", "paper")], TELLERS),
    "POST /api/sessions/{session}/tickets": HOST,
    "GET /api/sessions/{session}/tickets": DOOR,
    **dict.fromkeys(
        [f"POST /api/sessions/{{session}}/tickets/{{ticket}}/{do}" for do in ("hand-out", "revoke", "replace")], DOOR
    ),
    **dict.fromkeys(["GET /host/{session}/pictures", "POST /host/{session}/pictures"], HOST),
    "GET /picture/{name}": ANYONE,
    **dict.fromkeys([f"{method} /host/{{session}}/items" for method in ("GET", "POST")], HOST),
    **dict.fromkeys(["GET /d/{secret}", "POST /d/{secret}", "GET /d/{secret}/document/{item}"], ANYONE),
    **dict.fromkeys(["GET /host/{session}/items/{item}/document"], HOST),
    **dict.fromkeys([f"GET /api/sessions/{{session}}/items{ending}" for ending in ("", ".csv")], HOST),
    "GET /document/{name}": ANYONE,
    **dict.fromkeys([f"{method} /api/polls/{{poll}}/options/{{option}}/picture" for method in ("PUT", "DELETE")], HOST),
    **dict.fromkeys(["GET /api/openapi.json", "GET /api/join/{code}", "POST /api/sessions/{session}/join"], ANYONE),
    **dict.fromkeys(["GET /api/sessions", "POST /api/sessions", "POST /api/sessions/import"], HOST),
    "GET /api/sessions/{session}": READERS | VOTER,
    **dict.fromkeys([f"{method} /api/sessions/{{session}}" for method in ("PATCH", "DELETE")], HOST),
    "POST /api/sessions/{session}/join-code": HOST,
    "GET /api/sessions/{session}/agenda": READERS | VOTER,
    **dict.fromkeys(["PUT /api/sessions/{session}/agenda", "POST /api/sessions/{session}/agenda/next"], HOST),
    **dict.fromkeys(
        [f"POST /api/sessions/{{session}}/agenda/{{item}}/{do}" for do in ("go", "start", "pause", "add", "page")], HOST
    ),
    **dict.fromkeys(["GET /host/{session}/agenda", "POST /host/{session}/agenda"], HOST),
    **dict.fromkeys(["GET /host/{session}/meeting", "POST /host/{session}/meeting"], HOST),
    **dict.fromkeys([f"{verb} /api/sessions/{{session}}/agenda/{{item}}/report" for verb in ("PUT", "DELETE")], HOST),
    "POST /host/{session}/agenda/report": HOST,
    "GET /slide/{name}": ANYONE,
    **dict.fromkeys(["GET /s/{session}/reports", "GET /s/{session}/reports/{item}"], VOTER),
    **dict.fromkeys(["POST /api/sessions/{session}/polls", "PUT /api/sessions/{session}/scene"], HOST),
    **dict.fromkeys(
        [f"GET /api/sessions/{{session}}/export.{ending}" for ending in ("json", "csv", "xlsx", "txt")], READERS
    ),
    "PATCH /api/polls/{poll}": HOST,
    **dict.fromkeys(
        [
            f"POST /api/polls/{{poll}}/{do}"
            for do in ("open", "extend", "close", "cancel-close", "reveal", "copy", "tie")
        ],
        HOST,
    ),
    **dict.fromkeys(["GET /api/polls/{poll}/ballot", "PUT /api/polls/{poll}/ballot"], VOTER),
    "GET /api/polls/{poll}/result": ANYONE,
    "GET /api/sessions/{session}/questions": READERS | VOTER,
    "GET /api/sessions/{session}/questions.csv": READERS,
    "POST /api/sessions/{session}/questions": VOTER,
    "PATCH /api/sessions/{session}/questions": HOST,
    **dict.fromkeys([f"POST /api/sessions/{{session}}/questions/{do}" for do in ("draw", "end")], HOST),
    **dict.fromkeys([f"{method} /api/questions/{{question}}/support" for method in ("PUT", "DELETE")], VOTER),
    **dict.fromkeys(["PUT /api/questions/{question}/verdict", "DELETE /api/questions/{question}"], VOTER),
    **dict.fromkeys(
        [f"POST /api/questions/{{question}}/{do}" for do in ("admit", "refuse", "show", "assign", "answer")], HOST
    ),
    "WS phone": HOST | VOTER,
    "WS screen": SCREEN,
    "WS host": READERS,
}


@dataclass(frozen=True)
class Audience:
    """What is sent along; ``own`` is whether it belongs to the session in question."""

    who: str
    own: bool = True
    by: str | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    def may(self, row: str) -> bool:
        allowed = CONTRACT[row]
        has_session = row.startswith("WS ") or any(name in row for name in ("{session}", "{poll}", "{question}"))
        return allowed == ANYONE or ((self.own or not has_session) and self.who in allowed)

    @property
    def refused_with(self) -> int:
        return 401 if self.who == "nobody" else 403


def audiences(room: Room, session: Json, other: Json) -> Iterator[tuple[str, Audience]]:
    ours, theirs = room.join(session), room.join(other)
    yield "nobody", Audience("nobody")
    yield "an unknown bearer", Audience("nobody", by="no-such-credential")
    yield "unknown cookies", Audience("nobody", cookies={"host": "x", f"voter-{session['id']}": "x"})
    yield "the host", Audience("host", by=HOST_KEY)
    yield "the host's browser", Audience("host", cookies=room.host_cookie())
    yield "a voter", Audience("voter", by=ours)
    yield "a voter's browser", Audience("voter", cookies={f"voter-{session['id']}": ours})
    yield "another session's voter", Audience("voter", own=False, by=theirs)
    yield "its browser", Audience("voter", own=False, cookies={f"voter-{other['id']}": theirs})
    yield "its cookie under our name", Audience("voter", own=False, cookies={f"voter-{session['id']}": theirs})
    yield "the screen", Audience("screen", cookies=room.screen_cookie(session))
    for role in ("desk", "teller", "observer"):
        yield f"who has the {role}'s link", Audience(role, cookies=helper(room, session, role).cookies)
        elsewhere = helper(room, other, role).cookies
        yield f"another session's {role}", Audience(role, own=False, cookies=elsewhere)
        renamed = {f"{role}-{session['id']}": token for token in elsewhere.values()}
        yield f"that {role} under our name", Audience(role, own=False, cookies=renamed)
    yield "another session's screen", Audience("screen", own=False, cookies=room.screen_cookie(other))


@dataclass(frozen=True)
class Crowd:
    """Everybody there is around one session, whose second list is revealed."""

    session: Json
    audiences: dict[str, Audience]
    question: str


STATES = ("draft", "open", "sealed", "closing", "closed", "revealed")
STEPS: Mapping[str, tuple[str, ...]] = {
    "draft": (),
    "open": ("open",),
    "sealed": ("open",),
    "closing": ("open", "count down"),
    "closed": ("open", "close"),
    "revealed": ("open", "close", "reveal"),
}


def crowd(room: Room, state: str = "draft") -> Crowd:
    """The first list in this state, the second revealed."""
    lists = [{"title": title, "options": [{"title": "One"}]} for title in ("In question", "Revealed")]
    lists[0]["display"] = "sealed" if state == "sealed" else "live"
    session, steps = room.session(polls=lists), {"open": room.open, "close": room.close, "reveal": room.reveal}
    for poll, done in zip(session["polls"], (STEPS[state], STEPS["revealed"]), strict=True):
        for step in done:
            answer = room.close(poll, within=600) if step == "count down" else steps[step](poll)
            assert answer.status == 200, answer.text
    everybody = dict(audiences(room, session, room.session()))
    asked = ask_question(room, session, str(everybody["a voter"].by))
    return Crowd(session, everybody, asked)


def ask_question(room: Room, session: Json, by: str) -> str:
    path = f"/api/sessions/{session['id']}/questions"
    assert room.host("PATCH", path, json={"open": True}).status == 200
    answer = room.call("POST", path, by=by, json={"text": "What about the lifts?"})
    assert answer.status == 201, answer.text
    return str(answer.json["id"])


@pytest.fixture(scope="module")
def everybody(hall: Room) -> Crowd:
    return crowd(hall)


def address(row: str, here: Crowd) -> tuple[str, str]:
    session = here.session
    method, path = row.split(" ")
    filled = {"question": here.question, "ending": "csv"}
    filled |= {"code": session["join_code"], "n": "1", "version": "x", "path:path": "icon.svg"}
    filled |= {"name": "none", "secret": "none", "item": "none", "option": session["polls"][0]["options"][0]["id"]}
    filled |= {"session": session["id"], "poll": session["polls"][row.endswith("/result")]["id"]}
    for name, value in filled.items():
        path = path.replace("{" + name + "}", value)
    return method, path


def was_let_in(answer: Answer) -> bool:
    """Whether the request got past the table, whatever the handler then thought of its body."""
    led_away = answer.status == 303 and answer.response.headers["location"].startswith(("/host/sign-in?", "/j/"))
    return not led_away and answer.status not in (401, 403)


def ask(room: Room, here: Crowd, audience: Audience, row: str) -> Answer:
    method, path = address(row, here)
    fields = {"POST /": {"code": here.session["join_code"]}, "POST /host/sign-in": {"key": HOST_KEY}}
    data = {**fields.get(row, {}), **Tab(room, cookies=audience.cookies).token()}
    is_form = method == "POST" and not path.startswith("/api/")
    more: Json = {"data": data} if is_form else {"json": {}} if method == "POST" else {}
    return room.call(method, path, by=audience.by, cookies=audience.cookies, headers={"Origin": ORIGIN}, **more)


HTTP = sorted(row for row in CONTRACT if not row.startswith("WS "))


@pytest.mark.parametrize("row", HTTP)
def test_a_route_lets_in_whom_the_contract_names_and_nobody_else(hall: Room, everybody: Crowd, row: str) -> None:
    for who in everybody.audiences:
        # Whoever may end a session or a sign-in does so; the others are still needed.
        is_end = row.startswith("DELETE") or row.endswith(("/sign-out", "/leave"))
        is_end |= row == "POST /host/sign-in" and everybody.audiences[who].who == "host"
        here = crowd(hall) if is_end and everybody.audiences[who].may(row) else everybody
        audience = here.audiences[who]
        answer = ask(hall, here, audience, row)

        if row == "POST /":
            assert answer.response.headers["location"] == f"/j/{here.session['join_code']}", who
        elif audience.may(row):
            assert was_let_in(answer), f"{who} was refused: {answer.status} {answer.text[:200]}"
        else:
            assert not was_let_in(answer), f"{who} was let in: {answer.status}"
            if row.split(" ")[1].startswith("/api/"):
                assert answer.status == audience.refused_with, f"{who}: {answer.text}"


@pytest.mark.parametrize("state", STATES)
def test_what_is_refused_is_refused_in_every_state_and_changes_nothing(hall: Room, state: str) -> None:
    here = crowd(hall, state)
    before, tried = everything(hall, here.session), 0

    for row in HTTP:
        for who, audience in here.audiences.items():
            if not audience.may(row):
                tried += 1
                assert not was_let_in(ask(hall, here, audience, row)), f"{who} was let in: {row}"

    assert tried > 500
    assert everything(hall, here.session) == before


def everything(room: Room, session: Json) -> list[str]:
    """What a host can read of it."""
    paths = ("", "/export.json", "/tickets", "/agenda")
    return [room.host("GET", f"/api/sessions/{session['id']}{path}").text for path in paths] + [
        room.host("GET", "/api/sessions").text
    ]


@pytest.mark.parametrize("view", ["phone", "screen", "host"])
def test_a_live_view_lets_in_whom_the_contract_names_and_nobody_else(hall: Room, everybody: Crowd, view: str) -> None:
    for who, audience in everybody.audiences.items():
        try:
            with listening(
                hall, everybody.session, view, audience.by, None if audience.by else audience.cookies
            ) as ear:
                assert ear.next()["type"] == "state"
            let_in = True
        except WebSocketDisconnect:
            let_in = False

        assert let_in is audience.may(f"WS {view}"), who


def mounted(room: Room) -> set[str]:
    (every,) = room.client.app.routes  # type: ignore[attr-defined]
    routes = [route for route in every.routes if isinstance(route, Route)]
    return {f"{method} {route.path}" for route in routes for method in (route.methods or ()) if method != "HEAD"}


def test_every_mounted_route_is_in_the_table_and_the_other_way_round(hall: Room) -> None:
    assert mounted(hall) | {"WS phone", "WS screen", "WS host"} == set(WHO_MAY)
    assert {row: {str(who) for who in allowed} for row, allowed in WHO_MAY.items()} == CONTRACT

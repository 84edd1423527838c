"""Two meetings that differ only in who has cast which ballot, and everything that others are answered in each."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocketDisconnect

from server.permissions import WHO_MAY
from tests.builders import HOST_KEY, ORIGIN, Answer, Json, Room
from tests.features.admission.tickets import enter, secret, tickets
from tests.features.hosts.roles import helper
from tests.features.paper.tellers import assist, body, key
from tests.live.listening import listening
from tests.tab import Tab

HELPERS = ("desk", "teller", "observer")
Told = dict[tuple[str, str], str]  # who asked, and for what → the answer, without what chance and ids make of it
# They end what is still asked, wait for who guesses, or need no session.
LEFT_OUT = {
    *("POST /host/sign-in", "POST /host/sign-out", "POST /host/{session}/leave", "POST /", "GET /healthz"),
    *("POST /host/{session}/delete", "DELETE /api/sessions/{session}", "GET /static/{version}/{path:path}"),
    *("POST /host/{session}/copy", "POST /api/sessions/{session}/copy", "POST /host/{session}/rehearsal"),
    *("POST /api/sessions/{session}/join-code", "POST /t/{ticket}", "GET /api/openapi.json", "POST /host/access"),
}
MASKS = (
    (re.compile(r'\bd="M[^"]*"'), 'd="…"'),  # QR codes and signs
    (re.compile(r'(data-view|data-mark|data-voter)="[^"]*"'), "…"),
    (re.compile(r'"view": ?"[^"]*"'), '"view": ""'),
    (re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}(-?[0-9A-HJKMNP-TV-Z]{4}){2}\b"), "CODE"),
    (re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])|\b[0-9a-f]{12,64}\b"), "SECRET"),
    (re.compile(r"\b[0-9a-hjkmnp-tv-z]{16}\b"), "ID"),
    (re.compile(r"\b\d{4}( \d{4}){3}\b"), "PHRASE"),
    (re.compile(r"\d+ ms; [\d.]+ GB"), "…"),  # of the disk
)


@dataclass
class Asker:
    by: str | None = None
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    """A live and a sealed list, open. What the first of two people marks the second does not, and ``swapped``."""

    room: Room
    swapped: bool
    session: Json = field(default_factory=dict)
    held: list[Json] = field(default_factory=list)
    askers: dict[str, Asker] = field(default_factory=dict)

    def marks(self, of: int) -> list[int]:
        return [0, 1] if (of % 2 == 0) != self.swapped else [2, 3]

    def build(self) -> World:
        room = self.room
        lists = [
            {"title": name, "display": name, "options": [{"title": f"{name} {n}"} for n in range(6)]}
            for name in ("live", "sealed")
        ]
        self.session = room.session(groups=("East",), admission="ticket", polls=lists, locale="en")
        self.held = tickets(room, self.session, 9)
        for poll in self.session["polls"]:
            assert room.open(poll).status == 200
        first, second = (self._enter(at) for at in (0, 1))
        third = self._enter(6)  # has sent nothing
        ann = helper(room, self.session, "teller")
        for poll in self.session["polls"]:
            for at, voter in enumerate((first, second)):
                assert room.cast(voter, poll, self.marks(at)).status == 200
            for at in (2, 3):
                assert assist(room, poll, self.held[at], self.marks(at)).status == 200
            assert key(room, poll, self.held[4], self.marks(0), ann).json["state"] == "once"
        self.askers = {
            "nobody": Asker(),
            "the host": Asker(HOST_KEY),
            "the host's browser": Asker(cookies=room.host_cookie()),
            "the screen": Asker(cookies=room.screen_cookie(self.session)),
            **{
                role: Asker(cookies=helper(room, self.session, role).cookies) for role in ("desk", "teller", "observer")
            },
            "another voter": Asker(third),
            "the phone that a ticket moved to": Asker(self._enter(0)),
            "its browser": Asker(),
            "the first phone after a teller": Asker(self._enter(2)),
        }
        self.askers["its browser"].cookies = {f"voter-{self.session['id']}": str(self._moved)}
        return self

    def _enter(self, at: int) -> str:
        self._moved = str(enter(self.room, self.session, secret(self.held[at])).json["voter"])
        return self._moved

    def plain(self, text: str) -> str:
        """The text with names for what has another id in each meeting."""
        known = {self.session["id"]: "SESSION", self.session["join_code"]: "JOIN"}
        for poll in self.session["polls"]:
            known[poll["id"]] = f"LIST-{poll['title']}"
            known |= {option["id"]: f"OPTION-{poll['title']}-{at}" for at, option in enumerate(poll["options"])}
        known |= {each["id"]: f"TICKET-{at}" for at, each in enumerate(self.held)}
        known |= {secret(each): f"SECRET-{at}" for at, each in enumerate(self.held)}
        for own, name in known.items():
            text = text.replace(own, name)
        for mask, name in MASKS:
            text = mask.sub(name, text)
        return text

    def ask_all(self) -> Told:
        return dict(self._asked())

    def _asked(self) -> Iterator[tuple[tuple[str, str], str]]:
        for who, asker in self.askers.items():
            for row in sorted(row for row in WHO_MAY if not row.startswith("WS ") and row not in LEFT_OUT):
                for poll in self.session["polls"] if "{poll}" in row else self.session["polls"][:1]:
                    yield (who, f"{row} of {poll['title']}"), self._said(self._ask(asker, row, poll))
            for poll in self.session["polls"]:
                for what, answer in self._tried(asker, poll):
                    yield (who, f"{what} of {poll['title']}"), self._said(answer)
            for view in ("phone", "screen", "host"):
                yield (who, f"WS {view}"), self._heard(asker, view)

    def _ask(self, asker: Asker, row: str, poll: Json) -> Answer:
        method, path = row.split(" ")
        filled = {
            "session": self.session["id"],
            "poll": poll["id"],
            "option": poll["options"][0]["id"],
            "ending": "csv",
        }
        filled |= {"code": self.session["join_code"], "n": "1", "secret": "none", "name": "none", "item": "none"}
        filled |= {"ticket": secret(self.held[8]) if path.lower().startswith("/t/") else self.held[8]["id"]}
        path = re.sub(r"{(\w+)}", lambda found: filled.get(found[1], "none"), path)
        more: Json = {}
        if method != "GET":
            more = (
                {"json": {"unknown": 1}}
                if path.startswith("/api/")
                else {"data": {"unknown": "1", **self._token(asker)}}
            )
        return self._call(asker, method, path, **more)

    def _tried(self, asker: Asker, poll: Json) -> Iterator[tuple[str, Answer]]:
        """What is refused because of a ballot that is recorded, or leads to the page about it; nothing changes."""
        five = poll["options"][5]["id"]
        own = {"choices": [five], "revision": 7}
        yield "a stale ballot", self._call(asker, "PUT", f"/api/polls/{poll['id']}/ballot", json=own)
        yield (
            "one in its place",
            self._call(asker, "PUT", f"/api/polls/{poll['id']}/ballot", json={**own, "revision": 0}),
        )
        page = f"/s/{self.session['id']}/ballot/{poll['id']}"
        form = {"choice": five, "revision": "7", "id": "x", **self._token(asker)}
        yield "a stale form", self._call(asker, "POST", page, data=form)
        yield "the list again", self._call(asker, "GET", f"/s/{self.session['id']}?edit={poll['id']}")
        for at in (0, 1, 2, 4):
            ticket, api = self.held[at], f"/api/polls/{poll['id']}"
            sent = body(poll, ticket, [5], revision=7)
            yield f"a stale helped ballot for {at}", self._call(asker, "POST", f"{api}/assisted", json=sent)
            yield f"a sheet for {at}", self._call(asker, "POST", f"{api}/paper", json=sent)
            for way in ("assisted", "paper"):
                asked = {"q": ticket["serial"], "poll": poll["id"], "way": way}
                yield f"{way} page for {at}", self._call(asker, "GET", self._teller(), params=asked)
                typed = {**asked, "ticket": ticket["id"], "choice": five, "revision": "7", "do": "send"}
                sent_form = {**typed, **self._token(asker)}
                yield f"{way} form for {at}", self._call(asker, "POST", f"{self._teller()}/ballot", data=sent_form)
            found = {"q": ticket["serial"]}
            yield f"the door about {at}", self._call(asker, "GET", f"/desk/{self.session['id']}", params=found)

    def _teller(self) -> str:
        return f"/teller/{self.session['id']}"

    def _token(self, asker: Asker) -> dict[str, str]:
        return Tab(self.room, cookies=asker.cookies).token()

    def _call(self, asker: Asker, method: str, path: str, **more: Any) -> Answer:
        given = {"Origin": ORIGIN, "Accept-Language": "en"}
        return self.room.call(method, path, by=asker.by, cookies=asker.cookies, headers=given, **more)

    def _said(self, answer: Answer) -> str:
        response = answer.response
        where = response.headers.get("location", "")
        if response.content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(response.content)) as book:
                text = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
        else:
            text = response.text
        if response.url.path.endswith(("/helpers", "/access")):  # who came in at one moment stands in no order
            text = "\n".join(sorted(self.plain(text).splitlines()))
        return self.plain(f"{response.status_code} {where}\n{text}")

    def _heard(self, asker: Asker, view: str) -> str:
        try:
            with listening(self.room, self.session, view, asker.by, None if asker.by else asker.cookies) as ear:
                wanted = {("state", ""), *(("tally", poll["id"]) for poll in self.session["polls"])}
                wanted |= {("presence", "")} if view != "phone" else set()
                while wanted:
                    told = ear.next()
                    wanted.discard((told["type"], told.get("poll", "")))
                ear.rest()  # presence comes first where somebody has just hung up, and turnout behind it
        except WebSocketDisconnect as refused:
            return type(refused).__name__
        chance = {"seq": 0, "view": "", "screens": 0, "phones": 0}  # who has hung up just now may be counted still
        heard = [self.plain(json.dumps({**each, **chance})) for each in ear.heard]
        return "\n".join(sorted({json.dumps(json.loads(each), sort_keys=True) for each in heard}))

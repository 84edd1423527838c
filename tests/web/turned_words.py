"""A meeting in which every word from outside turns what stands beside it, and a reader that finds where it could."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.builders import Answer, Json, Room
from tests.features.agenda.test_reports import pdf_of
from tests.features.call.calls import DEADLINE, Call
from tests.features.hosts.roles import make_link
from tests.features.questions.asking import ask, do, take
from tests.tab import Tab

TURN, ARABIC, HEBREW = "\u202e", "\u0633\u0644\u0627\u0645", "\u05e9\u05dc\u05d5\u05dd"
FIRST_STRONG, POP = "\u2068", "\u2069"
WORD = re.compile(f"[a-z]+[0-9]*{TURN}(?:{ARABIC}|{HEBREW})")
ISOLATED = re.compile(f"{FIRST_STRONG}{WORD.pattern}{POP}")
SAID = frozenset({"alt", "aria-label", "content", "label", "placeholder", "title"})
VOID = frozenset(["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"])


def turned(name: str) -> str:
    """``name`` can be read in the page, and nothing after it where it is not kept to itself."""
    return f"{name}{TURN}{ARABIC if len(name) % 2 else HEBREW}"


@dataclass
class Element:
    tag: str
    given: dict[str, str]
    parts: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """What words of a page are not kept to themselves, and which words there are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loose: list[str] = []
        self.seen: set[str] = set()
        self._open: list[Element] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            self._attribute(tag, name, value, given)
        if tag not in VOID:
            self._open.append(Element(tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while any(each.tag == tag for each in self._open):
            ended = self._open.pop()
            self._text(ended)
            if ended.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].parts.append(data)

    def _attribute(self, tag: str, name: str, value: str, given: dict[str, str]) -> None:
        self.seen.update(WORD.findall(value))
        if name in SAID:
            self._loose_in(value, f"<{tag} {name}>")
        elif FIRST_STRONG in value:
            self.loose.append(f"<{tag} {name}> is read by programs: {value}")
        elif tag == "input" and name == "value" and TURN in value and given.get("type") != "hidden":
            self._field(given, f"<input> {value}")

    def _text(self, element: Element) -> None:
        text = "".join(element.parts)
        self.seen.update(WORD.findall(text))
        if TURN not in text:
            return
        if element.tag == "textarea":
            self._field(element.given, f"<textarea> {text}")
        elif element.tag != "bdi" and element.given.get("dir") != "auto":
            self._loose_in(text, f"<{element.tag}>")
        elif not WORD.fullmatch(text.strip()):
            self._loose_in(text, f"<{element.tag}> holds more than a word:")

    def _field(self, given: dict[str, str], what: str) -> None:
        if given.get("dir") != "auto":
            self.loose.append(f"{what} has no dir=auto")

    def _loose_in(self, text: str, what: str) -> None:
        rest = ISOLATED.sub("", text)
        self.loose += [f"{what} {found}" for found in WORD.findall(rest)]
        if TURN in WORD.sub("", rest):
            self.loose.append(f"{what} holds half a word: {text!r}")


class Meeting:
    """Three lists (projects, a review, one to be called for), and who takes part; the words go by what they are."""

    def __init__(self, room: Room, language: str) -> None:
        self.room = room
        self.host = Tab(room, language).sign_in()
        self.phone, self.late = Tab(room, language), Tab(room, language)
        options = [
            {
                "title": turned(f"option{n}"),
                "department": turned(f"unit{n}"),
                "description": turned(f"description{n}"),
            }
            for n in range(4)
        ]
        grades = [{"name": turned(f"grade{n}"), "coefficient": 1 - n / 2} for n in range(3)]
        self.session = room.session(
            title=turned("meeting"),
            organization=turned("organization"),
            place=turned("place"),
            locale=language,
            starts_at="2026-12-05T14:00:00+08:00",
            wifi={"ssid": turned("wifi"), "password": "12345678"},
            smallest_group=1,
            shared_phones=True,
            groups=[turned(f"group{n}") for n in range(2)],
            polls=[
                {"title": turned("projects"), "winners": 2, "options": options},
                {"title": turned("review"), "type": "grade", "grades": grades, "options": options[:3]},
                {"title": turned("call"), "options": options[:2]},
            ],
        )
        self.id: str = self.session["id"]
        self.polls: list[Json] = self.session["polls"]

    def prepare(self) -> None:
        """An agenda, links for helpers, and a call to which a department has answered."""
        items = [
            {
                "kind": "report",
                "title": turned("report0"),
                "department": turned("office"),
                "speaker": turned("speaker"),
            },
            {"kind": "report", "title": turned("report1"), "department": turned("bureau"), "speaker": turned("orator")},
            {"kind": "message", "title": turned("note"), "text": turned("words")},
            {"kind": "report", "title": turned("reporting"), "seconds": 60, "speaker": turned("lecturer")},
            {"kind": "questions", "title": turned("round")},
        ]
        for item in items[:2]:
            item["seconds"] = 420  # type: ignore[assignment]
        answer = self.room.host("PUT", f"/api/sessions/{self.id}/agenda", json={"items": items})
        assert answer.status == 200, answer.text
        self.report = answer.json["items"][0]["id"]
        pages = {"content": pdf_of("red"), "headers": {"Content-Type": "application/pdf"}}
        answer = self.room.host("PUT", f"/api/sessions/{self.id}/agenda/{self.report}/report", **pages)
        assert answer.status == 200, answer.text
        make_link(self.room, self.session, "observer", turned("helper"))
        call = Call(self.room, self.session, self.host)
        assert call.act("call", deadline=DEADLINE, poll=[self.polls[2]["id"]], note=turned("wish")).status == 303
        (self.department,) = call.invite(turned("department"))
        for name in ("item", "leftout"):
            handed = self.department.hand_in(turned(name), description=turned(f"{name}described"))
            assert handed.status == 303, handed.text
        out = call.item(turned("leftout"))["id"]
        assert call.act("leave-out", item=out, reason=turned("refusal")).status == 303

    def vote(self) -> None:
        """Two lists are open; ballots of both groups, one of them from a phone that is looked at; questions."""
        for poll in self.polls[:2]:
            assert self.room.open(poll).status == 200
        self.phone.join(self.session, turned("group0"))
        self.late.join(self.session, turned("group1"))
        own = self.phone.cookies[f"voter-{self.id}"]
        others = [self.room.join(self.session, turned(f"group{n % 2}")) for n in range(3)]
        projects, review = self.polls[:2]
        for voter, choices in zip((own, *others), ([0, 1], [0, 2], [0], [0]), strict=True):
            assert self.room.cast(voter, projects, choices).status == 200
        names = [each["name"] for each in review["grades"]]
        for voter in (own, others[0]):
            marks = {each["id"]: names[at] for at, each in enumerate(review["options"])}
            answer = self.room.call("PUT", f"/api/polls/{review['id']}/ballot", by=voter, json={"marks": marks})
            assert answer.status == 200, answer.text
        take(self.room, self.session)
        first = ask(self.room, self.session, own, turned("question"), name=turned("asker"))
        ask(self.room, self.session, others[0], turned("another"))
        assert do(self.room, first, "show").status == 200

    def end(self) -> None:
        """Both are closed, the tie of the first is settled with a reason, all is published and followed up."""
        for poll in self.polls[:2]:
            assert self.room.close(poll).status == 200
        body = {"method": "organizer", "options": [self.polls[0]["options"][1]["id"]], "reason": turned("reason")}
        assert self.room.host("POST", f"/api/polls/{self.polls[0]['id']}/tie", json=body).status == 200

    def publish(self) -> None:
        for poll in self.polls[:2]:
            assert self.room.reveal(poll).status == 200
        place = f"/host/{self.id}/follow-ups"
        assert self.host.post(place, {"do": "gather"}).status == 303
        fields = {"do": "add", "title": turned("task"), "owner": turned("owner")}
        assert self.host.post(place, fields).status == 303
        row = re.findall(r'name="note-([^"]+)"', self.host.get(place).text)[0]
        noted = {
            "do": "save",
            f"note-{row}": turned("remark"),
            f"owner-{row}": turned("keeper"),
            f"state-{row}": "open",
        }
        assert self.host.post(place, {**noted, f"due-{row}": ""}).status == 303

    def pages(self) -> Iterator[tuple[str, Answer]]:
        """What everybody sees now, by its address."""
        session, code = f"/s/{self.id}", self.session["join_code"]
        host = [f"/host/{self.id}{page}" for page in HOST_PAGES]
        host += [f"/host/{self.id}{page}?poll={poll['id']}" for page in ("", "/results") for poll in self.polls]
        printed = [f"/print/{self.id}/{page}" for page in ("minutes", "notice", "follow-ups", "tickets", "papers")]
        for path in ("/host", "/host/new", "/host/access", "/host/guide", *host, *printed):
            yield path, self.host.get(path)
        for path in (session, f"{session}/group", f"{session}/reports/{self.report}"):
            yield f"{path} of who has sent nothing", self.late.get(path)
        edits = [f"{session}?edit={poll['id']}" for poll in self.polls[:2]]
        for path in (session, *edits, *(f"{session}/{page}" for page in ("questions", "reports", "group", "another"))):
            yield path, self.phone.get(path)
        for path in (f"/j/{code}", f"/j/{code}/1", f"/r/{self.id}"):
            yield path, Tab(self.room).get(path)
        if hasattr(self, "department"):
            yield self.department.path, self.department.tab.get(self.department.path)

    def scenes(self) -> Iterator[tuple[str, Answer]]:
        """Every picture of the projector that can be shown now."""
        screen = Tab(self.room, cookies=self.room.screen_cookie(self.session))
        for kind in ("join", "hold", "voting", "tally", "reveal", "groups", "timer", "message", "question"):
            for poll in self.polls[:2] if kind in ("voting", "tally", "reveal", "groups") else [None]:
                scene = {"kind": kind, "step": 1, **({"poll": poll["id"]} if poll else {})}
                if self.room.host("PUT", f"/api/sessions/{self.id}/scene", json=scene).status == 200:
                    yield f"{kind} {poll and poll['title']}", screen.get(f"/screen/{self.id}")


HOST_PAGES = (
    "",
    "/results",
    "/agenda",
    "/rehearsal",
    "/questions",
    "/helpers",
    "/pictures",
    "/items",
    "/announce",
    "/follow-ups",
)

"""No word from outside turns around what stands beside it: every page and picture, as they are read by a browser."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from starlette.routing import compile_path

from server.permissions import WHO_MAY
from server.web.render import environment
from server.words import isolated
from tests.builders import Answer, Room
from tests.features.admission.tickets import secret, tickets
from tests.features.hosts.roles import helper, make_link
from tests.tab import Tab
from tests.web.turned_words import ARABIC, HEBREW, TURN, Meeting, Reader, turned

Loose = dict[str, list[str]]
# What each of the words is: no kind may be left out of the walk.
KINDS = """
another asker bureau call department description grade group helper item itemdescribed keeper lecturer leftout
leftoutdescribed meeting note office option orator organization owner place projects question reason refusal remark
report reporting review round speaker task unit wifi wish words
"""


# What is no page for people, or the same one under another address.
NO_PAGES = frozenset(
    {
        "/J/{code}",
        "/J/{code}/{n}",
        "/T/{ticket}",
        "/host/still",
        "/healthz",
        "/static/{version}/{path:path}",
        "/picture/{name}",
        "/slide/{name}",
        "/document/{name}",
        "/d/{secret}/document/{item}",
        "/host/{session}/items/{item}/document",
        "/host/{session}/follow-ups.{ending}",
    }
)
PAGES = {row[4:] for row in WHO_MAY if row.startswith("GET /") and not row.startswith("GET /api/")} - NO_PAGES


@dataclass
class Walk:
    """What was found on the pages that were read, and which those were."""

    loose: Loose = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)
    shown: int = 0

    def read(self, answers: Iterable[tuple[str, Answer]]) -> None:
        for name, answer in answers:
            if answer.response.headers.get("content-type", "").startswith("text/html") and answer.status in (200, 422):
                read = Reader(answer.text)
                self.seen |= {word.partition(TURN)[0].rstrip("0123456789") for word in read.seen}
                self.loose |= {name: read.loose} if read.loose else {}
                self.pages |= {page for page in PAGES if compile_path(page)[0].match(answer.response.url.path)}
                self.shown += 1


def walk(meeting: Meeting) -> Walk:
    done = Walk()
    for stage in (meeting.prepare, meeting.vote, meeting.end, meeting.publish):
        stage()
        done.read((*meeting.pages(), *meeting.scenes()))
    assert done.shown > 120
    return done


@pytest.mark.parametrize("language", ["en", "zh-CN", "ja"])
def test_every_word_from_outside_is_kept_to_itself(fresh: Room, language: str) -> None:
    done = walk(Meeting(fresh, language))

    assert done.loose == {}
    assert done.seen == set(KINDS.split())
    done.read(with_tickets(fresh))
    assert done.loose == {}
    assert done.seen >= {"guest", "visitor"}
    assert sorted(PAGES - done.pages) == []


def test_the_walk_finds_words_that_are_not(fresh: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: pages as they would be if nothing were marked."""
    monkeypatch.setattr(isolated, "turns", lambda _: False)

    done = walk(Meeting(fresh, "en"))

    assert len(done.loose) > 40
    assert done.seen == set(KINDS.split())


def with_tickets(fresh: Room) -> list[tuple[str, Answer]]:
    """The pages of a meeting with tickets, and of what is typed anew."""
    title, listed, name = (turned(kind) for kind in ("meeting", "list", "guest"))
    host = Tab(fresh).sign_in()
    polls = [{"title": listed, "options": [{"title": turned(f"option{n}")} for n in range(2)]}]
    session = fresh.session(title=title, groups=(turned("group"),), admission="ticket", polls=polls)
    made = host.post(f"/print/{session['id']}/tickets", {"names": f"{name}, 1\n{turned('visitor')}", "batch": "b"})
    (ticket,) = tickets(fresh, session, group=turned("group"))
    fresh.open(session["polls"][0])
    door, teller = helper(fresh, session, "desk"), helper(fresh, session, "teller")
    typed = {"title": title, "locale": "en", "listing": f"list,title\n{listed},{turned('option')}\n,\n", "do": "check"}
    about = f"/teller/{session['id']}?q={ticket['serial']}"
    answers = [
        ("made", made),
        ("scan", Tab(fresh).get(f"/t/{secret(ticket)}")),
        ("door", door.get(f"/desk/{session['id']}?q={ticket['serial']}")),
        ("all at the door", door.get(f"/desk/{session['id']}?q=guest")),
        ("teller", teller.get(about)),
        ("paper", teller.get(f"{about}&way=paper")),
        ("papers", host.get(f"/print/{session['id']}/papers")),
        ("new", host.upload("/host/new", typed, {})),
        ("corrected", host.get(f"/host/{session['id']}/meeting")),
        ("deleted by another name", host.post(f"/host/{session['id']}/delete", {"title": turned("other")})),
    ]
    for told in ("kept", "mistyped"):
        answers.append((told, host.get(f"/host?told={told}&about={session['id']}")))
    anybody = Tab(fresh)
    link = make_link(fresh, session, "observer", turned("observer"))
    return answers + [(path, anybody.get(path)) for path in ("/", "/help/network", "/host/sign-in", link)]


@pytest.mark.parametrize(
    "text", [f"a{TURN}b", ARABIC, f"x {HEBREW} y", "a\u2069b", "\u2067a", "\u2069\u2066\u2069\u2067\u202e", "\u200fa"]
)
def test_what_is_left_open_inside_is_closed_and_nothing_is_cut_out(text: str) -> None:
    """By a count of what the algorithm counts: every start of an isolate has its end, the first one the last."""
    apart = isolated.isolated(text)

    assert text in apart
    depths, depth = [], 0
    for each in apart:
        depth += ("\u2066" <= each <= "\u2068") - (each == "\u2069")
        depths.append(depth)
    assert min(depths[:-1]) >= 1
    assert depths[-1] == 0


def test_a_paragraph_inside_begins_anew() -> None:
    first, _, second = isolated.isolated(f"a\u2029{TURN}b")[1:-1].partition("\u2029")
    assert (first, second) == ("\u2068a\u2069", f"\u2068{TURN}b\u2069")


@pytest.mark.parametrize("text", ["", "Canteen", "社区食堂", "保育園👨‍👩‍👧", "Łódź 2024 (½)", "한국어", "नमस्ते"])
def test_words_that_turn_nothing_stay_as_they_are(text: str) -> None:
    assert isolated.isolated(text) == text
    assert isolated.marked(text) is text


def test_fields_and_programs_get_what_was_typed(fresh: Room) -> None:
    odd = f"\u2069{TURN}odd{ARABIC}"
    session = fresh.session(title=odd, polls=[{"title": odd, "options": [{"title": odd, "department": odd}]}])

    template = (
        '<input value="{{ x }}"><textarea>{{ x }}</textarea><a data-name="{{ x }}" href="?q={{ x }}" title="{{ x }}">'
        '<option value="{{ x }}">{{ x }}</option><svg><text>{{ x }}</text></svg>{{ _("Up next: %(title)s", title=x) }}'
    )
    even = f"\u2068\u2068{odd}\u2069"  # as many ends as begins
    made = isolated.settled(environment("en").from_string(template).render(x=odd))
    assert made == (
        f'<input dir="auto" value="{odd}"><textarea dir="auto">{odd}</textarea>'
        f'<a data-name="{odd}" href="?q={odd}" title="{even}"><option value="{odd}">{even}</option>'
        f"<svg><text>{even}</text></svg>Up next: <bdi>\u2068{odd}</bdi>"
    )
    assert fresh.host("GET", f"/api/sessions/{session['id']}").json["title"] == odd
    fresh.open(session["polls"][0])
    fresh.cast(fresh.join(session), session["polls"][0], [0])
    fresh.close(session["polls"][0])
    fresh.reveal(session["polls"][0])
    chat = fresh.host("GET", f"/api/sessions/{session['id']}/export.txt").text
    assert chat.startswith(f"{even}\n")  # in a chat figures stand beside it, and it is no file to be read in again
    for ending in ("json", "csv"):
        text = fresh.host("GET", f"/api/sessions/{session['id']}/export.{ending}").response.content.decode("utf-8-sig")
        assert odd in (text.encode().decode("unicode-escape") if "\\u" in text else text)
        assert "\u2068" not in text

"""A call for items as it is held: the host calls, departments get links, and hand in by them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from tests.builders import Answer, Json, Room
from tests.tab import Page, Tab

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
DEADLINE = "2026-12-05T18:00"  # as the form sends it: four hours after the tests' clock in China
ITEM = re.compile(r'id="i-([0-9a-z]{16})"')


def picture(colour: str = "red") -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "PNG")
    return out.getvalue()


@dataclass
class Context:
    """A department's browser, which knows nothing but its link."""

    tab: Tab
    path: str

    def page(self, query: str = "") -> Page:
        answer = self.tab.get(self.path + query)
        assert answer.status == 200, answer.text
        return Page(answer.text)

    def hand_in(self, title: str, list: str = "", files: dict[str, bytes] | None = None, **more: str) -> Answer:
        """A new item, or with ``id`` the one that there is."""
        form = Page(self.page().html.partition('id="form"')[2])
        fields = {"id": form.value("id"), "list": list or form.value("list"), "title": title, "act": "save", **more}
        kinds = {"picture": "image/png", "document": "application/pdf"}
        sent = {name: (name, data, kinds[name]) for name, data in (files or {}).items()}
        return self.tab.upload(self.path, fields, sent)

    def act(self, act: str, id: str) -> Answer:
        return self.tab.upload(self.path, {"act": act, "id": id}, {})

    def items(self) -> list[str]:
        """The ids of what it handed in, as its page shows them."""
        return ITEM.findall(self.page().html)


@dataclass
class Call:
    """One session's call, with the host's browser."""

    room: Room
    session: Json
    host: Tab

    @property
    def path(self) -> str:
        return f"/host/{self.session['id']}/items"

    def act(self, act: str, **fields: str | list[str]) -> Answer:
        return self.host.post(self.path, {"act": act, **fields})

    def invite(self, *names: str) -> list[Context]:
        answer = self.act("invite", names="\n".join(names))
        assert answer.status == 200, answer.text
        links = [each["value"] for each in Page(answer.text).inputs if each.get("id", "").startswith("link-")]
        return [Context(Tab(self.room), "/d/" + link.rpartition("/d/")[2]) for link in links]

    @property
    def json(self) -> Json:
        answer = self.room.host("GET", f"/api/sessions/{self.session['id']}/items")
        assert answer.status == 200, answer.text
        return answer.json

    def item(self, title: str) -> Json:
        """What was handed in under this title."""
        (found,) = [each for each in self.json["items"] if each["wording"]["title"] == title]
        return dict(found)

    def listed(self) -> list[str]:
        """The titles as they would be published, list after list."""
        shown = [each for each in self.json["items"] if each["standing"] == "listed"]
        return [(each["edited"] or each["wording"])["title"] for each in shown]

    def options(self, at: int = 0) -> list[Json]:
        session = self.room.host("GET", f"/api/sessions/{self.session['id']}").json
        return list(session["polls"][at]["options"])


def call(room: Room, deadline: str = DEADLINE, **fields: str | list[str]) -> Call:
    """For the session's lists, all of them drafts."""
    session = room.session(polls=[{"title": "Projects", "options": [{"title": "To come"}]}])
    made = Call(room, session, Tab(room).sign_in())
    polls = [poll["id"] for poll in session["polls"]]
    answer = made.act("call", deadline=deadline, **{"poll": polls, **fields})
    assert answer.status == 303, answer.text
    return made

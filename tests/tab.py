"""A browser tab without JavaScript: keeps cookies, names its origin with forms, and reads what a page holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any

from server.files.keys import form_token
from tests.builders import ORIGIN, Answer, Json, Room

File = tuple[str, bytes, str]


class Page(HTMLParser):
    """The forms and the words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.language = ""
        self.words: list[str] = []
        self.inputs: list[dict[str, str]] = []
        self.areas: dict[str, str] = {}
        self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given["lang"]
        if tag == "input":
            self.inputs.append(given)
        if tag == "textarea":
            self._area = given["name"] if "name" in given else given.get("id", "")
            self.areas[self._area] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.areas[self._area] = self.areas[self._area].removeprefix("\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.areas[self._area] += data
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def value(self, name: str) -> str:
        return next(each.get("value", "") for each in self.inputs if each.get("name") == name)

    def value_of(self, id: str) -> str:
        return next(each["value"] for each in self.inputs if each.get("id") == id)

    def checked(self, name: str) -> list[str]:
        return [each["value"] for each in self.inputs if each.get("name") == name and "checked" in each]

    def values(self, name: str) -> list[str]:
        return [each["value"] for each in self.inputs if each.get("name") == name]


@dataclass
class Tab:
    room: Room
    language: str = "en"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self._keep(self.room.call("GET", path, cookies=self.cookies, headers=self._headers(**headers)))

    def post(self, path: str, fields: dict[str, str | Sequence[str]], **headers: str) -> Answer:
        """A plain form, as a browser sends it from a page of ours."""
        fields = {**self.token(), **fields}
        sent = self._headers(Origin=ORIGIN, **headers)
        return self._keep(self.room.call("POST", path, data=fields, cookies=self.cookies, headers=sent))

    def upload(self, path: str, fields: dict[str, str], files: Mapping[str, File | Sequence[File]]) -> Answer:
        parts: list[Any] = [(name, (None, value.encode())) for name, value in {**self.token(), **fields}.items()]
        for name, each in files.items():
            parts += [(name, file) for file in ([each] if isinstance(each, tuple) else each)]
        sent = self._headers(Origin=ORIGIN)
        return self._keep(self.room.call("POST", path, files=parts, cookies=self.cookies, headers=sent))

    def follow(self, answer: Answer) -> Answer:
        """The page that a redirect leads to."""
        assert answer.status == 303, answer.text
        return self.get(answer.response.headers["location"])

    def join(self, session: Json, group: str | None = None) -> Page:
        """Through the page of the QR code, to the participant's page."""
        self.get(f"/j/{session['join_code']}")
        wanted = next((each["id"] for each in session["groups"] if each["name"] == group), "")
        return Page(self.follow(self.post(f"/j/{session['join_code']}", {"group": wanted})).text)

    def sign_in(self) -> Tab:
        self.cookies.update(self.room.host_cookie())
        return self

    def token(self) -> dict[str, str]:
        """What the forms of this browser's pages carry (tests/web/test_form_token.py reads it from each)."""
        signed_in = [
            name for name in self.cookies if name == "host" or name.startswith(("desk-", "teller-", "observer-"))
        ]
        return {"token": form_token(self.cookies[signed_in[0]])} if signed_in else {}

    def _headers(self, **more: str) -> dict[str, str]:
        given = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Accept-Language": self.language, **given}

    def _keep(self, answer: Answer) -> Answer:
        for header in answer.response.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(header).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer

"""Builds rooms, sessions and voters for tests, through the same doors that everyone uses."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from server.access.origins import Origins
from server.app import build
from server.config import Settings

HOST_KEY = "a-host-key-for-tests-only"
ORIGIN = "http://localhost:8000"
Json = dict[str, Any]


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 12, 5, 6, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Answer:
    """An answer as tests compare it: the status, and of a refusal its stable reason."""

    response: Response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def json(self) -> Json:
        return self.response.json()  # type: ignore[no-any-return]

    @property
    def problem(self) -> str:
        return str(self.json["type"]).removeprefix("urn:topfive:")

    @property
    def text(self) -> str:
        return self.response.text

    @property
    def at(self) -> list[str]:
        """Where the fields stand that a 422 names."""
        return [error["at"] for error in self.json.get("errors", ())]

    @property
    def cookies(self) -> dict[str, str]:
        return dict(self.response.cookies)


class Room:
    """One running application, its clock, and shorthand for what hosts and phones do. Cookies are never kept."""

    def __init__(self, client: TestClient, clock: Clock, folder: Path) -> None:
        self.client, self.clock, self.folder = client, clock, folder

    @property
    def origins(self) -> Origins:
        """Which addresses the running server takes for its own."""
        found = self.client.app.state.services.origins  # type: ignore[attr-defined]
        assert isinstance(found, Origins)
        return found

    def call(
        self, method: str, path: str, *, by: str | None = None, headers: dict[str, str] | None = None, **more: Any
    ) -> Answer:
        """A request with ``by`` as its bearer; ``json``, ``content``, ``files``, ``data`` and ``cookies`` as httpx."""
        bearer = {"Authorization": f"Bearer {by}"} if by else {}
        cookies = more.pop("cookies", {})
        self.client.cookies.clear()
        for name, value in cookies.items():
            self.client.cookies.set(name, value)
        answer = self.client.request(method, path, headers={**bearer, **(headers or {})}, **more)
        self.client.cookies.clear()
        return Answer(answer)

    def host(self, method: str, path: str, **more: Any) -> Answer:
        return self.call(method, path, by=HOST_KEY, **more)

    def host_cookie(self) -> dict[str, str]:
        """The cookie of a browser that signed in."""
        answer = self.call("POST", "/host/sign-in", data={"key": HOST_KEY}, headers={"Origin": ORIGIN})
        assert answer.status == 303, answer.text
        return {"host": answer.cookies["host"]}

    def screen_cookie(self, session: Json) -> dict[str, str]:
        """The cookie that the session's screen link leaves."""
        return self.call("GET", session["screen_url"].partition("8000")[2]).cookies

    def session(self, options: int = 7, groups: Sequence[str] = (), **fields: Any) -> Json:
        """A session with one poll (or the ``polls`` given), created through the API."""
        body = {
            "title": "Annual retreat",
            "groups": [{"name": name} for name in groups],
            "polls": [{"title": "Livelihood projects", "options": [{"title": f"Option {n}"} for n in range(options)]}],
            **fields,
        }
        answer = self.host("POST", "/api/sessions", json=body)
        assert answer.status == 201, answer.response.text
        return answer.json

    def open(self, poll: Json, **body: Any) -> Answer:
        return self.host("POST", f"/api/polls/{poll['id']}/open", json=body)

    def close(self, poll: Json, within: int = 0) -> Answer:
        return self.host("POST", f"/api/polls/{poll['id']}/close", json={"in": within})

    def reveal(self, poll: Json) -> Answer:
        return self.host("POST", f"/api/polls/{poll['id']}/reveal")

    def state(self, poll: Json) -> str:
        session = self.host("GET", f"/api/sessions/{poll['session']}").json
        return str(next(each["state"] for each in session["polls"] if each["id"] == poll["id"]))

    def result(self, poll: Json) -> Json:
        answer = self.host("GET", f"/api/polls/{poll['id']}/result")
        assert answer.status == 200, answer.response.text
        return answer.json

    def join(self, session: Json, group: str | None = None) -> str:
        """A new voter's bearer; ``group`` is a group's name."""
        found = next((each["id"] for each in session["groups"] if each["name"] == group), None)
        answer = self.call("POST", f"/api/sessions/{session['id']}/join", json={"group": found})
        assert answer.status == 201, answer.response.text
        return str(answer.json["voter"])

    def cast(self, voter: str, poll: Json, choices: Sequence[int], **more: Any) -> Answer:
        """``choices`` are positions in the poll's list."""
        marked = [poll["options"][at]["id"] for at in choices]
        return self.call("PUT", f"/api/polls/{poll['id']}/ballot", by=voter, json={"choices": marked, **more})

    def votes(self, poll: Json) -> list[int]:
        """The host's counts, in the order of the list."""
        by_option = {each["option"]: each["votes"] for each in self.result(poll)["options"]}
        return [by_option[option["id"]] for option in poll["options"]]


def settings(folder: Path, **more: Any) -> Settings:
    return Settings(host="127.0.0.1", port=8000, data=folder, host_key=HOST_KEY, **more)


def client_of(folder: Path, clock: Clock) -> TestClient:
    loop = {"use_uvloop": sys.platform != "win32"}  # as the server runs, and faster
    return TestClient(build(settings(folder), clock), base_url=ORIGIN, follow_redirects=False, backend_options=loop)

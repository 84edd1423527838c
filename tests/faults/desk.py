"""What people at a desk do on a server in a process of its own, each with a journal of what they were told."""

from __future__ import annotations

import http.client
import json
import random
import re
import urllib.parse
from collections.abc import Iterator
from itertools import count as numbers

from server.bench.meeting import Json, call, open_session
from server.bench.process import HOST_KEY, ServerProcess
from tests.faults.oracle import Marks, Verdict, Voter

BREAKS = (OSError, http.client.HTTPException)  # what a call meets whose server is killed
OPTIONS, MOST = 6, 5


class Tickets:
    """Somebody makes tickets, batch after batch. All of a batch are there, or none."""

    name, SIZE = "tickets are made", 60

    def __init__(self, server: ServerProcess, _: random.Random) -> None:
        self._server = server
        session = open_session(server.port, [{"title": "One"}, {"title": "Two"}], ["East"], admission="ticket")
        self._group, self._path = session["groups"][0]["id"], f"/api/sessions/{session['id']}/tickets"
        self._told: set[str] = set()
        self._names, self._open = numbers(), ""

    def work(self) -> None:
        """One piece; raises one of BREAKS when the server goes."""
        self._open = self._open or f"batch {next(self._names)}"
        made = self._make()
        self._told |= {ticket["id"] for ticket in made["tickets"]}
        self._open = ""

    def judge(self, verdict: Verdict) -> None:
        found = [each["id"] for each in call(self._server.port, "GET", self._path)["tickets"]]
        more = len(set(found) - self._told)
        assert len(found) == len(set(found))
        if not self._told <= set(found) or more not in ((0, self.SIZE) if self._open else (0,)):
            verdict.cases.append(f"{len(self._told)} tickets were told, {len(found)} are there")
        if more:  # made, and nobody saw them: the same batch is refused, and those stay as they are
            self._told, self._open = set(found), ""

    def _make(self) -> Json:
        body = {"count": self.SIZE, "group": self._group, "batch": self._open, "valid": True}
        made: Json = call(self._server.port, "POST", self._path, body)
        return made


class Imports:
    """Somebody imports lists, each as a meeting of its own. It is there whole and once, or not at all."""

    name, LINES = "lists are imported", 150

    def __init__(self, server: ServerProcess, _: random.Random) -> None:
        self._server, self._names = server, numbers()
        self._told: set[str] = set()
        self._open = ""

    def work(self) -> None:
        self._open = f"Import {next(self._names)}"
        lines = "".join(f"List,Entry {at},Services,Some words on it\n" for at in range(self.LINES))
        self._send(f"list,title,department,description\n{lines}")
        self._told.add(self._open)
        self._open = ""

    def judge(self, verdict: Verdict) -> None:
        every = call(self._server.port, "GET", "/api/sessions")["sessions"]
        titles = [each["title"] for each in every if each["title"].startswith("Import ")]
        sizes = {len(each["polls"][0]["options"]) for each in every if each["title"] in titles}
        if len(titles) != len(set(titles)) or not self._told <= set(titles) <= {*self._told, self._open}:
            verdict.cases.append(f"{len(self._told)} imports were told, {len(titles)} are there")
        if sizes - {self.LINES}:
            verdict.cases.append(f"lists of {sizes} entries")
        self._told = set(titles)

    def _send(self, csv: str) -> None:
        border = "a-border-of-parts"
        part = f'--{border}\r\nContent-Disposition: form-data; name="{{}}"{{}}\r\n\r\n{{}}\r\n'
        body = part.format("title", "", self._open) + part.format("file", '; filename="lists.csv"', csv)
        headers = {"Authorization": f"Bearer {HOST_KEY}", "Content-Type": f"multipart/form-data; boundary={border}"}
        _post(self._server.port, "/api/sessions/import", f"{body}--{border}--\r\n".encode(), headers)


class Paper:
    """Two people key sheets. One that was called recorded counts once, and so does one that is keyed again."""

    name, SHEETS = "sheets of paper are keyed", 400

    def __init__(self, server: ServerProcess, chance: random.Random) -> None:
        self._server, self._chance = server, chance
        options = [{"title": f"Option {n}"} for n in range(OPTIONS)]
        session = open_session(server.port, options, ["East"], admission="ticket")
        self._poll = session["polls"][0]
        body = {"count": self.SHEETS, "group": session["groups"][0]["id"]}
        made = call(server.port, "POST", f"/api/sessions/{session['id']}/tickets", body)["tickets"]
        self._sheets: Iterator[Json] = iter(made)
        self._keyers = ({"Authorization": f"Bearer {HOST_KEY}"}, self._teller(session))
        self._told: list[Voter] = []
        self._open: tuple[Json, Marks] | None = None

    def work(self) -> None:
        if self._open is None:
            marks = tuple(sorted(self._chance.sample(range(OPTIONS), self._chance.randint(1, MOST))))
            self._open = next(self._sheets), marks
        sheet, marks = self._open
        chosen = [self._poll["options"][at]["id"] for at in marks]
        states = [self._key({"ticket": sheet["serial"], "choices": chosen}, keyer) for keyer in self._keyers]
        assert states[1] == "recorded", states
        self._told.append(Voter(sheet["serial"], acknowledged=marks))
        self._open = None

    def judge(self, verdict: Verdict) -> None:
        if self._open is not None:
            self.work()  # the sheet that lies on the desk is keyed once more
        result = call(self._server.port, "GET", f"/api/polls/{self._poll['id']}/result")
        votes = {each["option"]: each["votes"] for each in result["options"]}
        verdict.compare([*(votes[option["id"]] for option in self._poll["options"]), result["ballots"]], self._told)

    def _key(self, body: Json, keyer: dict[str, str]) -> str:
        headers = {**keyer, "Content-Type": "application/json"}
        path = f"/api/polls/{self._poll['id']}/paper"
        _, answer, _ = _post(self._server.port, path, json.dumps(body).encode(), headers)
        return str(json.loads(answer)["state"])

    def _teller(self, session: Json) -> dict[str, str]:
        """The headers of a browser that came in by a teller's link."""
        form = urllib.parse.urlencode({"act": "make", "role": "teller", "label": ""}).encode()
        path, host = f"/host/{session['id']}/helpers", {"Authorization": f"Bearer {HOST_KEY}"}
        _, page, _ = _post(self._server.port, path, form, host)
        (secret,) = set(re.findall(rb"/in/([A-Za-z0-9_-]{40,})", page))
        origin = {"Origin": f"http://127.0.0.1:{self._server.port}"}
        _, _, cookies = _post(self._server.port, f"/in/{secret.decode()}", b"", origin)
        return {**origin, "Cookie": "; ".join(each.partition(";")[0] for each in cookies)}


def _post(port: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, list[str]]:
    """The status, the body and the cookies of an answer that is no refusal."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    try:
        connection.request("POST", path, body, form)
        answer = connection.getresponse()
        said = answer.read()
    finally:
        connection.close()
    assert answer.status < 400, (answer.status, said[:500])
    return answer.status, said, answer.headers.get_all("Set-Cookie") or []


Work = Tickets | Imports | Paper

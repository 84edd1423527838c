"""A session with voters on a running server, made over HTTP as fast as it goes."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Sequence
from typing import Any

from server.bench.client import request, send_all
from server.bench.process import HOST_KEY

Json = dict[str, Any]


def call(port: int, method: str, path: str, body: object = None, bearer: str | None = HOST_KEY) -> Any:
    """One JSON call; raises HTTPError for a refusal."""
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {bearer}"} if bearer else {})}
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, headers, method=method)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.loads(answer.read() or b"null")


def open_session(
    port: int,
    options: Sequence[Json],
    groups: Sequence[str] = (),
    *,
    host_key: str = HOST_KEY,
    admission: str = "open",
    **poll: Any,
) -> Json:
    """A session with one open poll."""
    fields = {"title": "Load", "options": list(options), **poll}
    named = [{"name": name} for name in groups]
    body = {"title": "Load", "admission": admission, "groups": named, "polls": [fields]}
    session: Json = call(port, "POST", "/api/sessions", body, host_key)
    call(port, "POST", f"/api/polls/{session['polls'][0]['id']}/open", bearer=host_key)
    return session


async def join_all(port: int, session: Json, groups: Sequence[str | None], connections: int = 100) -> list[str]:
    """A voter's bearer per entry of ``groups`` (ids or None); which voter got which group is told by the answer."""
    path = f"/api/sessions/{session['id']}/join"
    sent = [request("POST", path, json.dumps({"group": group}).encode()) for group in groups]
    outcome = await send_all(port, sent, connections, keep=True)
    assert outcome.statuses == {201: len(groups)}, outcome.statuses
    by_group: dict[str | None, list[str]] = {}
    for body in outcome.bodies:
        answer = json.loads(body)
        by_group.setdefault(answer["group"], []).append(answer["voter"])
    return [by_group[group].pop() for group in groups]


def ballot(poll: Json, voter: str, choices: Sequence[int], **more: Any) -> bytes:
    """The request that casts these positions of the list."""
    body = {"choices": [poll["options"][at]["id"] for at in choices], **more}
    return request("PUT", f"/api/polls/{poll['id']}/ballot", json.dumps(body).encode(), voter)

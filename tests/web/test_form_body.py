"""Forms as strange clients send them: read, or refused, and never a failure of the server."""

from __future__ import annotations

import asyncio
import random
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.types import Message

from server.web import form_body
from server.web.form_body import read_page_form, whole
from tests.builders import ORIGIN, Json, Room

CHARSETS = {"utf-7": b"+2AA-", "unicode_escape": b"\\ud800", "punycode": b"x", "utf-16": b"\xff", "no-such": b"x"}


@pytest.fixture(scope="module")
def session(hall: Room) -> Json:
    return hall.session(groups=("East",))


def multipart(name: str, value: bytes, charset: str) -> tuple[bytes, dict[str, str]]:
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    return head + value + b"\r\n--x--\r\n", {"Content-Type": kind, "Origin": ORIGIN}


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_charset_of_the_clients_choice_does_no_harm(hall: Room, session: Json, charset: str) -> None:
    host, voter = hall.host_cookie(), {f"voter-{session['id']}": hall.join(session, "East")}
    forms = [
        ("/", "code", {}),
        ("/host/sign-in", "key", {}),
        (f"/j/{session['join_code']}", "group", {}),
        ("/host/new", "title", host),
        ("/host/new", "listing", host),
        (f"/host/{session['id']}/act", "act", host),
        (f"/s/{session['id']}/ballot/{session['polls'][0]['id']}", "id", voter),
    ]
    for path, name, cookies in forms:
        body, headers = multipart(name, CHARSETS[charset], charset)
        answer = hall.call("POST", path, content=body, headers=headers, cookies=cookies)
        assert answer.status < 500, path


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-7",
        "multipart/form-data",
        'multipart/form-data; boundary="',
        f"multipart/form-data; boundary={'x' * 300}",
        "text/plain",
        "",
    ],
)
@pytest.mark.parametrize("body", [b"", b"%", b"%ff=%ff&code=%00", b"&" * 3_000, b"--\r\n", b"\x00", b"a=1;" * 1_500])
def test_a_body_that_is_no_form_names_no_group(hall: Room, session: Json, kind: str, body: bytes) -> None:
    headers = {"Content-Type": kind, "Origin": ORIGIN}

    answer = hall.call("POST", f"/j/{session['join_code']}", content=body, headers=headers)

    assert answer.status in (400, 422)


@pytest.mark.parametrize(
    "path",
    [
        "/j/%00",
        "/j/%ff",
        "/s/%00",
        "/s/%ff%fe",
        "/screen/%00?key=%ff",
        "/host/%00",
        "/host/%F0%9F%98%80/results",
        "/host/sign-in?key=%ff&next=%00",
        "/?lang=%00&big=%ff",
        "/static/x/%00",
        "/api/sessions/%ff",
        "/api/polls/%00/result",
    ],
)
def test_an_address_of_odd_bytes_leads_nowhere(hall: Room, path: str) -> None:
    seen = [hall.call("GET", path, cookies=cookies).status for cookies in ({}, hall.host_cookie())]

    assert max(seen) < 500


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("", None), ("-1", None), ("1.5", None), ("²", None), ("x", None), ("9" * 16, None)],
)
def test_a_whole_number_is_read_and_nothing_else(text: str, number: int | None) -> None:
    assert whole(text) == number


NAMES, VALUES = ("group", "token", "choice", "é", "a b", ""), ("", "0a1b", "x_-y", "名", "a+b", "1;2", "%41", " ", "&")


@pytest.mark.parametrize("seed", range(80))
def test_a_plain_form_reads_as_any_other(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has nothing but ids in it is read in a shorter way, with the same outcome."""
    chance = random.Random(seed)
    pairs = [(chance.choice(NAMES), chance.choice(VALUES)) for _ in range(chance.randrange(5))]
    if chance.random() < 0.4:
        pairs = [("choice", f"id{n}") for n in range(chance.choice([1, 2, 100, 101]))]
    body = chance.choice([urlencode(pairs), "&".join(f"{name}={value}" for name, value in pairs), "a", "=", "a=1&"])
    headers = [(b"content-type", chance.choice([b"application/x-www-form-urlencoded", b"text/plain", b"TEXT/html"]))]

    def read() -> tuple[dict[str, str], dict[str, bytes]]:
        async def receive() -> Message:
            return {"type": "http.request", "body": body.encode(), "more_body": False}

        form = asyncio.run(read_page_form(Request({"type": "http", "headers": headers}, receive)))
        return dict(form.fields), dict(form.files)

    short = read()
    monkeypatch.setattr(form_body, "_plain", lambda _: None)
    assert short == read()

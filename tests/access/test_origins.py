"""Whose pages may write: our origins, exactly. Everything else is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from server.access.origins import read_origins
from server.app import build
from server.config import read_settings
from tests.builders import HOST_KEY, ORIGIN, Clock, Json, Room, settings
from tests.live.listening import connected

FOREIGN = [
    "https://elsewhere.example",
    "null",
    "",
    "http://localhost:8000.elsewhere.example",
    "http://localhost:80000",
    "http://localhost:8001",
    "http://localhost",
    "http://localhost:8000/",
    "http://xlocalhost:8000",
    "https://localhost:8000",
    "http://LOCALHOST:8000",
    "http://user@localhost:8000",
    "http://localhost:8000, http://localhost:8000",
    "file://",
]
OURS = [ORIGIN, "http://127.0.0.1:8000", "http://[::1]:8000"]


@pytest.fixture(scope="module")
def session(hall: Room) -> Json:
    return hall.session()


def rename(room: Room, session: Json, origin: str | None, cookies: dict[str, str] | None = None) -> int:
    """Try to rename the session, by cookie or else by bearer."""
    by = None if cookies else HOST_KEY
    headers = {} if origin is None else {"Origin": origin}
    path = f"/api/sessions/{session['id']}"
    return room.call("PATCH", path, by=by, json={"title": "Renamed"}, headers=headers, cookies=cookies or {}).status


def title(room: Room, session: Json) -> str:
    return str(room.host("GET", f"/api/sessions/{session['id']}").json["title"])


@pytest.mark.parametrize("origin", [*FOREIGN, None])
def test_a_cookie_from_elsewhere_changes_nothing(hall: Room, session: Json, origin: str | None) -> None:
    assert rename(hall, session, origin, hall.host_cookie()) == 403
    assert title(hall, session) == "Annual retreat"


@pytest.mark.parametrize("origin", OURS)
def test_a_cookie_from_our_own_page_writes(hall: Room, origin: str) -> None:
    mine = hall.session()

    assert rename(hall, mine, origin, hall.host_cookie()) == 200
    assert title(hall, mine) == "Renamed"


@pytest.mark.parametrize("origin", FOREIGN)
def test_not_even_a_bearer_writes_from_a_foreign_page(hall: Room, session: Json, origin: str) -> None:
    assert rename(hall, session, origin) == 403
    assert title(hall, session) == "Annual retreat"


def test_a_bearer_without_an_origin_is_no_browser_and_writes(hall: Room) -> None:
    assert rename(hall, hall.session(), None) == 200


@pytest.mark.parametrize("origin", FOREIGN)
def test_forms_from_elsewhere_do_nothing(hall: Room, session: Json, origin: str) -> None:
    poll, headers = session["polls"][0], {"Origin": origin}
    cookies = {**hall.host_cookie(), f"voter-{session['id']}": hall.join(session)}
    joined = hall.host("GET", f"/api/sessions/{session['id']}/export.json").json["joined"]

    def post(path: str, **fields: str) -> int:
        return hall.call("POST", path, data=fields, headers=headers, cookies=cookies).status

    assert post(f"/host/{session['id']}/act", act="open", poll=poll["id"]) == 403
    assert post(f"/s/{session['id']}/ballot/{poll['id']}", choice=poll["options"][0]["id"]) == 403
    assert post(f"/j/{session['join_code']}") == 403
    assert hall.call("POST", "/host/sign-in", data={"key": HOST_KEY}, headers=headers).status == 403
    assert hall.state(poll) == "draft"
    assert hall.host("GET", f"/api/sessions/{session['id']}/export.json").json["joined"] == joined
    assert hall.call("GET", "/host", cookies=cookies).status == 200  # still signed in


def test_reading_needs_no_origin(hall: Room, session: Json) -> None:
    answer = hall.call(
        "GET", f"/api/sessions/{session['id']}", cookies=hall.host_cookie(), headers={"Origin": FOREIGN[0]}
    )

    assert answer.status == 200
    assert "access-control-allow-origin" not in answer.response.headers


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A server behind a public address of its own."""
    folder, clock = tmp_path_factory.mktemp("public"), Clock()
    spelled = read_settings({}, {"TOPFIVE_PUBLIC_URL": "https://Vote.example.org/"})
    with TestClient(
        build(settings(folder, public_url=spelled.public_url), clock),
        base_url="https://vote.example.org",
        follow_redirects=False,
    ) as client:
        yield Room(client, clock, folder)


@pytest.mark.parametrize("origin", ["https://vote.example.org", *OURS])
def test_the_public_address_is_ours_in_the_case_that_browsers_send(public: Room, origin: str) -> None:
    assert rename(public, public.session(), origin) == 200


@pytest.mark.parametrize("origin", ["http://vote.example.org", "https://vote.example.org:8000", "https://example.org"])
def test_what_is_only_like_the_public_address_is_foreign(public: Room, origin: str) -> None:
    assert rename(public, public.session(), origin) == 403


def test_behind_https_every_cookie_is_secure(public: Room) -> None:
    session = public.session()
    key = session["screen_url"].partition(".org")[2]
    answers = [
        public.call("POST", "/host/sign-in", data={"key": HOST_KEY}),
        public.call("POST", f"/api/sessions/{session['id']}/join"),
        public.call("GET", f"/j/{session['join_code']}"),
        public.call("GET", key),
    ]

    for answer in answers:
        flags = {part.strip().lower() for part in answer.response.headers["set-cookie"].split(";")}
        assert {"httponly", "secure", "samesite=lax", "path=/"} <= flags


@pytest.mark.parametrize(
    ("url", "browser"),
    [
        ("http://10.0.0.5:80", "http://10.0.0.5"),
        ("https://vote.example.org:443", "https://vote.example.org"),
        ("http://10.0.0.5:8080", "http://10.0.0.5:8080"),
    ],
)
def test_the_port_that_a_scheme_implies_is_left_out_by_browsers(tmp_path: Path, url: str, browser: str) -> None:
    assert read_origins(settings(tmp_path, public_url=url)).is_ours(browser)


def test_a_socket_from_elsewhere_is_refused(hall: Room, session: Json) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in hall.host_cookie().items())
    for origin in FOREIGN:
        for headers in ({"Cookie": cookie}, {"Authorization": f"Bearer {HOST_KEY}"}):
            with (
                pytest.raises(WebSocketDisconnect),
                connected(hall, session, "host", {**headers, "Origin": origin}),
            ):
                pass
    with pytest.raises(WebSocketDisconnect), connected(hall, session, "host", {"Cookie": cookie}):
        pass  # a missing origin is allowed only with a bearer
    with connected(hall, session, "host", {"Cookie": cookie, "Origin": ORIGIN}) as ear:
        assert ear.next()["type"] == "state"  # the control

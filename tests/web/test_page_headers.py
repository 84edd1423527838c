"""What every page carries: a policy without unsafe-, its language, no store; and no answer that names too much."""

from __future__ import annotations

import re

import pytest

from server.web.guards import GUARDS
from server.web.static_files import assets
from tests.builders import Answer, Json, Room
from tests.features.call import calls
from tests.ladder import UNKNOWN
from tests.tab import Page, Tab


@pytest.fixture(scope="module")
def session(hall: Room) -> Json:
    lists = [{"title": f"List {n}", "options": [{"title": "One"}, {"title": "Two"}]} for n in range(2)]
    session = hall.session(polls=lists, groups=("East", "West"), locale="zh-CN")
    hall.open(session["polls"][0])
    return session


@pytest.fixture(scope="module")
def pages(hall: Room, session: Json) -> dict[str, Answer]:
    """Every kind of page, refusals included."""
    host, phone, nobody = Tab(hall).sign_in(), Tab(hall), Tab(hall)
    phone.join(session, "East")
    screen = Tab(hall, cookies=hall.screen_cookie(session))
    sid, poll = session["id"], session["polls"][0]["id"]
    call = calls.Call(hall, session, host)
    call.act("call", deadline=calls.DEADLINE, titles="Tasks")
    (department,) = call.invite("East")
    return {
        "code": nobody.get("/"),
        "join": nobody.get(f"/j/{session['join_code']}/2"),
        "wrong code": nobody.post("/", {"code": "1"}),
        "ballot": phone.get(f"/s/{sid}"),
        "refused ballot": phone.post(f"/s/{sid}/ballot/{poll}", {"choice": "stray"}),
        "screen": screen.get(f"/screen/{sid}"),
        "no screen": nobody.get(f"/screen/{sid}"),
        "sign-in": nobody.get("/host/sign-in"),
        "wrong key": nobody.post("/host/sign-in", {"key": "wrong"}),
        "sessions": host.get("/host"),
        "new": host.get("/host/new"),
        "console": host.get(f"/host/{sid}"),
        "results": host.get(f"/host/{sid}/results"),
        "minutes": host.get(f"/print/{sid}/minutes"),
        "pictures": host.get(f"/host/{sid}/pictures"),
        "items": host.get(f"/host/{sid}/items"),
        "department": department.tab.get(department.path),
        "department refused": department.hand_in(""),
        "not found": nobody.get("/no/such/page"),
        "no session": host.get(f"/host/{UNKNOWN}"),
        "method": nobody.post("/host", {}),
    }


KINDS = """code, join, ballot, screen, sign-in, sessions, new, console, results, minutes, pictures, items,
department, department refused, method, wrong code, refused ballot, no screen, wrong key, not found,
no session""".replace("\n", " ").split(", ")


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_has_a_strict_policy_and_keeps_it(pages: dict[str, Answer], kind: str) -> None:
    assert set(KINDS) == set(pages)
    headers, page = pages[kind].response.headers, pages[kind].text
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))

    assert "unsafe-" not in headers["content-security-policy"]
    assert policy["default-src"] == "'none'"
    assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'")
    assert (policy["base-uri"], policy["form-action"]) == ("'none'", "'self'")
    assert "*" not in headers["content-security-policy"]
    assert policy["frame-ancestors"] == ("'self'" if kind == "screen" else "'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)|javascript:", page)


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_says_its_language(pages: dict[str, Answer], kind: str) -> None:
    expected = "zh-CN" if kind in ("screen", "minutes") else "en"  # these speak as the session does

    assert Page(pages[kind].text).language == expected
    assert pages[kind].response.headers["content-language"] == expected
    assert "Accept-Language" in pages[kind].response.headers["vary"]


def test_the_statuses_of_pages_are_true(pages: dict[str, Answer]) -> None:
    refused = {"wrong code": 404, "refused ballot": 422, "department refused": 422, "no screen": 403, "wrong key": 401}
    refused |= {"not found": 404, "no session": 404, "method": 405}

    assert {kind: answer.status for kind, answer in pages.items()} == {**dict.fromkeys(pages, 200), **refused}


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("en", "en"),
        ("en-GB,zh;q=0.5", "en"),
        ("zh", "zh-CN"),
        ("zh-Hans-CN", "zh-CN"),
        ("fr,en;q=0.1", "en"),
        ("en;q=0.2,zh-TW;q=0.9", "zh-CN"),
        ("ja-JP,en;q=0.5", "ja"),
        ("fr", "session"),
        ("en;q=0", "session"),
        ("*", "session"),
        ("", "session"),
        (";;;,q=,en;q=x", "session"),
    ],
)
@pytest.mark.parametrize("locale", ["zh-CN", "en", "ja"])
def test_a_phone_speaks_its_own_language_else_the_sessions(hall: Room, accepted: str, spoken: str, locale: str) -> None:
    session = hall.session(locale=locale)
    phone, screen = Tab(hall, accepted), Tab(hall, accepted, cookies=hall.screen_cookie(session))
    expected = locale if spoken == "session" else spoken

    assert Page(phone.get(f"/j/{session['join_code']}").text).language == expected
    assert phone.join(session).language == expected
    assert Page(screen.get(f"/screen/{session['id']}").text).language == locale


def test_a_language_that_was_chosen_is_remembered(hall: Room, session: Json) -> None:
    phone = Tab(hall, "en")
    path = f"/j/{session['join_code']}"

    assert Page(phone.get(f"{path}?lang=zh-CN").text).language == "zh-CN"
    assert Page(phone.get(path).text).language == "zh-CN"
    assert Page(phone.get(f"{path}?lang=tlh").text).language == "zh-CN"
    assert Page(Tab(hall, "en").get(path).text).language == "en"  # the control


@pytest.mark.parametrize("host", ["localhost:8000", "evil.example; script-src *", "a b", "x" * 300 + "!", "[::1]:8000"])
def test_a_host_header_cannot_widen_the_policy(hall: Room, host: str) -> None:
    policy = hall.call("GET", "/", headers={"Host": host}).response.headers["content-security-policy"]

    ours = hall.call("GET", "/").response.headers["content-security-policy"]
    assert policy.count(";") in (ours.count(";"), 1)  # one that is not ours is refused with less
    assert "script-src *" not in policy


TAGS = "<script>alert(1)</script>"


def test_what_people_typed_is_never_markup(hall: Room) -> None:
    nasty = f"{TAGS}\"'&<b>"
    lists = [{"title": nasty, "options": [{"title": nasty, "department": nasty, "description": nasty}]}]
    fields = {"organization": nasty, "place": nasty, "wifi": {"ssid": nasty[:32], "password": nasty}}
    session = hall.session(title=nasty, polls=lists, groups=[nasty], **fields)
    poll = session["polls"][0]
    host, phone = Tab(hall).sign_in(), Tab(hall)
    screen = Tab(hall, cookies=hall.screen_cookie(session))
    seen = [Tab(hall).get(f"/j/{session['join_code']}").text, phone.join(session, nasty).html]
    for step in (hall.open, hall.close, hall.reveal):
        seen += [tab.get(path).text for tab, path in _surfaces(host, phone, screen, session)]
        step(poll)
        if step is hall.open:
            phone.post(f"/s/{session['id']}/ballot/{poll['id']}", {"choice": poll["options"][0]["id"]})
            hall.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": "tally", "poll": poll["id"]})

    assert all("alert(1)" in html for html in seen[:1])  # the control: it is there, as text
    assert [html for html in seen if TAGS in html or "<b>&" in html] == []


def _surfaces(host: Tab, phone: Tab, screen: Tab, session: Json) -> list[tuple[Tab, str]]:
    sid = session["id"]
    shown = [(host, "/host"), (host, f"/host/{sid}"), (host, f"/host/{sid}/results")]
    return [*shown, (phone, f"/s/{sid}"), (screen, f"/screen/{sid}")]


def test_static_files_come_by_exact_name_for_ever_and_others_not_at_all(hall: Room) -> None:
    version = assets().version
    good = hall.call("GET", f"/static/{version}/js/main.js", headers={"Accept-Encoding": "gzip"})
    plain = hall.call("GET", f"/static/{version}/js/main.js", headers={"Accept-Encoding": "identity"})

    assert (good.status, good.response.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert "immutable" in good.response.headers["cache-control"]
    assert (good.response.headers["content-encoding"], "content-encoding" in plain.response.headers) == ("gzip", False)
    assert good.text == plain.text
    for path in (f"{version}/%2e%2e/app.py", "old/js/main.js", f"{version}/js/", f"{version}/"):
        assert hall.call("GET", f"/static/{path}").status == 404, path


def test_health_is_for_anyone(hall: Room) -> None:
    assert (hall.call("GET", "/healthz").status, hall.call("GET", "/healthz").json) == (200, {"status": "ok"})
    assert hall.call("HEAD", "/healthz").text == ""


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/none"),
        ("DELETE", "/api/sessions"),
        ("GET", "/api/sessions/"),
        ("GET", "/host/"),
        ("GET", "/static/x/y"),
        ("GET", "/none"),
        ("POST", "/healthz"),
        ("GET", "/healthz"),
    ],
)
def test_every_answer_is_guarded_also_where_no_route_is(hall: Room, method: str, path: str) -> None:
    headers = hall.call(method, path).response.headers

    for name, value in GUARDS:
        found = headers[name.decode()]
        assert name == b"content-security-policy" or found == value.decode()
        assert name != b"content-security-policy" or "default-src 'none'" in found
        assert len(headers.get_list(name.decode())) == 1

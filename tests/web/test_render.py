"""What guards every answer, and how a page is sent."""

from __future__ import annotations

import gzip
import re

import pytest

from server.permissions import WHO_MAY
from server.web.render import environment, is_big, security_headers
from server.web.static_files import static_url
from tests.builders import Room
from tests.web.browsers import asking

ADDRESSES = ["/", "/j/000000", "/host/sign-in", "/host", "/nowhere", "/s/nowhere", "/screen/nowhere", "/healthz"]


@pytest.mark.parametrize("address", [*ADDRESSES, "/api/openapi.json", "/api/sessions", "/static/x/y"])
def test_every_answer_carries_the_guards(room: Room, address: str) -> None:
    answer = room.call("GET", address).response
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"unsafe|\*|data:(?!;)|https?:", policy.replace("img-src 'self' data:", ""))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("address", [address for address in ADDRESSES if address not in ("/host", "/healthz")])
def test_no_page_may_use_what_a_phone_has(room: Room, address: str) -> None:
    assert (
        "camera=(), microphone=(), geolocation=()" in room.call("GET", address).response.headers["permissions-policy"]
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_is_kept_by_a_browser_or_a_proxy(room: Room, address: str) -> None:
    assert room.call("GET", address).response.headers["cache-control"] == "no-store"


def test_only_the_console_may_frame_and_only_the_screen_be_framed(room: Room) -> None:
    session = room.session()
    screen = room.host("GET", f"/screen/{session['id']}").response.headers["content-security-policy"]
    console = room.host("GET", f"/host/{session['id']}").response.headers["content-security-policy"]
    assert ("frame-ancestors 'self'" in screen, "frame-src" in screen) == (True, False)
    assert ("frame-ancestors 'none'" in console, "frame-src 'self'" in console) == (True, True)


@pytest.mark.parametrize("host", ["localhost:8000", "vote.example.org", "[::1]:8000", "192.168.1.20:80"])
def test_the_policy_names_this_servers_sockets(host: str) -> None:
    policy = security_headers(host)["Content-Security-Policy"]
    assert f"connect-src 'self' ws://{host} wss://{host};" in policy


@pytest.mark.parametrize("host", ["a b", "x;script-src *", "x'", "", "ü.example", "x\r\nSet-Cookie: a=b", "[::1"])
def test_a_host_that_is_no_host_is_not_put_into_the_policy(host: str) -> None:
    assert "connect-src 'self';" in security_headers(host)["Content-Security-Policy"]


def test_a_page_is_compressed_for_whoever_takes_it(room: Room) -> None:
    small = room.call("GET", "/", headers={"Accept-Encoding": "gzip"}).response
    plain = room.call("GET", "/", headers={"Accept-Encoding": "identity"}).response
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert small.text == plain.text
    assert int(small.headers["content-length"]) < int(plain.headers["content-length"])
    assert len(gzip.compress(plain.content, 6, mtime=0)) == int(small.headers["content-length"])
    assert "Accept-Encoding" in small.headers["vary"]


def test_a_page_loads_its_style_and_script_from_here_and_holds_none_of_its_own(room: Room) -> None:
    html = room.call("GET", "/").response.text
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)">', html) == [static_url("css/phone.css")]
    assert re.findall(r'<script[^>]+src="([^"]+)"', html) == [static_url("js/main.js")]
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]+src=)", html)


def test_no_template_holds_script_or_style_of_its_own() -> None:
    templates = environment("en").loader.list_templates()  # type: ignore[union-attr]
    assert len(templates) > 20
    for name in templates:
        source = environment("en").loader.get_source(environment("en"), name)[0]  # type: ignore[union-attr]
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|\|\s*safe\b", source), name


@pytest.mark.parametrize(
    ("query", "cookie", "big"),
    [("", "", False), ("big=1", "", True), ("", "big=1", True), ("big=0", "big=1", False), ("big=yes", "", False)],
)
def test_large_text_is_asked_for_then_remembered(query: str, cookie: str, big: bool) -> None:
    assert is_big(asking(query=query, cookie=cookie)) is big


def test_the_choice_of_large_text_is_kept_and_nothing_else_that_an_address_holds(room: Room) -> None:
    kept = room.call("GET", "/?big=1&session=1").response
    assert "big=1; HttpOnly" in kept.headers["set-cookie"].replace("Path=/; ", "").replace("Max-Age=31536000; ", "")
    assert "session" not in kept.headers["set-cookie"]
    assert 'class="big"' in kept.text
    assert "set-cookie" not in room.call("GET", "/?big=2").response.headers


def test_a_link_of_the_page_keeps_its_own_choices_only(room: Room) -> None:
    html = room.call("GET", "/?big=1&lang=en&next=//elsewhere.example").response.text
    assert 'href="?big=1&amp;lang=zh-CN"' in html
    assert "elsewhere" not in html


def test_every_page_of_the_table_is_html_or_leads_to_one(room: Room) -> None:
    """Whoever opens an address by hand reads a sentence, never a dump."""
    pages = [name.removeprefix("GET ") for name in WHO_MAY if name.startswith("GET ") and "/api/" not in name]
    for path in pages:
        if path.startswith(("/static", "/healthz")):
            continue
        answer = room.call("GET", re.sub(r"\{.+?\}", "nowhere", path)).response
        assert answer.status_code in (200, 303, 401, 403, 404), path
        assert answer.headers.get("content-type", "text/html").startswith("text/html"), path

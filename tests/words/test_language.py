"""Which language a page speaks: asked for, then remembered, then the browser's wish, then the session's."""

from __future__ import annotations

import pytest

from server.web.reader import language_of
from server.words.language import LANGUAGES, choose, known, of_session, preferred
from tests.builders import Room
from tests.web.browsers import asking


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh", "zh-CN"),
        ("zh-CN", "zh-CN"),
        ("zh_CN", "zh-CN"),
        ("ZH-cn", "zh-CN"),
        ("zh-Hans-CN", "zh-CN"),
        ("zh-Hant-TW", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("en", "en"),
        ("en-GB", "en"),
        ("en-US-posix", "en"),
        (" en ", "en"),
        ("ja", "ja"),
        ("ja-JP", "ja"),
        ("JA_jp", "ja"),
        ("jam", None),
        ("eng", None),
        ("", None),
        (None, None),
        ("*", None),
        ("-", None),
    ],
)
def test_a_tag_names_a_language_or_none(tag: str | None, language: str | None) -> None:
    assert known(tag) == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("ja,de;q=0.9", "ja"),
        ("ja-JP,ja;q=0.9,en;q=0.8", "ja"),
        ("ko,de;q=0.9", None),
        ("ko,en;q=0.5,zh-CN;q=0.7", "zh-CN"),
        ("en;q=0.5, zh;q=0.5", "en"),
        ("zh;q=0, en", "en"),
        ("zh;q=2, en;q=0.1", "en"),
        ("zh;q=many, en;q=0.1", "en"),
        ("*", None),
        (",,;,;q=", None),
        ("", None),
        (None, None),
        ("de," * 400 + "en", None),  # nobody wishes for so much
    ],
)
def test_the_browsers_wishes_are_weighed(header: str | None, language: str | None) -> None:
    assert preferred(header) == language


@pytest.mark.parametrize(
    ("header", "query", "cookie", "session", "language"),
    [
        ("en", "zh-CN", "en", "en", "zh-CN"),
        ("zh-CN", None, "en", "zh-CN", "en"),
        ("en", None, None, "zh-CN", "en"),
        ("ko", None, None, "en", "en"),
        ("ja-JP", None, None, "zh-CN", "ja"),
        ("ko", None, None, "ja", "ja"),
        (None, None, None, "", "zh-CN"),
        ("en", "klingon", "nonsense", "zh-CN", "en"),
    ],
)
def test_the_nearer_wish_wins(
    header: str | None, query: str | None, cookie: str | None, session: str, language: str
) -> None:
    assert choose(header, query, cookie, session) == language


def test_a_phone_is_asked_and_a_screen_is_told() -> None:
    assert language_of(asking(accept_language="en"), "zh-CN") == "en"
    assert language_of(asking(accept_language="en", cookie="lang=zh-CN"), "en") == "zh-CN"
    assert language_of(asking(query="lang=en", accept_language="zh", cookie="lang=zh-CN"), "zh-CN") == "en"
    assert (of_session("en-GB"), of_session("ko"), of_session("ja")) == ("en", "zh-CN", "ja")


@pytest.mark.parametrize(("wish", "language"), [("en", "en"), ("zh-CN", "zh-CN"), ("ja-JP", "ja"), ("ko", "zh-CN")])
def test_a_page_says_which_language_it_speaks(room: Room, wish: str, language: str) -> None:
    page = room.call("GET", "/", headers={"Accept-Language": wish}).response
    assert page.headers["content-language"] == language
    assert f'<html lang="{language}"' in page.text
    assert "Accept-Language" in page.headers["vary"]


def test_a_language_that_was_asked_for_is_remembered(room: Room) -> None:
    asked = room.call("GET", "/?lang=en").response
    assert "lang=en" in asked.headers["set-cookie"]
    assert "lang=" not in room.call("GET", "/?lang=xx").response.headers.get("set-cookie", "")
    assert '<html lang="en"' in room.call("GET", "/", cookies={"lang": "en"}).response.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_offers_all_others(room: Room, language: str) -> None:
    others = {f'href="?lang={other}"' for other in LANGUAGES}
    for path, own in (("/", True), ("/host/sign-in", False)):
        html = room.call("GET", path, headers={"Accept-Language": language}).text
        offered = {link for link in others if link in html}
        assert offered == (others if own else others - {f'href="?lang={language}"'})

"""Words for whoever cannot open the page: on the way in, on a page of their own, never in the way."""

from __future__ import annotations

import re

import pytest

from server.web.reader import ChatApp, chat_app
from tests.builders import Json, Room
from tests.tab import Page, Tab
from tests.web.browsers import asking

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
WECHAT = f"{PHONE} MicroMessenger/8.0.50(0x18003231) NetType/WIFI Language/zh_CN"


@pytest.mark.parametrize(
    ("agent", "app"),
    [
        (WECHAT, ChatApp.WECHAT),
        (f"{PHONE} wxwork/4.1.22 MicroMessenger/7.0.1", ChatApp.WECHAT),
        (f"{PHONE} QQ/9.0.20.620 V1_IPH_SQ", ChatApp.OTHER),
        (f"{PHONE} DingTalk/7.5.20", ChatApp.OTHER),
        (f"{PHONE} Safari Line/14.5.0", ChatApp.OTHER),
        (f"{PHONE} [FBAN/FBIOS;FBAV/450.0]", ChatApp.OTHER),
        (f"{PHONE} MQQBrowser/14.9 Safari/604.1", ChatApp.NONE),
        (f"{PHONE} Version/17.5 Safari/604.1", ChatApp.NONE),
        ("", ChatApp.NONE),
        (f"{PHONE} Online/1.0", ChatApp.NONE),
    ],
)
def test_a_chat_apps_browser_is_known_by_the_name_it_adds(agent: str, app: ChatApp) -> None:
    assert chat_app(asking(user_agent=agent)) is app


def join_page(room: Room, session: Json, agent: str = PHONE) -> str:
    return Tab(room).get(f"/j/{session['join_code']}", User_Agent=agent).text


def test_the_way_in_helps_at_its_foot_and_stands_in_nobodys_way(room: Room) -> None:
    session = room.session(locale="en")
    for agent, said in (
        (PHONE, "choose “Open in browser” in the app's menu"),
        (WECHAT, "scan again in this app: you are still in"),
    ):
        html = join_page(room, session, agent)
        found = Page(html)
        assert said in found.text.replace("\u2068", "").replace("\u2069", ""), agent
        assert re.search(r'<details class="trouble[^>]*(?<!open)>', html)  # folded
        assert html.index("trouble") < html.index('<div class="bar"')
        assert 'href="/help/network"' in html
        tab = Tab(room)
        tab.get(f"/j/{session['join_code']}", User_Agent=agent)
        assert (
            tab.post(f"/j/{session['join_code']}", {}, User_Agent=agent).response.headers["location"].startswith("/s/")
        )


def test_each_gets_its_own_words_however_many_ask(room: Room) -> None:
    session = room.session(locale="en")
    both = [join_page(room, session, agent) for agent in (PHONE, WECHAT, PHONE, WECHAT)]
    assert ["another phone" in html for html in both] == [False, True, False, True]


def test_with_https_there_is_nothing_to_help_with(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    session = room.session(locale="en")
    screen = room.call("GET", f"/screen/{session['id']}", by="a-host-key-for-tests-only").text
    assert "Blank in a chat app?" in screen  # the control
    assert "trouble" in join_page(room, session)
    monkeypatch.setattr(room.origins, "public", "https://vote.example.org")
    assert "trouble" not in join_page(room, session)
    screen = room.call("GET", f"/screen/{session['id']}", by="a-host-key-for-tests-only").text
    assert "Blank in a chat app?" not in screen
    assert "Scan with a phone, or open in a browser" in screen


@pytest.mark.parametrize("language", ["zh-CN", "en", "ja"])
def test_the_page_of_help_is_for_everybody_and_knows_nobody(room: Room, language: str) -> None:
    answer = Tab(room, language=language).get("/help/network", User_Agent=PHONE)

    assert answer.status == 200
    headers = answer.response.headers
    assert headers["cache-control"] == "max-age=300"
    assert {"User-Agent", "Accept-Language", "Cookie"} <= set(headers["vary"].split(", "))
    assert "set-cookie" not in headers
    assert headers["content-language"] == language
    assert room.origins.public.partition("://")[2] in answer.text
    assert "<form" not in answer.text
    assert 'id="computer"' in answer.text
    assert "docs/hall-network.md" in answer.text


def test_who_got_through_in_a_chat_app_is_told_to_stay(room: Room) -> None:
    said = "You are inside a chat app, and it works"
    assert said in Page(Tab(room).get("/help/network", User_Agent=WECHAT).text).text
    assert said not in Page(Tab(room).get("/help/network", User_Agent=PHONE).text).text


def test_console_and_start_page_lead_there(room: Room) -> None:
    session = room.session(locale="en")
    console = Tab(room).sign_in().get(f"/host/{session['id']}").text
    assert console.count('href="/help/network#computer"') == 2  # one of them in the warning
    assert 'href="/help/network"' in Tab(room).get("/").text

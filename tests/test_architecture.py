"""The house keeps its shape: arrows, purity, sizes, refusals, colours. Each rule is shown to bite on a bad example."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from server.errors import STATUS, Refusal
from server.web.openapi import _REFUSALS as DESCRIBED
from tests import house
from tests.house import ROOT, Source
from votes.errors import VotingError

SERVER, VOTES = house.sources("server"), house.sources("votes")
RUN = Source("run.py", (ROOT / "run.py").read_text("utf-8"))
HOUSE = (RUN, *SERVER, *VOTES)

Check = Callable[[Iterable[Source]], list[str]]


def texts(*patterns: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        found = sorted(ROOT.glob(pattern))
        assert found, pattern
        yield from ((path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in found)


@pytest.mark.parametrize(
    ("check", "rooms"),
    [
        (house.wrong_arrows, HOUSE),
        (house.circle, HOUSE),
        (house.impure_votes, VOTES),
        (house.stray_sql, HOUSE),
        (house.stray_http, HOUSE),
    ],
)
def test_the_house_keeps_its_arrows(check: Check, rooms: tuple[Source, ...]) -> None:
    assert check(rooms) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("votes/tally.py", "from server import config"),
        ("server/store/polls.py", "from server.core.context import Desk"),
        ("server/core/context.py", "from server.live.hub import Hub"),
        ("server/live/hub.py", "from server.features.polls import actions"),
        ("server/words/results.py", "from server.live import snapshots"),
        ("server/features/polls/api.py", "from server import app"),
        ("server/writers/ballots.py", "import server.access.auth"),
        ("server/config.py", "from votes.model import Poll"),
        ("server/errors.py", "from server.web import fields"),
        ("server/access/auth.py", "def later():\n    from server.web.endpoint import Endpoint"),
        ("server/app.py", "from tests.builders import Room"),
    ],
)
def test_an_arrow_that_is_not_listed_is_found(path: str, line: str) -> None:
    try:
        found = house.wrong_arrows([Source(path, line)])
    except StopIteration:  # a room of no floor
        found = [line]

    assert found


def test_the_arrows_of_a_ballots_way_are_allowed() -> None:
    way = [
        Source("server/features/ballots/api.py", "from server.features.ballots.actions import cast_ballot"),
        Source("server/features/ballots/actions.py", "from server.writers.ballots import Submission"),
        Source("server/writers/ballots.py", "from server.store import ballots"),
        Source("server/store/ballots.py", "from votes.model import Ballot"),
        Source("server/live/broadcast.py", "from server.live.hub import Hub"),
    ]

    assert house.wrong_arrows(way) == []


def test_every_room_stands_on_exactly_one_floor() -> None:
    rooms = {source.room for source in HOUSE} - {"server"}
    floors = [room for floor in house.FLOORS for room in floor]

    assert sorted(floors) == sorted(rooms)


def test_a_circle_is_found_and_an_import_inside_a_function_makes_none() -> None:
    first, second = Source("server/a.py", "from server import b"), Source("server/b.py", "import server.a")
    later = Source("server/b.py", "def use():\n    import server.a")

    assert set(house.circle([first, second])) == {"server.a", "server.b"}
    assert house.circle([first, later]) == []


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "from random import choice",
        "import secrets",
        "from time import time",
        "import sqlalchemy",
        "from server.errors import Refusal",
        "text = open('list.csv').read()",
        "from datetime import datetime\nnow = datetime.now()",
        "from datetime import date\ntoday = date.today()",
    ],
)
def test_rules_that_reach_outside_are_found(text: str) -> None:
    assert house.impure_votes([Source("votes/tally.py", text)])


@pytest.mark.parametrize(
    ("check", "path", "text", "allowed"),
    [
        (
            house.stray_sql,
            "server/features/polls/actions.py",
            "from sqlalchemy import select",
            "from sqlalchemy.ext.asyncio import AsyncConnection",
        ),
        (
            house.stray_sql,
            "server/surfaces/console_acts.py",
            "from sqlalchemy.ext.asyncio import AsyncEngine",
            "import votes",
        ),
        (house.stray_sql, "server/cli.py", "import sqlite3", "import argparse"),
        (
            house.stray_http,
            "server/core/context.py",
            "from starlette.requests import Request",
            "import msgspec",
        ),
        (house.stray_http, "server/store/polls.py", "from starlette.websockets import WebSocket", "import asyncio"),
    ],
)
def test_sql_and_http_outside_their_rooms_are_found(check: Check, path: str, text: str, allowed: str) -> None:
    assert check([Source(path, text)])
    assert check([Source(path, allowed)]) == []


def test_no_file_and_no_function_is_too_long() -> None:
    measured = texts(
        "run.py",
        "server/**/*.py",
        "server/templates/**/*.html",
        "votes/**/*.py",
        "static/js/**/*.js",
        "static/css/**/*.css",
        "tests/**/*.py",
    )

    assert [finding for path, text in measured for finding in house.too_long(path, text)] == []
    assert house.too_long("run.py", RUN.text, most_lines=20) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("server/long.py", "x = 1\n" * 301),
        ("server/long.py", "def f():\n" + "    x = 1\n" * 40),
        ("server/long.py", "class A:\n    async def f(self):\n" + "        x = 1\n" * 40),
        ("static/js/long.js", "const x = 1\n" * 301),
        ("static/js/long.js", "export function f(a) {\n" + "  g()\n" * 40 + "}\n"),
        ("static/js/long.js", "const f = async a => {\n" + "  if (a) { g('}') }\n" * 40 + "}\n"),
        ("static/js/long.js", "const o = {\n  f(a, b) {\n" + "    g()\n" * 40 + "  },\n}\n"),
    ],
)
def test_what_is_too_long_is_found(path: str, text: str) -> None:
    assert len(house.too_long(path, text)) == 1


def test_forty_lines_are_still_allowed_and_generated_migrations_are_exempt() -> None:
    forty = "def f():\n" + "    x = 1\n" * 39

    assert house.too_long("server/short.py", forty) == []
    assert house.too_long("static/js/short.js", "function f() {\n" + "  g()\n" * 38 + "}\n") == []
    assert house.too_long("server/store/migrations/versions/0001_spine.py", forty + forty.replace("f", "g") * 9) == []


def refusals(kind: type[Exception]) -> Iterator[type[Exception]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith(("server.", "votes.")):
            yield each
            yield from refusals(each)


def test_every_refusal_has_a_reason_of_its_own_and_a_described_status() -> None:
    kinds = [*refusals(VotingError), *refusals(Refusal)]
    reasons = [vars(kind)["reason"] for kind in kinds]
    ours = {kind.status for kind in refusals(Refusal)}  # type: ignore[attr-defined]
    theirs = {next(STATUS[each] for each in kind.__mro__ if each in STATUS) for kind in refusals(VotingError)}  # type: ignore[index]

    assert len(kinds) > 20
    assert len(set(reasons)) == len(reasons)
    assert all(reason == reason.lower() and " " not in reason and "_" not in reason for reason in reasons)
    assert {str(status) for status in ours | theirs} <= set(DESCRIBED)


def test_colours_come_from_tokens_alone() -> None:
    found = [finding for path, text in texts("static/css/**/*.css") for finding in house.raw_colours(path, text)]

    assert found == []


@pytest.mark.parametrize(
    "rule",
    ["a{color:#fff}", "a{background:rgb(0 0 0 / 50%)}", "a{border:1px solid black;}", "a{--mine: hsl(3 4% 5%);}"],
)
def test_a_colour_outside_the_tokens_is_found(rule: str) -> None:
    assert house.raw_colours("static/css/base.css", rule)
    assert house.raw_colours("static/css/screen/tokens.css", rule) == []
    assert house.raw_colours("static/css/base.css", "a:hover #add{color:var(--ink);background:transparent}") == []


def test_templates_hold_no_script_and_no_style_of_their_own() -> None:
    found = [finding for path, text in texts("server/templates/**/*.html") for finding in house.inline_code(path, text)]

    assert found == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>go()</script>",
        '<script type="module">go()</script>',
        "<style>a{}</style>",
        '<p style="width: 5%">',
        '<button onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_inline_code_is_found(html: str) -> None:
    assert house.inline_code("page.html", html)
    assert house.inline_code("page.html", '<script type="module" src="/static/main.js"></script><svg/>') == []

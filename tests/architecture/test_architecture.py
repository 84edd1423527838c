"""The checkout keeps its shape: arrows, purity, sizes, refusals, colours. Each rule is shown to bite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from server.errors import STATUS, Refusal
from server.web.openapi import _REFUSALS as DESCRIBED
from server.web.static_files import SURFACES as STYLES
from tests.architecture import rules
from tests.architecture.sources import ROOT, Source, sources
from votes.errors import VotingError

SERVER, VOTES = sources("server"), sources("votes")
RUN = Source("run.py", (ROOT / "run.py").read_text("utf-8"))
CHECKOUT = (RUN, *SERVER, *VOTES)

Check = Callable[[Iterable[Source]], list[str]]


@pytest.mark.parametrize(
    ("check", "checked"),
    [
        (rules.wrong_arrows, CHECKOUT),
        (rules.wrong_uses, CHECKOUT),
        (rules.stale_uses, CHECKOUT),
        (rules.circle, CHECKOUT),
        (rules.too_many, CHECKOUT),
        (rules.impure_votes, VOTES),
        (rules.stray_sql, CHECKOUT),
        (rules.stray_http, CHECKOUT),
        (rules.unnamed_parts, CHECKOUT),
    ],
)
def test_the_checkout_keeps_the_rule(check: Check, checked: tuple[Source, ...]) -> None:
    assert check(checked) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("votes/tally.py", "from server import config"),
        ("server/store/polls.py", "from server.core.context import Context"),
        ("server/core/context.py", "from server.writers.group_commit import GroupCommit"),
        ("server/core/context.py", "from server.live.hub import Hub"),
        ("server/live/hub.py", "from server.features.polls import actions"),
        ("server/words/results.py", "from server.live import snapshots"),
        ("server/web/endpoint.py", "from server.features.hosts.actions import sign_in"),
        ("server/web/endpoint.py", "from server.live.hub import Hub"),
        ("server/features/polls/api.py", "from server.surfaces import phone"),
        ("server/features/polls/api.py", "from server import app"),
        ("server/process/serve.py", "from server.app import build"),
        ("server/writers/ballots.py", "from server.web.endpoint import Endpoint"),
        ("server/config.py", "from server.errors import Refusal"),
        ("server/access/auth.py", "def later():\n    from server.web.endpoint import Endpoint"),
        ("server/app.py", "from tests.builders import Room"),
        ("server/attic/old.py", "from server import config"),
    ],
)
def test_an_import_that_goes_up_is_found(path: str, line: str) -> None:
    assert rules.wrong_arrows([Source(path, line)])


def test_the_imports_of_a_ballots_way_go_down() -> None:
    way = [
        Source("server/process/serve.py", "from server.web.endpoint import Services"),
        Source("server/features/ballots/api.py", "from server.features.ballots.actions import cast_ballot"),
        Source("server/features/ballots/actions.py", "from server.core.queues import Submission"),
        Source("server/writers/ballots.py", "from server.core.queues import Submission"),
        Source("server/writers/ballots.py", "from server.store import ballots"),
        Source("server/store/ballots.py", "from votes.model import Ballot"),
        Source("server/live/notifier.py", "from server.core.queues import Submission"),
        Source("server/live/broadcast.py", "from server.live.hub import Hub"),
    ]

    assert rules.wrong_arrows(way) == []


def test_a_feature_that_uses_another_one_is_found_unless_it_is_written_down() -> None:
    used = "from server.features.questions import actions"

    assert rules.wrong_uses([Source("server/features/polls/api.py", used)])
    assert rules.wrong_uses([Source("server/features/newcomer/api.py", used)])
    assert rules.wrong_uses([Source("server/features/rehearsal/people.py", used)]) == []
    assert rules.wrong_uses([Source("server/surfaces/phone.py", used)]) == []
    assert rules.wrong_uses([Source("server/features/questions/api.py", used)]) == []


def test_a_use_that_no_import_needs_is_found() -> None:
    assert "questions uses scenes" in rules.stale_uses([Source("server/features/questions/api.py", "import json")])
    used = Source("server/features/questions/api.py", "from server.features.scenes import actions")
    assert "questions uses scenes" not in rules.stale_uses([used])


def test_features_use_each_other_in_no_circle() -> None:
    assert rules.circle_of_features(rules.USES) == []
    assert rules.circle_of_features({**rules.USES, "polls": frozenset({"rehearsal"})})


def test_what_no_picture_can_show_is_found() -> None:
    many = [Source(f"server/room_{n}/a.py", "") for n in range(26)]
    root = [Source(f"server/file_{n}.py", "") for n in range(10)]
    features = [Source(f"server/features/noun_{n}/api.py", "") for n in range(17)]
    every = [
        Source(f"server/features/{one}/api.py", f"from server.features.{other} import api")
        for one in "abcdef"
        for other in "ghijkl"
    ]

    assert rules.too_many(many) == ["26 rooms, at most 25"]
    assert rules.too_many(root) == ["10 files in server/, at most 9"]
    assert rules.too_many(features) == ["17 features, at most 16"]
    assert rules.too_many(every) == ["36 arrows between features, at most 30"]
    crowd = [
        Source(f"server/{one}/a.py", f"import server.{other}.a") for one in "abcdefghijk" for other in "lmnopqrstu"
    ]
    assert rules.too_many(crowd) == ["110 arrows between rooms, at most 100"]


def test_a_class_called_with_many_unnamed_arguments_is_found() -> None:
    assert rules.unnamed_parts([Source("votes/a.py", "x = Poll(1, 2, 3, 4, 5)")])
    assert rules.unnamed_parts([Source("server/a.py", "x = model._Poll(1, 2, 3, 4, 5)")])
    for allowed in ("x = Poll(1, 2, 3, 4)", "x = Poll(a=1, b=2, c=3, d=4, e=5)", "x = f(1, 2, 3, 4, 5)"):
        assert rules.unnamed_parts([Source("votes/a.py", allowed)]) == []


SURFACES, SHARED = {"phone", "screen", "console"}, {"shared"}
NOUNS = {source.feature for source in SERVER if source.feature}


@pytest.mark.parametrize(
    ("folder", "allowed"),
    [
        ("server/templates", NOUNS | SURFACES | SHARED),
        ("static/js", {"phone", "host", "screen"} | SHARED),
        ("static/css", set(STYLES) | SHARED),
        ("tests/features", NOUNS),
    ],
)
def test_pages_script_style_and_tests_stand_by_the_same_nouns_and_surfaces(folder: str, allowed: set[str]) -> None:
    found = {path.name for path in (ROOT / folder).iterdir() if path.is_dir() and path.name != "__pycache__"}

    assert found
    assert rules.wrong_folders(folder, found, allowed) == []
    assert rules.wrong_folders(folder, {*found, "misc"}, allowed) == [f"{folder}/misc"]


def test_a_circle_is_found_and_an_import_inside_a_function_makes_none() -> None:
    first, second = Source("server/a.py", "from server import b"), Source("server/b.py", "import server.a")
    later = Source("server/b.py", "def use():\n    import server.a")

    assert set(rules.circle([first, second])) == {"server.a", "server.b"}
    assert rules.circle([first, later]) == []


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
    assert rules.impure_votes([Source("votes/tally.py", text)])


@pytest.mark.parametrize(
    ("check", "path", "text", "allowed"),
    [
        (rules.stray_sql, "server/features/polls/actions.py", "from sqlalchemy import select", "import msgspec"),
        (rules.stray_sql, "server/writers/ballots.py", "import sqlalchemy.exc", "from server.store import polls"),
        (rules.stray_sql, "server/cli.py", "import sqlite3", "import argparse"),
        (rules.stray_http, "server/features/polls/actions.py", "from starlette.requests import Request", "import json"),
        (rules.stray_http, "server/words/language.py", "from starlette.requests import Request", "import gettext"),
        (rules.stray_http, "server/live/hub.py", "from starlette.websockets import WebSocket", "import asyncio"),
        (rules.stray_http, "server/core/context.py", "import uvicorn", "import asyncio"),
    ],
)
def test_sql_and_http_outside_their_folders_are_found(check: Check, path: str, text: str, allowed: str) -> None:
    assert check([Source(path, text)])
    assert check([Source(path, allowed)]) == []


@pytest.mark.parametrize(
    "path",
    [
        "server/web/endpoint.py",
        "server/live/socket.py",
        "server/surfaces/phone.py",
        "server/features/polls/api.py",
        "server/features/admission/join_api.py",
        "server/features/admission/join_page.py",
    ],
)
def test_what_answers_requests_may_speak_http(path: str) -> None:
    assert rules.stray_http([Source(path, "from starlette.requests import Request")]) == []
    assert rules.stray_sql([Source(path, "import sqlite3")])


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

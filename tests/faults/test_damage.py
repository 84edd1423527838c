"""Damaged and missing files: the server works, or it ends with one line that says what to do. Never anything between.

Never a traceback, a start as if there had been nothing, or an answer of 500.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.bench.process import ROOT, free_port
from tests.faults.amount import amount
from tests.faults.damage import PHRASE, Whole, cases, do, respect_permissions
from tests.faults.figures import Figures

SHARE = 8
READY_S = 15
GOAL = "it works, or one line says what to do"


class Started:
    """A server of its own kind: with the host's key in its file, and no right to what is closed to it."""

    def __init__(self, data: Path) -> None:
        self.data, self.port, self._log = data, free_port(), data.with_suffix(".log")
        own = ("--host", "127.0.0.1", "--port", str(self.port), "--data", str(data))
        environment = {name: value for name, value in os.environ.items() if name != "TOPFIVE_HOST_KEY"}
        with self._log.open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "server.cli", *own],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=said,
                preexec_fn=respect_permissions if os.name == "posix" else None,
            )

    @property
    def said(self) -> str:
        return self._log.read_text("utf-8")

    def is_ready(self) -> bool:
        """Whether it answers; else it has ended."""
        begun = time.perf_counter()
        while self._process.poll() is None:
            assert time.perf_counter() - begun < READY_S, f"neither ready nor ended: {self.said}"
            if self.ask("/healthz")[0]:
                return True
            time.sleep(0.02)
        return False

    def ask(self, path: str, body: object = None, method: str = "GET", **headers: str) -> tuple[int, bytes]:
        """The status and the body; 0 where nothing listens, or the answer breaks off."""
        sent = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", sent, named, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()
        except (OSError, http.client.HTTPException):
            return 0, b""

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)

    def end(self) -> int:
        if self._process.poll() is None:
            self._process.terminate()
        return self._process.wait(10)


@contextmanager
def started(data: Path) -> Iterator[Started]:
    server = Started(data)
    try:
        yield server
    finally:
        server.end()


def wrong_with(whole: Whole, data: Path) -> list[str]:
    """What is not as promised when a server starts on this folder."""
    with started(data) as server:
        if not server.is_ready():
            lines = server.said.splitlines()
            is_said = server.end() == 1 and len(lines) == 1 and lines[0].startswith("Topfive did not start. ")
            return [] if is_said else [f"ends with {server.end()}: {server.said[-600:]}"]
        found = _answers(whole, server)
        server.end()
        return [*found, *(["a traceback"] if "Traceback" in server.said else [])]


def _answers(whole: Whole, server: Started) -> list[str]:
    key = (server.data / "host.key").read_text("ascii").strip()
    host, site = {"Authorization": f"Bearer {key}"}, f"http://127.0.0.1:{server.port}"
    status, listed = server.ask("/api/sessions", **host)
    if status == 200 and whole.session["id"].encode() not in listed:
        return ["starts as if there had been nothing"]
    asked = {path: server.ask(path, **host)[0] for path in whole.pages}
    asked["sign in"] = server.ask(
        "/host/sign-in", urllib.parse.urlencode({"key": PHRASE}).encode(), "POST", Origin=site
    )[0]
    ballot = {"choices": [whole.poll["options"][1]["id"]]}
    voter = {"Authorization": f"Bearer {whole.voter}"}
    asked["cast"] = server.ask(f"/api/polls/{whole.poll['id']}/ballot", ballot, "PUT", **voter)[0]
    typed = {"ticket": whole.ticket["code"]}
    asked["come in"] = server.ask(f"/api/sessions/{whole.session['id']}/join", typed, "POST")[0]
    more = {"group": whole.session["groups"][0]["id"], "count": 1}
    asked["tickets"] = server.ask(f"/api/sessions/{whole.session['id']}/tickets", more, "POST", **host)[0]
    asked["close"] = server.ask(f"/api/polls/{whole.poll['id']}/close", {"in": 0}, "POST", **host)[0]
    return [f"{what}: {status}" for what, status in asked.items() if status == 0 or (status >= 500 and status != 503)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    return Whole(tmp_path_factory.mktemp("whole") / "data")


def test_a_folder_that_is_whole_works(whole: Whole, tmp_path: Path) -> None:
    """The control: every question is one that is answered well."""
    shutil.copytree(whole.folder, tmp_path / "data")
    with started(tmp_path / "data") as server:
        assert server.is_ready(), server.said
        host = {"Authorization": f"Bearer {(whole.folder / 'host.key').read_text()}"}
        assert {path: server.ask(path, **host)[0] for path in whole.pages} == dict.fromkeys(whole.pages, 200)
        assert _answers(whole, server) == []


def test_whatever_file_is_damaged_it_works_or_one_line_says_what_to_do(
    whole: Whole, tmp_path: Path, figures: Figures
) -> None:
    every = cases(whole.folder)
    chance, wrong = random.Random(20261208), dict[str, list[str]]()
    chosen = sorted(chance.sample(every, amount(SHARE, len(every))))
    for kind, damage in chosen:
        data = tmp_path / "data"
        shutil.copytree(whole.folder, data)
        do(data, kind, damage, chance)
        if found := wrong_with(whole, data):
            wrong[f"{kind} {damage}"] = found
        data.chmod(0o700)
        shutil.rmtree(data)
    said = f"{len(wrong)} of them do neither"
    figures.add("a file of the data folder damaged", len(chosen), f"of {len(every)} cases", said, GOAL, not wrong)
    assert wrong == {}

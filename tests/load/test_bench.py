"""``run.py bench``: small enough for every run of the tests; what it says of the machine is not judged here."""

from __future__ import annotations

import asyncio
import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from server.bench import measures
from server.bench import run as bench
from server.bench.client import percentile
from server.bench.measures import Figure, Size, Target
from server.bench.meeting import call
from server.bench.process import HOST_KEY, ROOT, ServerProcess
from server.bench.sockets import listen_many

TIMED = ["/s", "ms", "ms", "ms", "/s", "/s", "s", "s", "s", "s", "s", "s"]
SMALL = Size(rounds=1, requests=60, phones=30, voting_s=0.5)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "SETTLE_S", 0.1)


def test_every_figure_is_measured_beside_its_floor() -> None:
    figures = bench.run_bench(SMALL, None)

    units = [figure.unit for figure in figures]
    assert units == [*TIMED, "KB"]
    assert all(math.isfinite(figure.value) for figure in figures)
    assert all(figure.floor > 0 for figure in figures if figure.unit in ("/s", "ms"))


def test_a_running_server_is_measured_and_left_as_it_was(tmp_path: Path) -> None:
    with ServerProcess(tmp_path) as server:
        figures = bench.run_bench(SMALL, Target(server.port, HOST_KEY))
        kept = call(server.port, "GET", "/api/sessions")

    assert [figure.unit for figure in figures] == TIMED  # another process's memory is not ours to say
    assert kept == {"sessions": []}


def test_a_figure_is_met_by_its_ratio_or_by_itself() -> None:
    assert Figure("ballots", "/s", 60.0, 100.0, 0.5, is_least=True).is_met
    assert not Figure("ballots", "/s", 40.0, 100.0, 0.5, is_least=True).is_met
    assert Figure("latency", "ms", 100.0, 1.0, 120.0).is_met
    assert not Figure("latency", "ms", 130.0, 129.0, 120.0).is_met
    assert Figure("latency", "ms", 130.0, 129.0).is_met


def test_figures_are_said_to_people_and_to_programs() -> None:
    figures = [Figure("ballots", "/s", 6_000.0, 10_000.0, 0.5, is_least=True), Figure("wait", "ms", 9.5, 0.0, 5.0)]

    lines = bench.table(figures).splitlines()
    assert [line.split()[0] for line in lines] == ["what", "ballots", "wait"]
    assert "6,000 /s" in lines[1]
    assert lines[1].endswith("met")
    assert lines[2].endswith("missed")
    assert json.loads(bench.as_json(figures))[1] == {
        "name": "wait",
        "unit": "ms",
        "value": 9.5,
        "floor": 0.0,
        "ratio": None,
        "goal": 5.0,
        "met": False,
    }


def test_a_server_takes_more_phones_than_a_shell_allows_files(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    try:
        with ServerProcess(tmp_path) as server:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            figures = asyncio.run(listen_to(server, 400))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert figures == 400


async def listen_to(server: ServerProcess, phones: int) -> int:
    """How many sockets are open at once."""
    with measures.Meeting(Target(server.port, HOST_KEY)) as meeting:
        await meeting.join(phones)
        listening = await listen_many(server.port, meeting.path("phone"), meeting.voters)
        for each in listening:
            each.transport.close()
    return len(listening)


def test_percentiles_are_taken_from_what_was_measured() -> None:
    assert [percentile([3.0, 1.0, 2.0, 4.0], share) for share in (0.0, 0.5, 0.99)] == [1.0, 3.0, 4.0]
    assert math.isnan(percentile([], 0.5))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--running"], "Topfive did not start. --running: give the running server's key"),
        (["--running", "--host-key", "KEY", "--port", "9"], "The bench ended early: "),
    ],
)
def test_a_bench_that_cannot_be_says_so_in_one_line(more: list[str], said: str, tmp_path: Path) -> None:
    key = tmp_path / "host.key"
    key.write_text("a-key-of-nobody-at-all\n")
    command = [sys.executable, "run.py", "bench", "--quick", *(str(key) if each == "KEY" else each for each in more)]

    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=ROOT)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(said)
    assert ended.stderr.count("\n") == 1

"""Wheel and sdist: all in one package, installed into a bare environment, and a meeting served from there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from server.bench.process import free_port
from tests.architecture import rules
from tests.architecture.sources import ROOT, sources
from tests.features.agenda.test_reports import pdf_of

HOST_KEY = "a-host-key-for-the-wheel"
READY_S = 30.0
DECOY = "raise ImportError('a package of somebody else')\n"


@dataclass(frozen=True)
class Built:
    """What was built, and the Python of an environment that has the wheel and what it needs, and nothing else."""

    sdist: Path
    wheel: Path
    python: Path

    @property
    def package(self) -> Path:
        """Where the wheel was installed."""
        asked = [self.python, "-P", "-c", "import topfive; print(topfive.__path__[0])"]
        return Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The wheel is built from the sdist, which is so shown to be whole."""
    folder = tmp_path_factory.mktemp("built")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    venv.create(folder / "bare", with_pip=True)
    python = folder / "bare" / "bin" / "python"
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", ROOT / "deploy/requirements.lock")
    run(*pip, "--no-deps", wheel)
    run(python, "-m", "pip", "check")  # the lock is whole, and the wheel wants nothing beside it
    return Built(sdist, wheel, python)


def run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def kept(*folders: str) -> dict[str, bytes]:
    """What git keeps below these folders of the checkout."""
    listed = subprocess.run(["git", "ls-files", "-z", *folders], cwd=ROOT, check=True, capture_output=True, text=True)
    return {name: (ROOT / name).read_bytes() for name in listed.stdout.split("\0") if name}


def test_a_wheel_holds_one_package_and_in_it_what_the_checkout_holds(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        found = {name: wheel.read(name) for name in wheel.namelist() if not name.endswith("/")}
    ours = {name.removeprefix("topfive/"): text for name, text in found.items() if name.startswith("topfive/")}
    entry = {
        "__main__.py": (ROOT / "run.py").read_bytes(),
        "__init__.py": (ROOT / "deploy/wheel/__init__.py").read_bytes(),
    }

    assert {name.partition("/")[0] for name in found} == {"topfive", f"{built.wheel.name.split('-py3')[0]}.dist-info"}
    assert ours == {**kept("server", "votes", "static", "docs/host-guide"), **entry}


def test_an_sdist_holds_what_a_checkout_needs_to_start_and_to_be_built(built: Built) -> None:
    with tarfile.open(built.sdist) as sdist:
        found = {name.partition("/")[2] for name in sdist.getnames()}

    assert {"run.py", "pyproject.toml", "README.md", "LICENSE"} < found
    assert kept("server", "votes", "static", "docs/host-guide").keys() < found


def test_the_guard_holds_in_the_package_as_in_the_checkout(built: Built) -> None:
    found = sources("server", "votes", root=built.package)

    assert {source.path for source in found} == {source.path for source in sources("server", "votes")}
    for check in (rules.wrong_arrows, rules.wrong_uses, rules.circle, rules.stray_sql, rules.stray_http):
        assert check(found) == []


@pytest.mark.parametrize("command", [["bin/topfive"], ["bin/python", "-m", "topfive"]])
def test_the_package_serves_wherever_it_is_started(built: Built, tmp_path: Path, command: list[str]) -> None:
    """Also where folders of the same names lie about."""
    for name in ("server", "votes"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(DECOY)
    start = [str(built.python.parents[1] / command[0]), *command[1:]]

    with serving(start, tmp_path) as url:
        body = {"title": "A meeting", "polls": [{"title": "Projects", "options": [{"title": "One"}, {"title": "Two"}]}]}
        session = asked(url, "POST", "/api/sessions", body)
        agenda = {"items": [{"kind": "report", "title": "Report", "seconds": 420}]}
        (item,) = asked(url, "PUT", f"/api/sessions/{session['id']}/agenda", agenda)["items"]
        page = read(url, f"/j/{session['join_code']}").decode()
        style = read(url, page.partition('rel="stylesheet" href="')[2].partition('"')[0])
        guide = read(url, "/host/guide?lang=ja", HOST_KEY).decode()
        drawn = asked(url, "PUT", f"/api/sessions/{session['id']}/agenda/{item['id']}/report", pdf_of("red", "blue"))

    assert "A meeting" in page
    assert drawn["pages"] == 2  # by the program that draws them, in a process of its own
    assert len(style) > 10_000
    assert '<html lang="ja"' in guide
    assert guide.count("<h2 id=") > 8


def test_a_checkout_starts_beside_an_installed_package(built: Built, tmp_path: Path) -> None:
    with serving([str(built.python), str(ROOT / "run.py")], tmp_path) as url:
        assert json.loads(read(url, "/healthz")) == {"status": "ok"}


@contextmanager
def serving(command: Sequence[str], folder: Path) -> Iterator[str]:
    """The address of a server that was started in ``folder``."""
    port = free_port()
    own = ("--host", "127.0.0.1", "--port", str(port), "--data", str(folder / "data"))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TOPFIVE"))}
    process = subprocess.Popen(
        [*command, *own], cwd=folder, env={**clean, "TOPFIVE_HOST_KEY": HOST_KEY}, stdout=subprocess.DEVNULL
    )
    try:
        until_ready(process, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    ends_at = time.monotonic() + READY_S
    while process.poll() is None and time.monotonic() < ends_at:
        try:
            read(url, "/healthz")
            return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("the server did not become ready")


def read(url: str, path: str, key: str = "") -> bytes:
    sent = urllib.request.Request(url + path, headers={"Authorization": f"Bearer {key}"} if key else {})
    with urllib.request.urlopen(sent, timeout=10) as answer:
        return bytes(answer.read())


def asked(url: str, method: str, path: str, body: Any) -> Any:
    """The host's request with a struct as JSON or a report as PDF."""
    is_file = isinstance(body, bytes)
    headers = {
        "Authorization": f"Bearer {HOST_KEY}",
        "Content-Type": "application/pdf" if is_file else "application/json",
    }
    sent = urllib.request.Request(url + path, body if is_file else json.dumps(body).encode(), headers, method=method)
    with urllib.request.urlopen(sent, timeout=60) as answer:
        return json.loads(answer.read())


def test_a_checkout_that_is_installed_as_it_stands_has_the_command_too(tmp_path: Path) -> None:
    """As ``make run`` installs it."""
    venv.create(tmp_path / "checkout", with_pip=True)
    python = tmp_path / "checkout" / "bin" / "python"
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", ROOT / "deploy/build.lock")
    run(*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    found = subprocess.run(
        [python, "-c", "import topfive; print(topfive.__path__[0])"], check=True, capture_output=True, text=True
    )
    entry = Path(found.stdout.strip()) / "__main__.py"

    assert entry.read_bytes() == (ROOT / "run.py").read_bytes()

"""What is overridden of other packages is there in the oldest and in the newest that pyproject.toml allows."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.architecture.sources import ROOT

OVERRIDDEN = ("uvicorn", "websockets", "httptools", "aiosqlite")
CONTRACT = ROOT / "tests/packaging/contract.py"


def allowed() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found = {each.name: each for each in map(Requirement, project["dependencies"])}
    return {name: found[name] for name in OVERRIDDEN}


def bound(wanted: Requirement, operator: str) -> str:
    (version,) = [each.version for each in wanted.specifier if each.operator == operator]
    return version


def put_before(folder: Path, *wanted: str) -> dict[str, str]:
    """An environment in which Python finds these versions first, by whatever index pip is set up for."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run([*pip, "--target", str(folder), *wanted], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}


def told(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, str(CONTRACT)]
    return subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("end", ["oldest", "newest"])
def test_what_is_overridden_is_there(tmp_path: Path, end: str) -> None:
    wanted = allowed()
    if end == "oldest":
        names = [f"{name}=={bound(each, '>=')}" for name, each in wanted.items()]
    else:
        names = [f"{name}{each.specifier}" for name, each in wanted.items()]

    done = told(put_before(tmp_path, *names))

    assert done.returncode == 0, done.stderr
    found = {name: Version(version) for name, _, version in (each.partition("==") for each in done.stdout.split())}
    assert found.keys() == set(OVERRIDDEN)
    for name, each in wanted.items():
        assert found[name] in each.specifier
        assert end == "newest" or found[name] == Version(bound(each, ">="))


def test_the_contract_knows_a_version_that_lacks_something(tmp_path: Path) -> None:
    """The control: the release before the oldest that is allowed."""
    done = told(put_before(tmp_path, "uvicorn==0.52.0"))

    assert done.returncode == 1
    assert "WebSocketsSansIOProtocol has no" in done.stderr


def test_what_is_overridden_has_an_upper_bound() -> None:
    for each in allowed().values():
        assert {"<", ">="} == {found.operator for found in each.specifier}

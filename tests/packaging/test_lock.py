"""What is installed is what was tried: every package has one version and its hashes, and its licence is listed."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import ROOT
from tests.packaging.licences import LOCKS, PAGE, installed, licence_of, locked, version_of

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUN, BUILD = LOCKS.values()
COPYLEFT = re.compile(r"\bA?GPL|General Public|SSPL|BUSL", re.IGNORECASE)


def lines() -> list[str]:
    return [line for path in LOCKS.values() for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        (RUN, PROJECT["project"]["dependencies"]),
        (BUILD, PROJECT["build-system"]["requires"]),
        (BUILD, PROJECT["dependency-groups"]["build"]),
    ],
    ids=["run", "build", "build group"],
)
def test_the_lock_has_what_is_asked_for_within_its_bounds(lock: Any, asked: list[str]) -> None:
    found = {canonicalize_name(each.name): each for each in locked(lock)}

    for wanted in map(Requirement, asked):
        one = found[canonicalize_name(wanted.name)]
        assert version_of(one) in wanted.specifier, wanted
        if one.marker is None or wanted.marker is not None:
            continue
        pytest.fail(f"{one} is left out where {wanted} is asked for")


def test_every_package_has_its_hashes() -> None:
    for path in LOCKS.values():
        blocks = re.split(r"\n(?=\S)", path.read_text("utf-8").strip())
        assert len(blocks) == len(list(locked(path)))
        for block in blocks:
            assert re.fullmatch(r"\S+==\S+( ; [^\\]+)? ?\\\n( +--hash=sha256:[0-9a-f]{64}( \\\n)?)+", block), block[:80]


def test_no_lock_says_where_from() -> None:
    assert not [line for line in lines() if "://" in line or line.startswith(("-", "#")) or " @ " in line]


def test_the_licences_of_all_that_is_locked_are_listed_as_the_packages_tell_them() -> None:
    rows = re.findall(r"^\| ([\w-]+) \| (\S+) \| (to run|to build) \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    wanted = [(what, each) for what, path in LOCKS.items() for each in locked(path)]

    assert [(name, version, what) for name, version, what, _ in rows] == [
        (canonicalize_name(each.name), version_of(each), what) for what, each in wanted
    ]
    compared = 0
    for (_, each), (*_, licence) in zip(wanted, rows, strict=True):
        assert not COPYLEFT.search(licence), each
        if metadata := installed(each):
            assert licence == licence_of(metadata), each
            compared += 1
    assert compared > 20

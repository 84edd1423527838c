"""``make lock``: docs/licences.md, the licences of all that is installed to run and to build, as packages tell them."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import ROOT

LOCKS = {"to run": ROOT / "deploy/requirements.lock", "to build": ROOT / "deploy/build.lock"}
PAGE = ROOT / "docs/licences.md"
HEAD = """# Licences

Topfive is under the [MIT licence](../LICENSE). It ships no code of others; installing brings the packages below, in
these versions, each under its own licence as its metadata tell it. `make lock` writes this page. The names of
the time zones' places (`server/words/zones.json`) are from Unicode's CLDR (Unicode-3.0).

| package | version | for | licence |
|---|---|---|---|
"""
_LONG = 60  # characters; a longer one is the whole text of a licence, and its class says more


def locked(path: Path) -> Iterator[Requirement]:
    """The packages of a lock file, each with one version and its markers."""
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            yield Requirement(line.removesuffix(" \\"))


def version_of(wanted: Requirement) -> str:
    (version,) = [each.version for each in wanted.specifier]
    return version


def licence_of(metadata: Message) -> str:
    """The expression; of older packages their short word for it, or their class."""
    short = str(metadata.get("License-Expression") or metadata.get("License") or "").strip()
    if short and len(short) <= _LONG and "\n" not in short:
        return short
    classes = [each.rpartition(" :: ")[2] for each in metadata.get_all("Classifier", []) if each.startswith("License")]
    return ", ".join(classes)


def installed(wanted: Requirement) -> Message | None:
    """The metadata of this version; None where another one or none is installed, as on another system."""
    try:
        found = distribution(wanted.name)
    except PackageNotFoundError:
        return None
    return found.metadata if found.version == version_of(wanted) else None  # type: ignore[return-value]


def downloaded(wanted: Requirement) -> Message:
    with TemporaryDirectory() as folder:
        named = f"{wanted.name}=={version_of(wanted)}"
        pip = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--only-binary",
            ":all:",
            "-d",
            folder,
            named,
        ]
        subprocess.run(pip, check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as opened:
            (name,) = [each for each in opened.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", each)]
            return Parser().parsestr(opened.read(name).decode())


def page() -> str:
    rows = []
    for what, path in LOCKS.items():
        for wanted in locked(path):
            licence = licence_of(installed(wanted) or downloaded(wanted))
            rows.append(f"| {canonicalize_name(wanted.name)} | {version_of(wanted)} | {what} | {licence} |\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

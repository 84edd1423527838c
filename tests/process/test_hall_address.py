"""A laptop as its own hotspot, in a network of its own: never refused, and whatever shows the address follows it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

WITHIN_S = 2.0


def namespace() -> str:
    """Why there can be no network of one's own here; "" where there can."""
    if not shutil.which("unshare") or not shutil.which("ip"):
        return "unshare or ip is missing here: a network of its own needs both, and Linux"
    tried = subprocess.run(["unshare", "-rn", "ip", "link", "set", "lo", "up"], capture_output=True, text=True)
    return f"this system permits no network of its own: {tried.stderr.strip()}" if tried.returncode else ""


def test_a_hotspot_without_internet_is_found_followed_and_chosen(tmp_path: Path) -> None:
    if reason := namespace():
        pytest.skip(reason)
    command = ["unshare", "-rn", sys.executable, "-m", "tests.process.in_a_namespace", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2_000:]
    met = json.loads(done.stdout)
    port, hotspot = met["port"], f"http://192.168.137.1:{met['port']}"

    assert met["first"].startswith(hotspot)
    assert (met["hotspot"], met["foreign"], met["at once"]) == (200, 421, 201)
    for step, address in (("gone", f"http://127.0.0.1:{port}"), ("back", hotspot), ("chosen", met["other"])):
        took, then = met[step]
        assert then == address, step
        assert took < WITHIN_S, step
    assert not met["two"].startswith(met["other"])
    assert met["after a restart"].startswith(met["other"])

    said = (tmp_path / "log").read_text("utf-8")
    assert f"Phones:  {hotspot}" in said
    moved = [line.split()[-1] for line in said.splitlines() if "Phones now:" in line]
    assert moved[-1] == met["other"]
    assert all(before != after for before, after in zip([hotspot, *moved], moved, strict=False))  # each one once
    assert "█" in said.rpartition("Phones now:")[2]  # with its code

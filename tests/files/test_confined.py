"""What opens strangers' files reads nothing else: were a decoder taken over, it would find no key and no way out."""

from __future__ import annotations

import platform
import socket
import subprocess
import sys
from pathlib import Path

from server.config import CODE

OWN = {"reads its own", "writes its own", "reads a library"}
FOREIGN = {"reads a key", "writes a key", "lists the data", "reads who is here"}


def what_it_can(folder: Path, *more: str) -> set[str]:
    """What a program that somebody has taken over can do, with a server's secret beside it and a port that listens."""
    work, secret = folder / "work", folder / "data" / "host.key"
    for path in (work, secret.parent):
        path.mkdir(parents=True)
    secret.write_bytes(b"secret")
    (work / "000").write_bytes(b"a stranger's")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        asked = ["-m", "tests.files.taken_over", str(work), str(secret), str(listener.getsockname()[1]), *more]
        subprocess.run([sys.executable, *asked], cwd=CODE, check=True, timeout=60)
    lines = (work / "001.out").read_text().splitlines()
    return {line.removesuffix(": yes") for line in lines if line.endswith(": yes")}


def linux() -> tuple[int, int]:
    """The version of its kernel; (0, 0) elsewhere, where no program can give up so much."""
    if sys.platform != "linux":
        return 0, 0
    major, minor, *_ = platform.release().split(".")
    return int(major), int("".join(each for each in minor if each.isdigit()))


def test_it_reads_no_key_and_connects_to_nobody(tmp_path: Path) -> None:
    can = what_it_can(tmp_path)
    assert can >= OWN
    if linux() >= (5, 13):
        assert can & FOREIGN == set()
    if linux() >= (6, 7):
        assert "connects" not in can


def test_without_that_it_could(tmp_path: Path) -> None:
    """The control."""
    assert what_it_can(tmp_path, "unconfined") == OWN | FOREIGN | {"connects"}

"""A limited program that somebody has taken over, and what it then can: ``FOLDER SECRET PORT [unconfined]``."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from server.files import limited_worker

FOLDER, SECRET, PORT = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
ACTS: dict[str, Callable[[], object]] = {
    "reads its own": (FOLDER / "000").read_bytes,
    "writes its own": lambda: (FOLDER / "000.out").write_bytes(b"made"),
    "reads a library": Path(socket.__file__).read_bytes,
    "reads a key": SECRET.read_bytes,
    "writes a key": lambda: SECRET.write_bytes(b"mine"),
    "lists the data": lambda: os.listdir(SECRET.parent),
    "reads who is here": Path("/etc/passwd").read_bytes,
    "connects": lambda: socket.create_connection(("127.0.0.1", PORT), 2).close(),
}


def told(act: Callable[[], object]) -> str:
    try:
        act()
    except OSError:
        return "no"
    return "yes"


def work(folder: Path) -> int:
    (folder / "001.out").write_text("\n".join(f"{name}: {told(act)}" for name, act in ACTS.items()))
    return 0


if __name__ == "__main__":
    if "unconfined" in sys.argv:
        limited_worker.confine = lambda _: False  # type: ignore[attr-defined]
    limited_worker.WORK["slides"] = work  # type: ignore[index]
    sys.argv[1:] = ["slides", str(FOLDER)]
    sys.exit(limited_worker.main())

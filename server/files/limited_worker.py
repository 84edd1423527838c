"""Run as a program: what strangers wrote is opened here, so it may do little.

``python -m server.files.limited_worker TASK FOLDER`` reads FOLDER/000, FOLDER/001 …, writes FOLDER/000.out … and ends
with 0, or with one of the codes of server/files/limited.py.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from server.files.confined import confine
from server.files.limited import MOST_BYTES, TASKS, UNREADABLE, Task

FILES = 64  # that it may have open, its libraries' among them


def _slides(folder: Path) -> int:
    from server.files import slide_worker

    return slide_worker.draw(folder)


def _picture(folder: Path) -> int:
    from server.files import picture_worker

    return picture_worker.draw(folder)


def _lists(folder: Path) -> int:
    from server.files import list_files

    return list_files.read(folder)


WORK: Mapping[str, Callable[[Path], int]] = {"slides": _slides, "picture": _picture, "lists": _lists}


def _be_modest(task: Task) -> None:
    """After everything else: ballots come first."""
    if os.name != "posix":
        return
    import resource

    os.nice(10)
    for what, most in _limits(task):
        _, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (least, least))


def _limits(task: Task) -> Iterator[tuple[int, int]]:
    import resource

    yield resource.RLIMIT_AS, task.memory
    yield resource.RLIMIT_CPU, task.core_s
    yield resource.RLIMIT_FSIZE, MOST_BYTES
    yield resource.RLIMIT_NOFILE, FILES
    yield resource.RLIMIT_CORE, 0


def main() -> int:
    name, folder = sys.argv[1:]
    _be_modest(TASKS[name])
    confine(Path(folder))
    try:
        return WORK[name](Path(folder))
    except Exception:  # decoders of strangers' bytes fail in ways of their own
        return UNREADABLE


if __name__ == "__main__":
    sys.exit(main())

"""Strangers' files are opened by a program of its own: little memory and time, nothing inherited; it may fail alone.

A decoder that takes a minute, or a gigabyte, or that somebody has found a hole in, has then neither the loop, nor the
threads that others wait for, nor the host's key.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from weakref import WeakKeyDictionary

from server.config import CODE

UNREADABLE, TOO_MANY, LOCKED, REFUSED = 3, 4, 5, 6  # how the program ends where it cannot do it; REFUSED says why
MIB = 1 << 20
_INHERITED = ("SYSTEMROOT", "TEMP", "TMP")  # without which Windows starts no program


class Task(NamedTuple):
    """What is done, and with how much: bytes of memory and of each file, seconds of a core, seconds in all.

    ``at_once`` of a kind run beside each other, here and for each of those who send; others wait.
    """

    name: str
    memory: int
    core_s: int
    patience_s: float
    at_once: int = 1


SLIDES = Task("slides", 2048 * MIB, 100, 120.0)
PICTURE = Task("picture", 1024 * MIB, 5, 30.0, at_once=2)
LISTS = Task("lists", 768 * MIB, 20, 60.0)
TASKS = {task.name: task for task in (SLIDES, PICTURE, LISTS)}
MOST_BYTES = 32 * MIB  # of a file that it writes
log = logging.getLogger(__name__)


class Done(NamedTuple):
    """How the program ended, below 0 where it had to be ended, and the files that it made, in order."""

    code: int
    files: list[bytes]


_Places = dict[tuple[str, str], asyncio.Semaphore]
_places: WeakKeyDictionary[asyncio.AbstractEventLoop, _Places] = WeakKeyDictionary()


async def run(task: Task, files: Sequence[bytes], sender: str = "") -> Done:
    """Do it with these files. Each kind of ``sender`` has places of its own, so that none waits for the others."""
    places = _places.setdefault(asyncio.get_running_loop(), {})
    async with places.setdefault((task.name, sender), asyncio.Semaphore(task.at_once)):
        with TemporaryDirectory(prefix="topfive-") as folder:
            await asyncio.to_thread(_put, Path(folder), files)
            code = await _run(task, folder)
            if code not in (0, UNREADABLE, TOO_MANY, LOCKED, REFUSED):
                log.warning("the program that reads files for %s was ended (%d)", task.name, code)
            return Done(code, await asyncio.to_thread(_taken, Path(folder)) if code in (0, REFUSED) else [])


def _put(folder: Path, files: Sequence[bytes]) -> None:
    for number, file in enumerate(files):
        (folder / f"{number:03}").write_bytes(file)


async def _run(task: Task, folder: str) -> int:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-s", "-m", "server.files.limited_worker", task.name, folder),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=folder,
        env=_environment(),
    )
    try:
        async with asyncio.timeout(task.patience_s):
            return await program.wait()
    except TimeoutError:
        return -1
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()


def _environment() -> dict[str, str]:
    """Where the code is, whatever folder the server was started in; and no setting, for some are secrets."""
    code = os.pathsep.join([str(CODE), *(each for each in sys.path if each and Path(each).is_dir())])
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {**kept, "PYTHONPATH": code, "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}


def _taken(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("*.out"))]

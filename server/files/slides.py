"""The files of a report → pictures of its pages, drawn by a program of its own that may fail, or be ended, alone."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from server.config import CODE
from server.errors import BadFields, FieldError

MOST_PAGES = 60
PATIENCE_S = 120.0
UNREADABLE, TOO_MANY, LOCKED = 3, 4, 5  # how the program ends where it cannot draw
_UNREADABLE = "This is neither a PDF nor a picture that can be read; save the report as PDF and try again."
_WHY = {
    TOO_MANY: f"A report may have at most {MOST_PAGES} pages; leave some out, or send a part.",
    LOCKED: "This PDF asks for a password; save it without one and try again.",
}


async def drawn(files: Sequence[bytes]) -> list[bytes]:
    """Every page of every file in order, as WebP. Raises BadFields at ``pages``."""
    with TemporaryDirectory(prefix="topfive-report-") as folder:
        await asyncio.to_thread(_put, Path(folder), files)
        code = await _run(folder)
        pages = await asyncio.to_thread(_taken, Path(folder)) if code == 0 else []
    if not pages:
        raise BadFields(FieldError("pages", _WHY.get(code, _UNREADABLE)))
    return pages


def _put(folder: Path, files: Sequence[bytes]) -> None:
    for number, file in enumerate(files):
        (folder / f"{number:03}").write_bytes(file)


async def _run(folder: str) -> int:
    """How the program ended; below 0 where it had to be ended."""
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "server.files.slide_worker", folder),
        stdin=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(CODE)},  # whatever folder the server was started in
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await program.wait()
    except TimeoutError:
        return -1
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()


def _taken(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("*.webp"))]

"""How fast Topfive is on this machine, beside the floors of the same run."""

from __future__ import annotations

import asyncio
import json
import math
import tempfile
from collections.abc import Sequence
from pathlib import Path

from server.bench.measures import (
    Figure,
    Size,
    Target,
    ballots_per_second,
    latency_to_screen,
    memory_per_phone,
)
from server.bench.opening import openings
from server.bench.pages import pages_per_second
from server.bench.process import HOST_KEY, ServerProcess
from server.files.open_files import allow_many_sockets

QUICK = Size(rounds=3, requests=3_000, phones=1_000)
WHOLE = Size(rounds=7, requests=8_000, phones=5_000)
HEADS = ("what", "measured", "floor", "ratio", "goal", "")


def run_bench(size: Size, running: Target | None) -> list[Figure]:
    """Measure a server of its own, or a running one on this machine. Raises OSError, RuntimeError, TimeoutError."""
    allow_many_sockets()
    with tempfile.TemporaryDirectory(prefix="topfive-bench-") as folder:
        floor = ServerProcess(Path(folder), "server.bench.floor")
        if running:
            with floor:
                return asyncio.run(_measure(floor, running, size))
        own = ServerProcess(Path(folder))
        with floor, own:
            return asyncio.run(_measure(floor, Target(own.port, HOST_KEY, own), size))


async def _measure(floor: ServerProcess, whole: Target, size: Size) -> list[Figure]:
    # Memory first: what load leaves behind would hide what a phone takes.
    memory = await memory_per_phone(floor, whole, size)
    latency = await latency_to_screen(floor, whole, size)
    pages = await pages_per_second(floor, whole, size)
    hall = await openings(whole, size.phones)
    return [*await ballots_per_second(floor, whole, size), *latency, *pages, *hall, *memory]


def table(figures: Sequence[Figure]) -> str:
    """For people."""
    rows = [HEADS, *(_row(figure) for figure in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def as_json(figures: Sequence[Figure]) -> str:
    """For programs; one line."""
    return json.dumps(
        [
            {
                "name": figure.name,
                "unit": figure.unit,
                "value": round(figure.value, 3),
                "floor": round(figure.floor, 3),
                "ratio": None if math.isnan(figure.ratio) else round(figure.ratio, 3),
                "goal": figure.goal,
                "met": figure.is_met,
            }
            for figure in figures
        ]
    )


def _row(figure: Figure) -> tuple[str, ...]:
    goal = (
        ""
        if figure.goal is None
        else f"≥ {figure.goal} of floor"
        if figure.is_least
        else f"≤ {figure.goal:g} {figure.unit}"
    )
    verdict = "" if figure.goal is None else "met" if figure.is_met else "missed"
    return (
        figure.name,
        f"{figure.value:,.0f} {figure.unit}" if figure.value >= 100 else f"{figure.value:.1f} {figure.unit}",
        f"{figure.floor:,.0f}" if figure.floor >= 100 else f"{figure.floor:.1f}",
        f"{figure.ratio:.2f}",
        goal,
        verdict,
    )

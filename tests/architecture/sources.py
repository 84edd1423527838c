"""Reads the checkout for the guard and for ``make house``: files, the rooms they stand in, and who imports whom."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
FEATURES = "features"


@dataclass(frozen=True)
class Source:
    """One Python file: its path below the folder that holds ``server`` and ``votes``, and its text."""

    path: str
    text: str

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str:
        return room_of(self.module)

    @property
    def feature(self) -> str:
        """The noun, for a file of a feature; else nothing."""
        return feature_of(self.module)

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)


def sources(*folders: str, root: Path = ROOT) -> tuple[Source, ...]:
    """Every Python file below these folders of a checkout, or of a wheel's one package."""
    paths = sorted(path for folder in folders for path in (root / folder).rglob("*.py"))
    return tuple(Source(path.relative_to(root).as_posix(), path.read_text("utf-8")) for path in paths)


def room_of(module: str) -> str:
    """``server.store.polls`` stands in ``store``, ``server.errors`` in ``errors``, ``votes.ties`` in ``votes``."""
    parts = module.split(".")
    return parts[1] if parts[0] == "server" and len(parts) > 1 else parts[0]


def feature_of(module: str) -> str:
    """``server.features.polls.ties`` belongs to ``polls``; what is in no feature belongs to none."""
    parts = module.split(".")
    return parts[2] if room_of(module) == FEATURES and len(parts) > 2 else ""


def imported(tree: ast.AST, modules: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every imported name, dotted; ``from server.files import keys`` is a module where that is one of ``modules``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in modules or not modules else str(node.module)


def is_ours(name: str) -> bool:
    return name.split(".")[0] in ("server", "votes", "run", "tests")


@dataclass(frozen=True)
class Arrow:
    """One import of ours, as the names of the two modules."""

    source: str
    target: str


def arrows(checkout: Iterable[Source]) -> list[Arrow]:
    """Every import of ours, also those inside functions."""
    found = []
    for source in checkout:
        found += [Arrow(source.module, name) for name in imported(source.tree) if is_ours(name)]
    return found


def between_rooms(found: Iterable[Arrow]) -> Mapping[tuple[str, str], list[Arrow]]:
    """The arrows from one room to another, ``features`` being one room."""
    kept: defaultdict[tuple[str, str], list[Arrow]] = defaultdict(list)
    for arrow in found:
        rooms = room_of(arrow.source), room_of(arrow.target)
        if rooms[0] != rooms[1] and "server" not in rooms:
            kept[rooms].append(arrow)
    return kept


def between_features(found: Iterable[Arrow]) -> Mapping[tuple[str, str], list[Arrow]]:
    """The arrows from one feature to another."""
    kept: defaultdict[tuple[str, str], list[Arrow]] = defaultdict(list)
    for arrow in found:
        nouns = feature_of(arrow.source), feature_of(arrow.target)
        if all(nouns) and nouns[0] != nouns[1]:
            kept[nouns].append(arrow)
    return kept

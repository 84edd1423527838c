"""The static files as they are served: style joined per surface, everything compressed once, addresses for ever.

A phone on bad Wi-Fi gets no comments; of scripts those on lines of their own, since ``//`` elsewhere may be a string's.
Style is written in layers and served flat, because browsers before 2022 drop a whole ``@layer`` block.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from server.config import CODE

STATIC = CODE / "static"
COMMON = ("reset.css", "tokens.css", "base.css", "layout.css", "utilities.css", "shared/*.css")
SURFACES: Mapping[str, tuple[str, ...]] = {
    "phone": (*COMMON, "phone/*.css"),
    "public": (*COMMON, "phone/*.css", "public/*.css"),
    "department": (*COMMON, "phone/*.css", "department/*.css"),
    "screen": (*COMMON, "screen/*.css"),
    "host": (*COMMON, "host/*.css"),
    "print": (*COMMON, "print/*.css"),
}
TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
}
COMPRESSED = frozenset({".css", ".js", ".svg"})
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
COMMENT_LINE = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)
ONE_LAYER = re.compile(r"@layer ([a-z]+)\s*\{(.*)\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, whole and compressed; ``gzipped`` is None where compression gains nothing."""

    content_type: str
    body: bytes
    gzipped: bytes | None


@dataclass(frozen=True, slots=True)
class Assets:
    """Every file by its path below ``/static/{version}/``; the version is a hash of them all."""

    version: str
    files: Mapping[str, Asset]


def layer_order(css: Path) -> tuple[str, ...]:
    """Read the order of the layers from ``layers.css``, where it stands as the one statement."""
    statement = COMMENT.sub("", (css / "layers.css").read_text("utf-8"))
    return tuple(name.strip() for name in statement.partition("@layer")[2].strip(" ;\n").split(","))


def unwrap(path: Path) -> tuple[str, str]:
    """Split a style file into the name of its layer and its rules. Raises ValueError unless it is one layer."""
    text = COMMENT.sub("", path.read_text("utf-8")).strip()
    if not (match := ONE_LAYER.fullmatch(text)) or "@layer" in match[2]:
        raise ValueError(f"{path.name} must hold exactly one @layer block.")
    return match[1], "\n".join(line.strip() for line in match[2].splitlines() if line.strip())


def bundle(css: Path, patterns: tuple[str, ...]) -> str:
    """Join the files of one surface, layer by layer, inside a layer in the order listed."""
    order = layer_order(css)
    rules = [unwrap(path) for pattern in patterns for path in sorted(css.glob(pattern))]
    if stray := {layer for layer, _ in rules} - set(order):
        raise ValueError(f"layers.css does not list the layer {min(stray)}.")
    return "\n".join(text for layer in order for name, text in rules if name == layer)


def uncommented(script: bytes) -> bytes:
    """Leave out the lines that are comments. No string of ours goes on over a line that begins like one."""
    return COMMENT_LINE.sub("", script.decode()).encode()


def _contents(root: Path) -> Iterator[tuple[str, bytes]]:
    for surface, patterns in SURFACES.items():
        yield f"css/{surface}.css", bundle(root / "css", patterns).encode()
    for path in sorted(root.rglob("*")):
        if path.suffix in TYPES and path.suffix != ".css" and path.is_file():
            body = path.read_bytes()
            yield path.relative_to(root).as_posix(), uncommented(body) if path.suffix == ".js" else body


def read_tree(root: Path) -> Assets:
    """Read a static tree into memory: a few hundred kilobytes, so that no request touches the disk."""
    files, digest = {}, hashlib.sha256()
    for name, body in _contents(root):
        suffix = Path(name).suffix
        small = gzip.compress(body, 9, mtime=0) if suffix in COMPRESSED else None
        files[name] = Asset(TYPES[suffix], body, small)
        digest.update(f"{name} {len(body)} ".encode() + body)
    return Assets(digest.hexdigest()[:12], files)


@cache
def assets() -> Assets:
    """The tree that came with this server, read once."""
    return read_tree(STATIC)


def static_url(path: str) -> str:
    """The address of one file. Raises KeyError for a file that is not there, so that a typo fails a test."""
    if path not in assets().files:
        raise KeyError(path)
    return f"/static/{assets().version}/{path}"


def accepts_gzip(request: Request) -> bool:
    """Whether the browser takes a compressed answer."""
    return GZIP.search(request.headers.get("accept-encoding", "")) is not None


async def serve(request: Request) -> Response:
    """GET /static/{version}/{path}: a look-up by exact name, so no path can leave the tree."""
    found = assets().files.get(request.path_params["path"])
    if found is None or request.path_params["version"] != assets().version:
        return Response(status_code=404, headers={"X-Content-Type-Options": "nosniff"})
    headers = {
        "Content-Type": found.content_type,
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
    }
    if found.gzipped is None:
        return Response(found.body, headers=headers)
    headers["Vary"] = "Accept-Encoding"
    if not accepts_gzip(request):
        return Response(found.body, headers=headers)
    return Response(found.gzipped, headers={**headers, "Content-Encoding": "gzip"})

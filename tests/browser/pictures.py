"""``make pictures``: every surface in every language, state and size, and from them the pictures of README and guide.

The tours of ``test_looks*.py`` walk through all of it anyway; here they keep a picture of everything they look at.
"""

from __future__ import annotations

import html
import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from tests.browser.hall import PHONE
from tests.browser.look import PICTURES

ROOT = Path(__file__).parents[2]
ALL = ROOT / "tests" / "output" / "pictures"
KEPT = ROOT / "docs" / "pictures"
COLOURS = 128  # flat pages need no more, and a picture stays below 100 KB

# The picture in docs/pictures/{language}/ by the tour's name for it.
CHOSEN = {
    "phone-join": "phone-join-390",
    "phone-waiting": "phone-waiting-390",
    "phone-ballot": "phone-ballot-3-390",
    "phone-unsent": "phone-unsent-390",
    "phone-receipt": "phone-receipt-390",
    "phone-result": "phone-result-390",
    "screen-join": "screen-join-1920",
    "screen-voting": "screen-voting-1920",
    "screen-tally": "screen-tally-1920",
    "screen-reveal": "screen-reveal-5-1920",
    "host-set-up": "host-new-checked-1440",
    "host-console": "host-console-open-1440",
    "host-results": "host-results-1440",
    "print-minutes": "print-minutes-1000",
    "phone-ticket": "phone-ticket-390",
    "host-door": "host-door-one-1440",
    "print-tickets": "print-tickets-1000",
    "screen-timer": "screen-timer-warn-1920",
    "screen-question": "screen-question-mostly-1920",
    "host-announce": "host-announce-1280",
}
WIDEST = {"phone": 390, "screen": 1280, "host": 1280, "print": 800}
TALLEST = {"phone": PHONE[1], "print": 1_330}  # what is seen without scrolling, and the first sheet


def main() -> None:
    tours = sorted(str(path.relative_to(ROOT)) for path in (Path(__file__).parent / "looks").glob("test_*.py"))
    how = ("-q", "-p", "no:cacheprovider", "-n", "auto", "--dist", "loadfile")
    command = [sys.executable, "-m", "pytest", *how, *tours]
    ended = subprocess.run(command, cwd=ROOT, env={**os.environ, PICTURES: str(ALL)}, check=False)
    languages = sorted(folder.name for folder in ALL.iterdir() if folder.is_dir()) if ALL.is_dir() else []
    missing = [f"{language}/{made}" for language in languages for made in CHOSEN.values() if not _made(language, made)]
    for language in languages:
        for name, made in CHOSEN.items():
            if _made(language, made):
                _keep(ALL / language / f"{made}.png", KEPT / language / f"{name}.png")
    (ALL / "index.html").write_text(_gallery(languages), "utf-8")
    print(f"All pictures: {ALL / 'index.html'}\nFor the guide: {KEPT}")
    if missing:
        sys.exit(f"The tours made no picture of: {', '.join(missing)}")
    sys.exit(ended.returncode)


def _made(language: str, name: str) -> bool:
    return (ALL / language / f"{name}.png").is_file()


def _keep(made: Path, kept: Path) -> None:
    """Smaller, and with few colours."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(made) as whole:
        tallest = TALLEST.get(kept.name.partition("-")[0], whole.height)
        picture = whole.crop((0, 0, whole.width, min(whole.height, tallest)))
        width = min(picture.width, WIDEST[kept.name.partition("-")[0]])
        scaled = picture.convert("RGB").resize((width, round(picture.height * width / picture.width)), Image.LANCZOS)
        scaled.quantize(COLOURS, dither=Image.Dither.NONE).save(kept, optimize=True)


def _gallery(languages: list[str]) -> str:
    """One page with everything, to look through."""
    parts = ["<!doctype html><meta charset=utf-8><title>Topfive</title>"]
    for language in languages:
        parts.append(f"<h1>{html.escape(language)}</h1>")
        for path in sorted((ALL / language).glob("*.png")):
            image = f'<img src="{language}/{path.name}" height=300 loading=lazy>'
            parts.append(f'<figure><a href="{language}/{path.name}">{image}</a>')
            parts.append(f"<figcaption>{html.escape(path.stem)}</figcaption></figure>")
    return "\n".join(
        [*parts, "<style>figure { display: inline-block; margin: 8px } img { border: 1px solid #999 }</style>"]
    )


if __name__ == "__main__":
    main()

"""Which browser the tests drive: an installed one, Playwright's own, Debian's, or else one line on what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

LIGHT = "chromium-headless-shell"  # of Debian; a page opens in a sixth of the time that the whole browser takes
INSTALLED = (LIGHT, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ELSEWHERE = (Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
)
MISSING = "The browser tests need Chrome or Chromium: install one (or run: .venv/bin/playwright install chromium)."


def find() -> str | None:
    """The path of a browser that is here."""
    named = next((path for name in INSTALLED if (path := shutil.which(name))), None)
    return named or next((str(path) for path in ELSEWHERE if path.exists()), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def provide() -> str:
    """Find one, or install Debian's as root. Ends the program with one line where neither can be."""
    may_install = shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0
    if may_install and not shutil.which(LIGHT):
        print("Installing Chromium and Chinese fonts from Debian (once) ...", flush=True)
        _apt("update")
        _apt("install", "-y", "--no-install-recommends", LIGHT, "fonts-noto-cjk")
        if not find():  # a release that has no such package
            _apt("install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk")
    return find() or sys.exit(MISSING)


def _apt(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", *arguments]
    subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    print(f"Browser for the tests: {provide()}")

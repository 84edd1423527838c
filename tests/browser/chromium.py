"""Which browser the tests drive: an installed one, Playwright's own, Debian's, or else one line on what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
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
    if path := find():
        return path
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        print("Installing Chromium and Chinese fonts from Debian (once) ...", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], check=False, env=environment, **quiet)
        install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"]
        subprocess.run(install, check=False, env=environment, **quiet)
    return find() or sys.exit(MISSING)


if __name__ == "__main__":
    print(f"Browser for the tests: {provide()}")

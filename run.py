"""Starts Topfive with the command line. In a wheel this file is ``topfive/__main__.py``."""

import sys
from pathlib import Path


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent))  # server, votes and static stand beside this file
    try:
        from server import cli
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] in ("server", "votes"):
            raise
        sys.exit(f"Topfive's packages are not installed here ({missing.name}). Use: make run")
    cli.main(program=__package__ or "run.py")


if __name__ == "__main__":
    main()

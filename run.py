"""Hands the command line to server.cli; says which command to use where the packages are missing."""

import sys

try:
    from server.cli import main
except ModuleNotFoundError as missing:
    if (missing.name or "").partition(".")[0] in ("server", "votes"):
        raise
    sys.exit(f"Topfive's packages are not installed here ({missing.name}). Use: make run")

if __name__ == "__main__":
    main()

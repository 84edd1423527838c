"""How many files and sockets the process may have open."""

from __future__ import annotations

from contextlib import suppress

MOST_FILES = 65_536


def most_open() -> int | None:
    """How many files this process may have open; None where the system sets no limit."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft


def allow_many_sockets() -> None:
    """Lift this process's own limit on open files as far as the system lets it: each phone takes one.

    Debian starts processes with 1,024, which is a hall of a thousand phones refused at the door.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if wanted > soft:
        with suppress(OSError, ValueError):  # macOS has a lower one that it does not tell
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

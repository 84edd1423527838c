"""The command line."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from server.app import build
from server.config import BadSetting, Settings, read_settings
from server.process import backup as copies
from server.process import serve as serving
from server.store.database import DamagedDatabase

FLAGS = {
    "host": "address to listen on (default 0.0.0.0)",
    "port": "port to listen on (default 8000)",
    "data": "folder for all that is kept (default data/)",
    "host_key": "the host's key, or a file that has it (default: made on first start)",
    "public_url": "what QR codes carry (default: this machine's address)",
    "trusted_proxies": "proxies whose X-Forwarded-Proto is believed (default 127.0.0.1)",
    "tls_cert": "certificate (PEM, with its chain); then the server speaks HTTPS",
    "tls_key": "the certificate's private key (PEM, without a password)",
    "database_url": "reserved; this version keeps its data in SQLite",
}


_NOT_DONE = {"backup": "Nothing was copied.", "move": "Nothing was moved."}


def main(arguments: Sequence[str] | None = None, program: str = "run.py") -> None:
    """Run a command. ``program`` is what it was called by. Ends with a line and exit code 1 for a bad setting."""
    asked = _parser(program).parse_args(arguments)
    if arguments is None:
        _hide_key(getattr(asked, "host_key", None))
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        flags = {name: getattr(asked, name, None) for name in FLAGS}
        settings = read_settings(flags, os.environ)
        asked.run(settings, asked)
    except (BadSetting, DamagedDatabase) as wrong:
        sys.exit(f"{_NOT_DONE.get(asked.command, 'Topfive did not start.')} {wrong}")


def _hide_key(given: str | None) -> None:
    """Everybody on a machine can read the list of its processes: begin anew without the key among the flags.

    The process stays the same one, by its number too. Windows has no such way; there it stays in the list.
    """
    if not given or Path(given).is_file() or os.name != "posix":
        return
    os.environ["TOPFIVE_HOST_KEY"] = given
    begun = [at for at, text in enumerate(sys.orig_argv) if text.partition("=")[0] == "--host-key"]
    for at in begun[:1]:
        is_apart = sys.orig_argv[at] == "--host-key"
        os.execv(sys.executable, [*sys.orig_argv[:at], *sys.orig_argv[at + 1 + is_apart :]])


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=program, description="Topfive: a meeting recommends its top five.")
    commands = parser.add_subparsers(dest="command")
    serve = commands.add_parser("serve", help="run the server (the default)")
    demo = commands.add_parser("demo", help="a sample session with simulated participants voting")
    demo.add_argument("--voters", type=int, default=60, help="how many take part (default 60)")
    bench = commands.add_parser("bench", help="measure ballots, latency and memory beside their floors")
    bench.add_argument("--quick", action="store_true", help="with 1,000 phones, in under a minute (else 5,000)")
    bench.add_argument("--running", action="store_true", help="measure the server that runs on this machine's --port")
    backup = commands.add_parser("backup", help="a consistent copy of the data, also of a running server's")
    move = commands.add_parser("move", help="a bundle of a stopped server's data with its keys, to go on elsewhere")
    for each in (backup, move):
        each.add_argument("to", metavar="DEST", help="a folder that does not exist yet")
    for each in (parser, serve, demo, bench, backup, move):
        for name, text in FLAGS.items():
            each.add_argument(f"--{name.replace('_', '-')}", default=argparse.SUPPRESS, help=text)
    parser.set_defaults(run=_serve)
    serve.set_defaults(run=_serve)
    demo.set_defaults(run=_demo)
    bench.set_defaults(run=_bench)
    backup.set_defaults(run=_backup)
    move.set_defaults(run=_move)
    return parser


def _serve(settings: Settings, _asked: argparse.Namespace) -> None:
    serving.run(settings, build, serving.print_welcome)


def _demo(settings: Settings, asked: argparse.Namespace) -> None:
    from server.demo import run_demo  # its HTTP client is slow to import, and only the demo needs it

    run_demo(settings, asked.voters, getattr(asked, "data", None))


def _backup(settings: Settings, asked: argparse.Namespace) -> None:
    copies.back_up(settings.data, Path(asked.to))
    print(f"{asked.to} holds a copy of all meetings. It has no keys: a poll that is open now takes no ballots there.")


def _move(settings: Settings, asked: argparse.Namespace) -> None:
    copies.move(settings.data, Path(asked.to))
    print(f"Moved. Take {asked.to} to the other machine and start there with: make run, or python run.py --data FOLDER")
    print("Whoever has it can link ballots to phones until the polls are closed: carry it yourself, and leave no copy.")


def _bench(settings: Settings, asked: argparse.Namespace) -> None:
    from server.bench import run as bench
    from server.bench.measures import Target

    key = settings.host_key or ""
    if asked.running and not key:
        raise BadSetting("--running: give the running server's key with --host-key or TOPFIVE_HOST_KEY.")
    try:
        figures = bench.run_bench(
            bench.QUICK if asked.quick else bench.WHOLE, Target(settings.port, key) if asked.running else None
        )
    except (OSError, RuntimeError, TimeoutError) as trouble:
        sys.exit(f"The bench ended early: {trouble or 'it took too long'}.")
    print(bench.table(figures))
    print(bench.as_json(figures))


if __name__ == "__main__":
    main()

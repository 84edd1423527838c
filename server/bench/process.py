"""A server in a process of its own, for load and faults."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from server.config import CODE

HOST_KEY = "a-host-key-for-load-tests"
ROOT = CODE
READY_S = 20.0
FLOOR = "server.bench.floor"


class ServerProcess:
    """A server on a free port and its own folder; ``kill`` is kill -9. ``log`` gets all that it says, else nobody."""

    def __init__(self, folder: Path, module: str = "server.cli", log: Path | None = None) -> None:
        self.folder, self.port, self._log = folder, free_port(), log
        own = ("--host", "127.0.0.1", "--port", str(self.port), "--data", str(folder))
        self._command = [sys.executable, "-m", module, *(() if module == FLOOR else own)]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ServerProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process and self._process.poll() is None:
            self.stop()

    def start(self) -> float:
        """Start and wait until it is ready; returns the seconds that took."""
        begun = time.perf_counter()
        environment = {**os.environ, "TOPFIVE_HOST_KEY": HOST_KEY, "PORT": str(self.port)}
        with open(self._log or os.devnull, "ab") as said:
            errors = said if self._log else None
            self._process = subprocess.Popen(self._command, cwd=ROOT, env=environment, stdout=said, stderr=errors)
        while not self._answers():
            if self._process.poll() is not None or time.perf_counter() - begun > READY_S:
                raise RuntimeError("the server did not become ready")
            time.sleep(0.02)
        return time.perf_counter() - begun

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to end; returns its exit code."""
        return self._end(signal.SIGTERM)

    def wait(self, seconds: float) -> int:
        """Until it has ended by itself; returns its exit code. Raises TimeoutExpired."""
        assert self._process is not None
        return self._process.wait(seconds)

    def memory_kb(self) -> int:
        """Resident memory. Raises OSError where the system has no ``ps``."""
        assert self._process is not None
        asked = ["ps", "-o", "rss=", "-p", str(self._process.pid)]
        return int(subprocess.run(asked, capture_output=True, check=True, text=True).stdout)

    def cpu_s(self) -> float:
        """Processor time of all its threads until now. Raises OSError where the system has no ``/proc``."""
        assert self._process is not None
        ticks = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) / float(os.sysconf("SC_CLK_TCK"))

    def _end(self, sign: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(sign)
        return self._process.wait(10)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

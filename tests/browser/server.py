"""A server in a process of its own for browsers to open; what it logs fails the test that ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from server.bench.process import free_port
from tests.browser.relay import Relay

HOST_KEY = "a-host-key-for-browser-tests"
ROOT = Path(__file__).parents[2]
READY_S = 20.0
END_S = 10.0

# Every answer to a browser comes so much later: a test that reads a page before it changed fails then, each time.
DELAY_S = float(os.environ.get("TOPFIVE_TEST_DELAY_MS", "0")) / 1000


class Server:
    """``python run.py`` on a free port and a folder of its own; it can be killed and started again.

    Browsers come to ``url``; ``port`` is the server's own, which no delay is before.
    """

    def __init__(self, folder: Path, name: str = "127.0.0.1") -> None:
        self.folder, self.port = folder, free_port()
        self._relay = Relay(self.port, DELAY_S) if DELAY_S else None
        self.url = f"http://{name}:{self._relay.port if self._relay else self.port}"
        self._log = folder.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it is ready. Raises RuntimeError with its log where it does not become so."""
        where = ("--host", "127.0.0.1", "--port", str(self.port), "--data", str(self.folder))
        command = [sys.executable, "run.py", *where]
        environment = {**os.environ, "TOPFIVE_HOST_KEY": HOST_KEY, "TOPFIVE_PUBLIC_URL": self.url}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=log)
        late = time.monotonic() + READY_S
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > late:
                self.kill()  # nobody else would end it
                raise RuntimeError(f"the server did not become ready: {self.log}")
            time.sleep(0.02)

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def kill(self) -> None:
        """As by kill -9: nothing is flushed, nobody is told."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to end; returns its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, sign: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(sign)
        return self._process.wait(END_S)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

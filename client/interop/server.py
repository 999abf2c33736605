"""The server under test, in a child process."""

import os
import re
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "server" / "testing" / "fixtures"
PHOTOS = ROOT / "models" / "mini" / "photos"
WORK = ROOT / "target" / "interop"
START_SECONDS = 120
DRAIN_SECONDS = 30
READY = re.compile(r"READY grpc=(\S+) metrics=(\S+) admin=(\S+) models=(\d+) failed=(\d+)")


class Server:
    """`bin/triptych serve` on free ports; a context manager that never leaves the process behind."""

    def __init__(self) -> None:
        self.grpc = ""
        self.metrics = ""
        self.admin = ""
        self.models = 0
        self.failed = 0
        self.lines: list[str] = []
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> "Server":
        WORK.mkdir(parents=True, exist_ok=True)
        command = [str(ROOT / "bin" / "triptych"), "serve", "--with-mini"]
        command += ["--models", str(FIXTURES / "triton"), "--models", str(FIXTURES / "clip-combined")]
        command += ["--grpc-port", "0", "--metrics-port", "0", "--admin-port", "0"]
        command += ["--state-dir", str(WORK / "state")]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("TRIPTYCH_")}
        with open(WORK / "server.log", "wb") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, env=environment, text=True
            )
        # The launcher becomes the server (exec), so this is the server's own process.
        watchdog = threading.Timer(START_SECONDS, self._process.kill)
        watchdog.start()
        try:
            self._read_report()
        except BaseException:
            self._process.kill()
            self._process.wait()
            raise
        finally:
            watchdog.cancel()
        return self

    def _read_report(self) -> None:
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))
            if found := READY.fullmatch(self.lines[-1]):
                self.grpc, self.metrics, self.admin = found.group(1, 2, 3)
                self.models, self.failed = int(found[4]), int(found[5])
                return
        raise RuntimeError(f"the server ended without a READY line; it said {self.lines}; see {WORK}/server.log")

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> int:
        """Asks for a drain and answers the exit status; kills what does not end in time."""
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(DRAIN_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
        finally:
            self._process.stdout.close()

    def get(self, path: str, method: str = "GET") -> tuple[int, str, str]:
        """Status, content type and body of a page on the metrics port."""
        request = urllib.request.Request(f"http://{self.metrics}{path}", method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.headers.get("content-type", ""), answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers.get("content-type", ""), error.read().decode()

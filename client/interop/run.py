"""Starts the server once, runs every test_*.py beside this file and every other check against it, and drains it."""

import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

import case
from server import ROOT, Server

# Each finds the server's address in TRIPTYCH_SERVER, installs what it needs under target/, and can be run by hand.
CHECKS = (
    "client/python/check.sh",
    "client/go/check.sh",
    "client/java/check.sh",
    "examples/typescript/check.sh",
    "examples/image-search/check.sh",
    "examples/moderation/check.sh",
)


def main() -> int:
    # A build that is stopped must take the server with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with Server() as server:
        case.SERVER = server
        suite = unittest.defaultTestLoader.discover(str(Path(__file__).parent))
        result = unittest.TextTestRunner(verbosity=2).run(suite)
        if suite.countTestCases() == 0 or not result.wasSuccessful():
            return 1
        failed = [check for check in CHECKS if not passes(check, server)]
        if failed:
            print(f"interop: failed: {', '.join(failed)}", file=sys.stderr)
            return 1
        status = server.stop()
    if status != 0:
        print(f"interop: the server ended with {status}, not 0, after SIGTERM", file=sys.stderr)
        return 1
    return 0


def passes(check: str, server: Server) -> bool:
    print(f"interop: {check}", flush=True)
    began = time.monotonic()
    ended = subprocess.run([str(ROOT / check)], env={**os.environ, "TRIPTYCH_SERVER": server.grpc}, stdin=subprocess.DEVNULL)
    print(f"interop: {check}: exit {ended.returncode} after {time.monotonic() - began:.0f} s", flush=True)
    return ended.returncode == 0


if __name__ == "__main__":
    sys.exit(main())

"""Starts the server once, runs every test_*.py beside this file against it, and checks that it drains."""

import signal
import sys
import unittest
from pathlib import Path

import case
from server import Server


def main() -> int:
    # A build that is stopped must take the server with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with Server() as server:
        case.SERVER = server
        suite = unittest.defaultTestLoader.discover(str(Path(__file__).parent))
        result = unittest.TextTestRunner(verbosity=2).run(suite)
        if suite.countTestCases() == 0 or not result.wasSuccessful():
            return 1
        status = server.stop()
    if status != 0:
        print(f"interop: the server ended with {status}, not 0, after SIGTERM", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

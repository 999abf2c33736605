"""Progress on standard error: `[2/6] loading the weights ...`."""

import sys
import time


class Progress:
    """Numbers the steps, and says how long each took."""

    def __init__(self, total: int, stream=None, clock=time.monotonic):
        self._total, self._stream, self._clock = total, stream or sys.stderr, clock
        self._step, self._since = 0, clock()

    def step(self, what: str) -> None:
        self._step, self._since = self._step + 1, self._clock()
        self.say(f"[{self._step}/{self._total}] {what} ...")

    def done(self, what: str) -> None:
        """A result of the running step, with its time."""
        self.say(f"      {what} ({self._clock() - self._since:.1f} s)")

    def note(self, what: str) -> None:
        self.say(f"      {what}")

    def say(self, line: str) -> None:
        print(line, file=self._stream, flush=True)

"""From checkpoint to answer: exports a tiny checkpoint of each kind, serves all folders, and compares answers with torch.

Needs the release layout (`mvn -pl server/app -am package`). Arguments: the kinds to try (default: all).
"""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import warnings
from itertools import combinations
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
WORK = ROOT / "target" / "export" / "e2e"
sys.path[:0] = [str(HERE), str(HERE.parent / "tests"), str(HERE.parent / "src")]

import numpy as np
import torch
import transformers

import checkpoints
import references
from triptych_export import cli, samples

READY = re.compile(r"READY grpc=(\S+) metrics=\S+ admin=\S+ models=(\d+) failed=(\d+)")
START_SECONDS, STOP_SECONDS, CALL_SECONDS = 120, 30, 60
MAX_COSINE_LOSS, MAX_COORDINATE = 1e-6, 1e-3


class Server:
    """`bin/triptych serve` over the exported folders; a context manager that never leaves the process behind."""

    def __init__(self, folders: list[Path]):
        command = [str(ROOT / "bin/triptych"), "serve", "--strict", "--state-dir", str(WORK / "state")]
        command += [word for folder in folders for word in ("--models", str(folder))]
        command += [word for port in ("grpc", "metrics", "admin") for word in (f"--{port}-port", "0")]
        self._command, self._count = command, len(folders)
        self._process, self.address = None, ""

    def __enter__(self) -> "Server":
        with open(WORK / "server.log", "wb") as log:
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True, env=environment())
        watchdog = threading.Timer(START_SECONDS, self._process.kill)
        watchdog.start()
        try:
            said = []
            for line in self._process.stdout:
                said.append(line.strip())
                if found := READY.fullmatch(said[-1]):
                    self.address = found[1]
                    if (int(found[2]), int(found[3])) == (self._count, 0):
                        return self
            raise SystemExit(f"e2e: not every folder is served: {said}")
        except BaseException:
            self.__exit__()
            raise
        finally:
            watchdog.cancel()

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def ask(self, task: str, model: str, inputs: list[str]) -> list[dict]:
        command = [str(ROOT / "bin/triptych"), task, "--server", self.address, "--model", model, "--output", "json", *inputs]
        done = subprocess.run(command, capture_output=True, text=True, timeout=CALL_SECONDS, env=environment())
        if done.returncode != 0:
            raise SystemExit(f"e2e: {task} of {model} ended with {done.returncode}: {done.stdout[-500:]} {done.stderr[-500:]}")
        return json.loads(done.stdout)["results"]


def environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("TRIPTYCH_")}


def prepare() -> tuple[list[Path], list[str]]:
    """Lossless pictures of several shapes, and texts that a command line carries unchanged."""
    (WORK / "pictures").mkdir(parents=True, exist_ok=True)
    files = []
    for i, picture in enumerate(samples.load(None).pictures[::2]):
        files.append(WORK / "pictures" / f"{i}.png")
        picture.save(files[-1])
    return files, [text for text in samples.TEXTS if text == text.strip()]


def export(kind: str) -> Path:
    folder = WORK / "folders" / kind
    status = cli.main([str(checkpoints.KINDS[kind](WORK / "checkpoints" / kind)), str(folder), "--force"])
    if status != 0:
        raise SystemExit(f"e2e: the export of {kind} ended with {status}")
    return folder


def answers(server: Server, kind: str, reference: references.Reference) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Which input, what was served, what torch says."""
    inputs = list(reference.images) + [word for text in reference.texts for word in ("--text", text)]
    wanted = [*reference.images.items(), *reference.texts.items()]
    if not reference.labels:
        results = [np.asarray(result["vector"]) for result in server.ask("embed", kind, inputs)]
    else:
        results = []
        for result in server.ask("classify", kind, ["--top-k", str(len(reference.labels)), *inputs]):
            scores = {label["label"]: label["score"] for label in result["labels"]}
            results.append(np.asarray([scores[label] for label in reference.labels]))
    return [(name, got, want) for got, (name, want) in zip(results, wanted, strict=True)]


def compare(kind: str, rows: list[tuple[str, np.ndarray, np.ndarray]]) -> bool:
    """The rule of docs/testing.md; prints the kind's largest errors."""
    want = np.asarray([row[2] for row in rows])
    distance = np.median([np.abs(a - b).max() for a, b in combinations(want, 2)])
    cosine = coordinate = 0.0
    for _, got, wanted in rows:
        cosine = max(cosine, 1 - got @ wanted / np.linalg.norm(got) / np.linalg.norm(wanted))
        coordinate = max(coordinate, np.abs(got - wanted).max() / distance)
    ok = bool(cosine <= MAX_COSINE_LOSS and coordinate <= MAX_COORDINATE)
    verdict = "equal" if ok else "DIFFERENT"
    print(f"SERVED {verdict} {kind} {len(rows)} items: 1-cos {cosine:.1e}, coordinate {coordinate:.1e} of the median distance {distance:.1e}", flush=True)
    return ok


def main(kinds: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    warnings.simplefilter("ignore")
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    files, texts = prepare()
    folders = [export(kind) for kind in kinds]
    equal = []
    with Server(folders) as server, torch.no_grad():
        for kind in kinds:
            reference = references.KINDS[kind](WORK / "checkpoints" / kind, files, texts)
            equal.append(compare(kind, answers(server, kind, reference)))
    print(f"{sum(equal)} passed, {len(equal) - sum(equal)} failed")
    return 0 if all(equal) and equal else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(references.KINDS)))

"""Whether ONNX Runtime answers what torch answers.

The rule has three parts, for each item alone and for items that share a batch: 1 - cosine; the largest error of a coordinate of
the normalised vectors, in units of the median distance between different inputs (the same norm), since a cosine alone passes
with a wrong resize filter where all inputs give nearly one vector; and the relative error of the norm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import onnxruntime

from triptych_export.errors import Refusal
from triptych_export.export import Arrays, Tower

MAX_COSINE_LOSS = 1e-6
MAX_COORDINATE = 1e-3
MAX_NORM = 1e-5
BATCH = 8


@dataclass(frozen=True)
class Parity:
    """The largest errors of a tower over its items."""

    tower: str
    items: int
    cosine: float
    coordinate: float
    norm: float
    median_distance: float

    @property
    def ok(self) -> bool:
        # A comparison with NaN is false, and so fails.
        return self.cosine <= MAX_COSINE_LOSS and self.coordinate <= MAX_COORDINATE and self.norm <= MAX_NORM

    def __str__(self) -> str:
        return (
            f"{self.tower} {self.items} items: 1-cos {self.cosine:.1e} (<= {MAX_COSINE_LOSS:.0e}), coordinate {self.coordinate:.1e} "
            f"of the median distance {self.median_distance:.1e} (<= {MAX_COORDINATE:.0e}), norm {self.norm:.1e} (<= {MAX_NORM:.0e})"
        )


class Runner:
    """ONNX Runtime on a file, one answer a row."""

    def __init__(self, tower: Tower, path: Path, threads: int = 0):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._tower = tower
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as e:  # the engine's own exceptions share no base class
            raise Refusal(f"{tower.name}: ONNX Runtime refuses the graph: {_line(e)}") from e
        self._inputs = {port.name for port in self._session.get_inputs()}

    def run(self, batch: Arrays) -> np.ndarray:
        feed = {name: value for name, value in batch.items() if name in self._inputs}
        try:
            return self._session.run([self._tower.outputs[0]], feed)[0]
        except Exception as e:
            raise Refusal(f"{self._tower.name}: ONNX Runtime cannot run the graph: {_line(e)}") from e

    def alone(self, items: Sequence[Arrays]) -> np.ndarray:
        """Each item in a run of its own."""
        return np.concatenate([self.run(item) for item in items])

    def together(self, items: Sequence[Arrays]) -> np.ndarray:
        """Items in batches of eight, in the order given."""
        parts = [items[at : at + BATCH] for at in range(0, len(items), BATCH)]
        return np.concatenate([self.run(self._tower.collate(part)) for part in parts])


def reference(tower: Tower) -> np.ndarray:
    """What the original model answers, item by item, in float64."""
    return np.concatenate([tower.reference(item) for item in tower.items]).astype(np.float64)


def compare(tower: Tower, runner: Runner, wanted: np.ndarray) -> Parity:
    """The worse of both ways to run the items."""
    found = [measure(tower, got, wanted) for got in (runner.alone(tower.items), runner.together(tower.items))]
    return Parity(
        tower.name,
        len(tower.items),
        _worst(p.cosine for p in found),
        _worst(p.coordinate for p in found),
        _worst(p.norm for p in found),
        found[0].median_distance,
    )


def measure(tower: Tower, got: np.ndarray, wanted: np.ndarray) -> Parity:
    """The errors of one set of answers against another."""
    got = got.astype(np.float64)
    if got.shape != wanted.shape:
        raise Refusal(f"{tower.name}: the graph answers {list(got.shape)}, the model {list(wanted.shape)}")
    norms = np.linalg.norm(wanted, axis=1)
    a, b = (unit(got), unit(wanted)) if tower.vectors else (got, wanted)
    distance = median_distance(b)
    return Parity(
        tower.name,
        len(wanted),
        _worst(1 - (unit(got) * unit(wanted)).sum(axis=1)),
        _worst(np.abs(a - b).max(axis=1)) / distance if distance > 0 else float("inf"),
        _worst(np.abs(np.linalg.norm(got, axis=1) - norms) / norms),
        distance,
    )


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def median_distance(rows: np.ndarray) -> float:
    """Over pairs of different answers, the largest difference of a coordinate."""
    distances = [float(np.abs(x - y).max()) for x, y in combinations(rows, 2)]
    return float(np.median(distances))


def _line(error: Exception) -> str:
    return str(error).splitlines()[0][:160]


def _worst(values) -> float:
    # max() would lose a NaN behind a number.
    return float(np.max(np.fromiter(values, dtype=np.float64)))

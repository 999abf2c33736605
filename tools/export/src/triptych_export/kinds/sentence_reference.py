"""What a folder of sentence-transformers answers: the encoder by transformers, all behind it worked out here in float64.

It reads the folder's configuration and weights itself, sees one text without padding at a time, and shares no class with what is
traced: otherwise the comparison would be of the exporter with itself. The modes are those of Reimers and Gurevych (2019);
`weightedmean` is of Muennighoff (2022, "SGPT").
"""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from triptych_export import weights
from triptych_export.export import Arrays, as_tensors
from triptych_export.kinds import read_json

Rows = np.ndarray

#: From the token vectors of one text, [tokens, dim], to its vector.
POOLINGS: dict[str, Callable[[Rows], Rows]] = {
    "cls": lambda rows: rows[0],
    "max": lambda rows: np.max(rows, axis=0),
    "mean": lambda rows: np.mean(rows, axis=0),
    "mean_sqrt_len_tokens": lambda rows: np.sum(rows, axis=0) / math.sqrt(len(rows)),
    "weightedmean": lambda rows: np.average(rows, axis=0, weights=range(1, len(rows) + 1)),
    "lasttoken": lambda rows: rows[-1],
}
ACTIVATIONS: dict[str, Callable[[Rows], Rows]] = {
    "Tanh": np.tanh,
    "Identity": lambda x: x,
    "ReLU": lambda x: np.where(x > 0, x, 0),
    "GELU": np.vectorize(lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2),
    "Sigmoid": lambda x: 1 / (1 + np.exp(-x)),
}


class Reference:
    """Answers for one item at a time."""

    def __init__(self, model: torch.nn.Module, modes: Sequence[str], layers: Sequence[Callable[[Rows], Rows]]):
        self._model, self._modes, self._layers = model, modes, layers

    def __call__(self, item: Arrays) -> np.ndarray:
        with torch.no_grad():
            tokens = self._model(**as_tensors(item)).last_hidden_state
        rows = tokens[0].numpy().astype(np.float64)[item["attention_mask"][0] == 1]
        vector = np.concatenate([POOLINGS[mode](rows) for mode in self._modes])
        for layer in self._layers:
            vector = layer(vector)
        return vector[None]


def normalise(vector: Rows) -> Rows:
    return vector / math.sqrt(math.fsum(vector * vector))


def dense(folder: Path, path: str, allow_pickle: bool) -> Callable[[Rows], Rows]:
    """The layer that lies in the folder's `path`: activation(W x + b), plus x or R x where it is residual."""
    config = read_json(folder, f"{path}/config.json")
    state = {name: value.double().numpy() for name, value in weights.read(weights.find(folder / path), allow_pickle).items()}
    activate = ACTIVATIONS[config.get("activation_function", "torch.nn.modules.activation.Tanh").split(".")[-1]]
    bias = state["linear.bias"] if config.get("bias", True) else 0.0

    def layer(x: Rows) -> Rows:
        y = activate(state["linear.weight"].dot(x) + bias)
        if not config.get("use_residual"):
            return y
        return y + (state["residual.weight"].dot(x) if "residual.weight" in state else x)

    return layer

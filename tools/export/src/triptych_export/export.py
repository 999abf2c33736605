"""What a kind of checkpoint makes of itself: towers to trace and files to lay beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Tower:
    """One graph: how it is traced, where it goes, and what it must equal.

    `module` takes the inputs in the order of `inputs` and answers the outputs in the order of `outputs`, the first of which
    is what is served. `reference` is the answer of the original model by its own public way, for the inputs of one item.
    """

    name: str
    file: str
    module: torch.nn.Module
    inputs: Sequence[str]
    outputs: Sequence[str]
    axes: dict[str, dict[int, str]]
    items: Sequence[Arrays]
    reference: Callable[[Arrays], np.ndarray]
    collate: Callable[[Sequence[Arrays]], Arrays]
    #: Vectors are compared by direction, logits as they are.
    vectors: bool = True
    labels: Sequence[str] = ()


@dataclass
class Export:
    """A loaded checkpoint, ready to be written."""

    kind: str
    name: str
    towers: list[Tower]
    #: Writes configuration, preprocessing and tokenizer into the folder.
    write_files: Callable[[Path], None]
    #: The keys of `model.yaml`, in order.
    settings: dict[str, object] = field(default_factory=dict)
    #: Digest of weights and preprocessing: what makes two exports one space; None where nothing is embedded.
    space: str | None = None
    #: Answers how many of the sample texts get equal tokens from the written tokenizer, and of how many; None without texts.
    tokens: Callable[[Path], tuple[int, int]] | None = None
    notes: list[str] = field(default_factory=list)


def pictures_together(items: Sequence[Arrays]) -> Arrays:
    """Rows of one size, stacked."""
    return {name: np.concatenate([item[name] for item in items]) for name in items[0]}


def texts_together(pad: dict[str, int]) -> Callable[[Sequence[Arrays]], Arrays]:
    """Rows of several lengths, padded at their end to the longest."""

    def collate(items: Sequence[Arrays]) -> Arrays:
        longest = max(next(iter(item.values())).shape[1] for item in items)
        return {
            name: np.concatenate(
                [np.pad(item[name], ((0, 0), (0, longest - item[name].shape[1])), constant_values=pad.get(name, 0)) for item in items]
            )
            for name in items[0]
        }

    return collate


def as_tensors(item: Arrays) -> dict[str, torch.Tensor]:
    return {name: torch.from_numpy(value) for name, value in item.items()}

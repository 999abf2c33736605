"""Finds and reads weight files without running anything that they hold.

Safetensors are preferred. Other files are unpickled by torch's restricted reader; `--allow-pickle` lifts the restriction.
"""

import hashlib
import json
import pickle
from pathlib import Path

import safetensors
import safetensors.torch
import torch

from triptych_export.errors import Refusal

PICKLED = {".bin", ".pt", ".pth", ".ckpt"}
NAMES = ("model.safetensors", "pytorch_model.bin")


def find(folder: Path, names=NAMES) -> list[Path]:
    """The files of one set of weights: the first name that is there, or all parts that its index names."""
    for name in names:
        if (folder / name).is_file():
            return [folder / name]
        index = folder / (name + ".index.json")
        if index.is_file():
            return _parts(folder, index)
    raise Refusal(f"weights missing: expected one of {', '.join(names)} (or its .index.json with all parts) in the model folder")


def _parts(folder: Path, index: Path) -> list[Path]:
    try:
        names = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
    except (ValueError, KeyError, AttributeError, TypeError, OSError):
        raise Refusal(f"{index.name} is damaged: not an index of weights") from None
    for name in names:
        if Path(name).name != name or not (folder / name).is_file():
            raise Refusal(f"weights missing: {index.name} names {Path(name).name}, which is not in the model folder")
    return [folder / name for name in names]


def read(files: list[Path], allow_pickle: bool) -> dict[str, torch.Tensor]:
    """All tensors of the files, by name."""
    state: dict[str, torch.Tensor] = {}
    for file in files:
        state.update(_read(file, allow_pickle))
    return state


def _read(file: Path, allow_pickle: bool) -> dict[str, torch.Tensor]:
    try:
        if file.suffix not in PICKLED:
            return safetensors.torch.load_file(file)
        loaded = torch.load(file, map_location="cpu", weights_only=not allow_pickle)
    except pickle.UnpicklingError as e:
        if "weights_only" in str(e) or "Unsupported" in str(e):
            raise Refusal(
                f"{file.name} holds pickled objects, which can run code when they are read: convert it to safetensors, "
                "or pass --allow-pickle if you trust where it comes from"
            ) from None
        raise Refusal(f"{file.name} is damaged: not a PyTorch file") from None
    except (safetensors.SafetensorError, RuntimeError, EOFError, ValueError, KeyError, OSError) as e:
        raise Refusal(f"{file.name} is damaged: {_short(e)}") from None
    return _tensors(file, loaded)


def _tensors(file: Path, loaded: object) -> dict[str, torch.Tensor]:
    # Training loops wrap the weights; DistributedDataParallel prefixes each name.
    if isinstance(loaded, dict) and isinstance(loaded.get("state_dict"), dict):
        loaded = loaded["state_dict"]
    if isinstance(loaded, torch.nn.Module):
        loaded = loaded.state_dict()
    if not isinstance(loaded, dict) or not any(isinstance(value, torch.Tensor) for value in loaded.values()):
        raise Refusal(f"{file.name} holds no weights: expected tensors by name")
    state = {str(name): value for name, value in loaded.items() if isinstance(value, torch.Tensor)}
    if all(name.startswith("module.") for name in state):
        state = {name.removeprefix("module."): value for name, value in state.items()}
    return state


def digest(files: list[Path], *more: bytes) -> str:
    """SHA-256 over the files as they lie and whatever else makes the space, in hexadecimal."""
    sha = hashlib.sha256()
    for file in files:
        with open(file, "rb") as stream:
            sha.update(hashlib.file_digest(stream, "sha256").digest())
    for part in more:
        sha.update(hashlib.sha256(part).digest())
    return sha.hexdigest()


def check_complete(missing: list[str], mismatched: list[str], files: list[Path]) -> None:
    """Refuses a model whose weights would stay random."""
    name = files[0].name if len(files) == 1 else f"{files[0].name} and {len(files) - 1} more"
    if mismatched:
        raise Refusal(f"{name} does not fit config.json: {len(mismatched)} tensors have other shapes, the first is {mismatched[0]}")
    if missing:
        raise Refusal(f"weights missing: {name} lacks {len(missing)} tensors of the model, the first is {missing[0]}")


def _short(error: Exception) -> str:
    line = str(error).splitlines()[0] if str(error) else type(error).__name__
    return "cannot be read as weights" if "/" in line or len(line) > 120 else line

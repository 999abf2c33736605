"""How an OpenCLIP checkpoint's pictures were prepared: size, mean, deviation, resize mode and filter.

A file of weights does not say it. A wrong guess shows in no comparison, since the reference would guess the same; so it is
told: by a tag of OpenCLIP's own table of published weights, by a file, or as the defaults of a training from scratch.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import open_clip
import torch
from open_clip.transform import PreprocessCfg, merge_preprocess_dict

from triptych_export.errors import Refusal, Usage
from triptych_export.options import Options

FOLDER_FILE = "open_clip_config.json"
DEFAULT = "default"
STATED = ("mean", "std", "interpolation", "resize_mode")
RESIZE_MODES, INTERPOLATIONS = ("shortest", "longest", "squash"), ("bicubic", "bilinear")


@dataclass(frozen=True)
class Preprocessing:
    """What was told, and by whom."""

    values: dict
    origin: str
    #: Told by the arguments and not by the folder: what was taken is said.
    told: bool = False

    def complete(self, model: torch.nn.Module) -> dict:
        """With OpenCLIP's defaults where nothing was told; the size is the image tower's, as OpenCLIP has it."""
        merged = merge_preprocess_dict(PreprocessCfg(), self.values)
        size = model.visual.image_size
        size = [size, size] if isinstance(size, int) else list(size)
        return {**merged, "size": size, "mean": list(merged["mean"]), "std": list(merged["std"])}

    def notes(self, complete: dict) -> list[str]:
        """What was taken, where the folder did not say all of it."""
        missing = [key for key in STATED if self.values.get(key) is None]
        notes = []
        if missing and self.origin != DEFAULTS.origin:
            notes.append(f"{self.origin} does not say {', '.join(missing)}: OpenCLIP's defaults are taken.")
        if self.told or notes:
            numbers = {name: " ".join(map(str, complete[name])) for name in ("size", "mean", "std")}
            how = f"resize {complete['resize_mode']}, {complete['interpolation']}, mean {numbers['mean']}, std {numbers['std']}"
            notes.append(f"Pictures: size {numbers['size']}, {how}; by {self.origin}.")
        return notes


DEFAULTS = Preprocessing({}, "OpenCLIP's defaults", told=True)


def of_folder(config: dict) -> Preprocessing:
    values = config.get("preprocess_cfg") or {}
    if not isinstance(values, dict):
        raise Refusal(f"{FOLDER_FILE}: preprocess_cfg is not an object")
    return Preprocessing(_checked(values, FOLDER_FILE), FOLDER_FILE)


def of_arguments(options: Options, model_cfg: dict) -> Preprocessing:
    """For `--open-clip`: the tag's, the file's or the defaults; a usage error when none is named."""
    if options.pretrained:
        return _of_tag(options.open_clip, options.pretrained, model_cfg)
    if options.preprocess is None:
        raise Usage(
            "--open-clip: weights alone do not say how pictures are prepared; give one of --pretrained TAG (the published weights that these "
            f"are, or were tuned from; {_tags(options.open_clip)}), --preprocess FILE ({FOLDER_FILE} or its preprocess_cfg), "
            f"--preprocess {DEFAULT} (trained from scratch with OpenCLIP's defaults)"
        )
    return DEFAULTS if options.preprocess == DEFAULT else _of_file(Path(options.preprocess))


def _of_tag(architecture: str, tag: str, model_cfg: dict) -> Preprocessing:
    values = open_clip.pretrained.get_pretrained_cfg(architecture, tag)
    if not values:
        raise Usage(f"--pretrained: OpenCLIP's table has no {tag[:60]!r} for {architecture}; {_tags(architecture)}")
    # OpenCLIP itself only warns: the weights fit both, the answers of one are wrong.
    if bool(values.get("quick_gelu")) != bool(model_cfg.get("quick_gelu")):
        trained, other = ("QuickGELU", f"{architecture}-quickgelu") if values.get("quick_gelu") else ("GELU", architecture.removesuffix("-quickgelu"))
        raise Usage(f"--pretrained: {tag[:60]} was trained with {trained}, which {architecture} has not: --open-clip {other}")
    return Preprocessing({key: values[key] for key in STATED}, f"{tag} in OpenCLIP's table", told=True)


def _tags(architecture: str) -> str:
    tags = open_clip.list_pretrained_tags_by_model(architecture)
    return f"known for {architecture}: {', '.join(tags)}" if tags else f"none is known for {architecture}"


def _of_file(file: Path) -> Preprocessing:
    try:
        tree = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Usage(f"--preprocess: {file.name} is not there; give a file, or {DEFAULT}") from None
    except OSError:
        raise Usage(f"--preprocess: {file.name} cannot be read") from None
    except ValueError as e:
        raise Refusal(f"--preprocess: {file.name} is damaged: not JSON ({e})") from None
    values = tree.get("preprocess_cfg", tree) if isinstance(tree, dict) else None
    if not isinstance(values, dict) or not {"mean", "std"} <= values.keys():
        raise Refusal(f"--preprocess: {file.name} does not say mean and std; expected {FOLDER_FILE} or its preprocess_cfg")
    return Preprocessing(_checked(values, f"--preprocess: {file.name}"), repr(file.name[:60]), told=True)


def _checked(values: dict, where: str) -> dict:
    for key in ("mean", "std"):
        if values.get(key) is not None and not _three(values[key], positive=key == "std"):
            raise Refusal(f"{where}: {key} must be 3 numbers{', above 0' if key == 'std' else ''}")
    for key, known in (("resize_mode", RESIZE_MODES), ("interpolation", INTERPOLATIONS)):
        if values.get(key) is not None and values[key] not in known:
            raise Refusal(f"{where}: {key} must be one of {', '.join(known)}, got {str(values[key])[:60]!r}")
    return values


def _three(numbers: object, positive: bool) -> bool:
    if not isinstance(numbers, list) or len(numbers) != 3:
        return False
    return all(type(n) in (int, float) and math.isfinite(n) and (n > 0 or not positive) for n in numbers)

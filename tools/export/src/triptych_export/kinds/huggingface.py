"""What the kinds of Hugging Face folders share: loading models, processors and tokenizers from files alone."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import safetensors
import safetensors.torch
import torch
import transformers

from triptych_export import weights
from triptych_export.errors import Refusal
from triptych_export.export import Arrays
from triptych_export.options import Options

VOCABULARIES = ("tokenizer.json", "vocab.json", "vocab.txt", "spiece.model", "sentencepiece.bpe.model", "tokenizer.model")
PREPROCESSORS = ("preprocessor_config.json", "processor_config.json")


def load(model_class, options: Options, folder: Path | None = None) -> torch.nn.Module:
    """The model in float32 with all of its weights; refuses one that would keep random ones."""
    folder = folder or options.model
    files = weights.find(folder)
    try:
        if files[0].suffix in weights.PICKLED:
            model, info = _load_pickled(model_class, folder, weights.read(files, options.allow_pickle))
        else:
            _check_headers(files)
            model, info = _load(model_class, folder)
    except Refusal:
        raise
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, safetensors.SafetensorError) as e:
        line = str(e).strip().splitlines()[0] if str(e).strip() else type(e).__name__
        raise Refusal(f"transformers cannot load this checkpoint: {line[:200]}") from e
    mismatched = [str(key[0] if isinstance(key, tuple) else key) for key in info.get("mismatched_keys") or []]
    weights.check_complete(sorted(info.get("missing_keys") or []), sorted(mismatched), files)
    return model.eval()


def _load(model_class, folder: Path) -> tuple[torch.nn.Module, dict]:
    return model_class.from_pretrained(
        str(folder),
        use_safetensors=True,
        dtype=torch.float32,
        attn_implementation="eager",
        ignore_mismatched_sizes=True,  # they are told of, and refused by name
        output_loading_info=True,
        local_files_only=True,
    )


def _load_pickled(model_class, folder: Path, state: dict[str, torch.Tensor]) -> tuple[torch.nn.Module, dict]:
    """By way of safetensors, so that the library never unpickles."""
    with tempfile.TemporaryDirectory() as scratch:
        safetensors.torch.save_file(
            {name: value.clone().contiguous() for name, value in state.items()},
            Path(scratch) / "model.safetensors",
            metadata={"format": "pt"},
        )
        shutil.copyfile(folder / "config.json", Path(scratch) / "config.json")
        return _load(model_class, Path(scratch))


def _check_headers(files: list[Path]) -> None:
    for file in files:
        try:
            with safetensors.safe_open(file, framework="pt"):
                pass
        except (safetensors.SafetensorError, OSError):
            raise Refusal(f"{file.name} is damaged: its header or its length is wrong; copy it anew") from None


def image_processor(folder: Path):
    """The Pillow variant: the one that models are compared with."""
    if not any((folder / name).is_file() for name in PREPROCESSORS):
        raise Refusal(f"{' or '.join(PREPROCESSORS)} is missing: without it nobody knows how pictures are prepared")
    try:
        return transformers.AutoImageProcessor.from_pretrained(str(folder), backend="pil", local_files_only=True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as e:
        raise Refusal(f"transformers cannot read the image processor: {_line(e)}") from e


def tokenizer(folder: Path):
    # Without a vocabulary the library makes an empty one, in silence.
    if not any((folder / name).is_file() for name in VOCABULARIES):
        raise Refusal(f"the tokenizer is missing: none of {', '.join(VOCABULARIES)} lies beside config.json")
    try:
        return transformers.AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
    except Exception as e:  # the tokenizers library raises bare Exception
        raise Refusal(f"the tokenizer is missing or damaged: {_line(e)}") from e


def pictures(processor, images: Sequence) -> list[Arrays]:
    return [{"pixel_values": _floats(processor(images=image, return_tensors="np")["pixel_values"])} for image in images]


def _floats(values) -> np.ndarray:
    return np.ascontiguousarray(np.asarray(values, dtype=np.float32))


def texts(tokenizer, lines: Sequence[str], inputs: Sequence[str], max_length: int, fixed: bool = False) -> list[Arrays]:
    """One row a text; `fixed` pads each to `max_length`."""
    padding = {"padding": "max_length"} if fixed else {}
    rows = [tokenizer(line, truncation=True, max_length=max_length, **padding) for line in lines]
    return [{name: np.asarray([row[name]], dtype=np.int64) for name in inputs} for row in rows]


def copy(source: Path, out: Path, names: Sequence[str]) -> None:
    for name in names:
        if (source / name).is_file():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, out / name)


def file_bytes(folder: Path, names: Sequence[str]) -> list[bytes]:
    return [(folder / name).read_bytes() for name in names if (folder / name).is_file()]


def features(answer) -> torch.Tensor:
    """The vector of what `get_*_features` answers: a tensor, or an object that holds it."""
    if isinstance(answer, torch.Tensor):
        return answer
    for name in ("image_embeds", "text_embeds", "pooler_output"):
        if getattr(answer, name, None) is not None:
            return getattr(answer, name)
    raise AssertionError(f"no vector in {type(answer).__name__}")


def _line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:160] if str(error).strip() else type(error).__name__

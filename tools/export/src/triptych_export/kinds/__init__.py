"""The kinds of checkpoints, and how one is told from another."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from triptych_export.errors import Refusal, Usage
from triptych_export.export import Export
from triptych_export.options import Options
from triptych_export.samples import Samples


@dataclass(frozen=True)
class Kind:
    """One kind: its name, what makes a folder one, and what opens it."""

    name: str
    what: str
    opens: Callable[[Options, Samples, dict], Export]


def _clip(options: Options, samples: Samples, config: dict) -> Export:
    from triptych_export.kinds import dual_encoder

    return dual_encoder.clip(options, samples, config)


def _siglip(options: Options, samples: Samples, config: dict) -> Export:
    from triptych_export.kinds import dual_encoder

    return dual_encoder.siglip(options, samples, config)


def _image_classifier(options: Options, samples: Samples, config: dict) -> Export:
    from triptych_export.kinds import classifier

    return classifier.image(options, samples, config)


def _text_classifier(options: Options, samples: Samples, config: dict) -> Export:
    from triptych_export.kinds import classifier

    return classifier.text(options, samples, config)


def _sentences(options: Options, samples: Samples, config: dict) -> Export:
    from triptych_export.kinds import sentence

    return sentence.open_folder(options, samples, config)


def _open_clip(options: Options, samples: Samples, config: dict) -> Export:
    from triptych_export.kinds import openclip

    return openclip.open_folder(options, samples, config)


CLIP = Kind("clip", "config.json, model_type clip, clip_text_model or clip_vision_model", _clip)
SIGLIP = Kind("siglip", "config.json, model_type siglip: SigLIP, and SigLIP 2 of fixed resolution", _siglip)
IMAGE = Kind("image-classifier", "config.json, architecture *ForImageClassification (ViT, DeiT, ConvNeXT, ...)", _image_classifier)
TEXT = Kind("text-classifier", "config.json, architecture *ForSequenceClassification (BERT, RoBERTa, ...)", _text_classifier)
SENTENCES = Kind("sentence-transformers", "modules.json: transformer, pooling, dense, normalise", _sentences)
OPEN_CLIP = Kind("open-clip", "open_clip_config.json and weights, or --open-clip ARCH with a file of weights and --pretrained or --preprocess", _open_clip)
ALL = (CLIP, SIGLIP, IMAGE, TEXT, SENTENCES, OPEN_CLIP)


def detect(options: Options) -> tuple[Kind, dict]:
    """The kind and its main configuration; says what was found when it is none."""
    model = options.model
    if options.open_clip:
        return OPEN_CLIP, {}
    if options.pretrained or options.preprocess:
        raise Usage("--pretrained and --preprocess: with --open-clip only; any other checkpoint says itself how pictures are prepared")
    if model.is_file():
        raise Usage("MODEL is a file: give its folder, or --open-clip ARCH for a file of OpenCLIP weights")
    if not model.is_dir():
        raise Usage("MODEL is not a folder")
    if (model / "modules.json").is_file():
        return SENTENCES, {"modules": read_json(model, "modules.json")}
    if (model / "open_clip_config.json").is_file():
        return OPEN_CLIP, read_json(model, "open_clip_config.json")
    if not (model / "config.json").is_file():
        raise Refusal("no config.json, open_clip_config.json or modules.json in the model folder; --list says what is exported")
    config = read_json(model, "config.json")
    if not isinstance(config, dict):
        raise Refusal("config.json is not a JSON object")
    return _by_config(config), config


def _by_config(config: dict) -> Kind:
    model_type = str(config.get("model_type", ""))
    architectures = [str(name) for name in config.get("architectures") or []]
    for ending, kind in (("ForImageClassification", IMAGE), ("ForSequenceClassification", TEXT)):
        if any(name.endswith(ending) for name in architectures):
            return kind
    if model_type in ("clip", "clip_text_model", "clip_vision_model"):
        return CLIP
    if model_type == "siglip":
        return SIGLIP
    if model_type == "siglip2":
        raise Refusal("SigLIP 2 of variable resolution (model_type siglip2, NaFlex) is not exported; use one of fixed resolution")
    named = f"model_type {model_type!r}, architecture {architectures[0]!r}" if architectures else f"model_type {model_type!r}"
    raise Refusal(f"unknown model: {named[:160]}; exported are {', '.join(kind.name for kind in ALL)} (see --list)")


def read_json(folder: Path, name: str):
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refusal(f"{name} is missing in the model folder") from None
    except (ValueError, OSError) as e:
        raise Refusal(f"{name} is damaged: not JSON ({e})" if isinstance(e, ValueError) else f"{name} cannot be read") from None

"""Writes the defaults of each supported image processor, and each model type's processor, as the pinned transformers has them, into the media module."""

import importlib
import json
from pathlib import Path

from transformers.models.auto.image_processing_auto import IMAGE_PROCESSOR_MAPPING_NAMES
from transformers.image_processing_base import ImageProcessingMixin

OUT = Path(__file__).resolve().parents[2] / "media/src/main/resources/dev/triptych/media/image/processors.json"
# Model folder of transformers, and what the class does beyond the plain order resize, crop, rescale, normalise, pad.
PROCESSORS = {
    "beit": "no_pad",
    "bit": "plain",
    "blip": "plain",
    "bridgetower": "bridgetower",
    "chinese_clip": "plain",
    "clip": "plain",
    "convnext": "convnext",
    "deit": "plain",
    "efficientnet": "efficientnet",
    "levit": "levit",
    "mobilenet_v1": "plain",
    "mobilenet_v2": "no_pad",
    "mobilevit": "mobilevit",
    "poolformer": "poolformer",
    "pvt": "plain",
    "segformer": "no_crop",
    "siglip": "plain",
    "vilt": "vilt",
    "vit": "plain",
}
KEYS = [
    "do_resize",
    "size",
    "default_to_square",
    "resample",
    "do_center_crop",
    "crop_size",
    "do_rescale",
    "rescale_factor",
    "do_normalize",
    "image_mean",
    "image_std",
    "do_pad",
    "pad_size",
    "crop_pct",
    "size_divisor",
    "rescale_offset",
    "include_top",
    "do_flip_channel_order",
]


def defaults(cls: type[ImageProcessingMixin], order: str) -> dict:
    out: dict = {"order": order}
    for key in KEYS:
        value = getattr(cls, key, None)
        if value is not None:
            out[key] = int(value) if key == "resample" else value
    return out


def main() -> None:
    table = {}
    for folder, order in PROCESSORS.items():
        module = importlib.import_module(f"transformers.models.{folder}.image_processing_pil_{folder}")
        (name,) = [n for n in module.__all__ if n.endswith("ImageProcessorPil")]
        table[name.removesuffix("Pil")] = defaults(getattr(module, name), order)
    rows = [f" {json.dumps(name)}: {json.dumps(table[name])}" for name in sorted(table)]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    print(len(table), "image processors")
    types = {kind: (names.get("pil") or names["torchvision"]).removesuffix("Pil") for kind, names in IMAGE_PROCESSOR_MAPPING_NAMES.items()}
    rows = [f" {json.dumps(kind)}: {json.dumps(types[kind])}" for kind in sorted(types)]
    OUT.with_name("model-types.json").write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    print(len(types), "types of models")


if __name__ == "__main__":
    main()

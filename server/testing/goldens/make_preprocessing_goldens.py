"""Writes goldens/preprocessing.json: every image processor and transform that is read from a folder's files, run by its reference."""

import importlib
import json
import tempfile
from pathlib import Path

import numpy as np
import open_clip.transform
from PIL import Image
from transformers import AutoImageProcessor

from common import GOLDENS, IMAGES, array_sha256
from make_processor_defaults import PROCESSORS

# A photo, then noise by size: thin, flat, tiny, odd, large. Noise is made by formula on both sides, so no file is needed.
SIZES = ["1x57", "61x1", "3x2", "33x47", "224x224", "227x224", "640x427", "427x640", "1000x75", "1280x963"]
CASES = ["png-rgb-coffee-150x100.png"] + SIZES
FEW = ["png-rgb-coffee-150x100.png", "1x57", "33x47", "227x224", "427x640"]
HALF = {"image_mean": [0.5] * 3, "image_std": [0.5] * 3}
BOX = {"height": 40, "width": 56}
FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4, "hamming": 5}
MODES = {
    "shortest edge": {"size": {"shortest_edge": 37}, "do_center_crop": False},
    "shortest and longest edge": {"size": {"shortest_edge": 37, "longest_edge": 51}, "do_center_crop": False},
    "box": {"size": BOX, "do_center_crop": False},
    "inside a box": {"size": {"max_height": 40, "max_width": 56}, "do_center_crop": False},
    "crop": {"size": {"shortest_edge": 37}, "crop_size": {"height": 30, "width": 32}},
    "pad": {"size": {"max_height": 40, "max_width": 56}, "do_center_crop": False, "do_pad": True, "pad_size": {"height": 41, "width": 60}},
}
SMALL_CROP = {"size": {"shortest_edge": 40}, "crop_size": {"height": 33, "width": 33}}
# Settings beyond a class's own defaults: name of the model folder, what a file would say.
GIVEN = [
    ("clip", {"size": 48, "crop_size": 40}),
    ("clip", {"size": 48, "default_to_square": True, "crop_size": 40}),
    ("clip", {"size": [40, 56], "do_center_crop": False}),
    ("clip", {"do_resize": False, "crop_size": 48}),
    ("clip", {**SMALL_CROP, "do_rescale": False}),
    ("clip", {**SMALL_CROP, "do_normalize": False}),
    ("clip", {**SMALL_CROP, "do_rescale": False, "do_normalize": False}),
    ("clip", {**SMALL_CROP, "rescale_factor": 1 / 127.5, "image_mean": [1.0] * 3, "image_std": [1.0] * 3}),
    ("clip", {**SMALL_CROP, "image_mean": 0.45, "image_std": 0.225}),
    ("clip", {**SMALL_CROP, "do_convert_rgb": False}),
    ("clip", {"size": BOX, "do_center_crop": False, "do_pad": True, "pad_size": 64, "do_rescale": False, "do_normalize": False}),
    ("siglip", {"size": {"height": 56, "width": 40}}),
    ("siglip", {"size": {"height": 64, "width": 64}, "resample": 2}),
    ("vit", {"size": 48}),
    ("vit", {"size": {"height": 48, "width": 48}, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}),
    ("vit", {"size": 48, "crop_pct": 0.9}),
    ("deit", {"size": 48, "crop_size": 42}),
    ("deit", {"size": {"height": 438, "width": 438}, "do_center_crop": False}),
    ("beit", {"size": 48, "do_center_crop": True, "crop_size": 40}),
    ("convnext", {"size": {"shortest_edge": 32}}),
    ("convnext", {"size": 33, "crop_pct": 0.95}),
    ("convnext", {"size": {"shortest_edge": 224}, "crop_pct": 0.875, "resample": 2}),
    ("efficientnet", {"size": BOX, "rescale_offset": True, "rescale_factor": 1 / 127.5, "do_normalize": False, "include_top": False}),
    ("efficientnet", {"size": BOX, "include_top": True, "image_std": [0.478, 0.472, 0.474], "resample": 0}),
    ("efficientnet", {"size": BOX, "do_rescale": False, "do_normalize": False, "do_center_crop": True, "crop_size": 33}),
    ("efficientnet", {"size": BOX, "do_rescale": False, "do_normalize": False, "include_top": False}),
    ("blip", {"size": {"height": 48, "width": 48}}),
    ("bit", {**SMALL_CROP, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}),
    ("mobilenet_v1", SMALL_CROP),
    ("mobilenet_v2", SMALL_CROP),
    ("mobilevit", {"size": {"shortest_edge": 44}, "crop_size": 50}),
    ("mobilevit", {"size": {"shortest_edge": 44}, "crop_size": 33, "do_flip_channel_order": False}),
    ("levit", {"size": {"shortest_edge": 33}, "crop_size": 33}),
    ("levit", {"size": BOX, "crop_size": 33}),
    ("poolformer", {"size": 33, "crop_size": 33, "crop_pct": 0.95}),
    ("poolformer", {"size": {"height": 33, "width": 33}, "do_center_crop": False}),
    ("poolformer", {"size": BOX, "do_center_crop": False}),
    ("pvt", {"size": {"height": 33, "width": 33}}),
    ("segformer", {"size": 48, "do_reduce_labels": True}),
    ("segformer", {"size": BOX, "do_center_crop": True, "crop_size": 33}),
    ("vilt", {"size": {"shortest_edge": 48}, "size_divisor": 16}),
    ("vilt", {"size": {"shortest_edge": 100}}),
    ("bridgetower", {"size": {"shortest_edge": 48}, "crop_size": {"shortest_edge": 48}, "size_divisor": 16}),
]
# Files that name no processor: the type of the model in config.json does.
TYPES = ["vit", "swin", "deit", "convnext", "resnet", "beit", "dinov2", "clip", "siglip"]
OPEN_CLIP = [
    {},
    {"size": 63},
    {"size": [56, 40]},
    {"size": [40, 40], "mode": "RGB", "mean": [0.5] * 3, "std": [0.5] * 3, "interpolation": "bilinear", "resize_mode": "shortest", "fill_color": 0},
    {"size": [56, 40], "interpolation": "bilinear"},
    {"size": 40, "interpolation": "random"},
    {"size": 41, "resize_mode": "longest"},
    {"size": 41, "resize_mode": "longest", "fill_color": 127, "interpolation": "bilinear"},
    {"size": [57, 40], "resize_mode": "longest", "fill_color": 255},
    {"size": 41, "resize_mode": "squash", "interpolation": "bilinear"},
    {"size": [56, 40], "resize_mode": "squash", "mean": [0.5] * 3, "std": [0.5] * 3},
]


def noise(size: str) -> np.ndarray:
    """Bytes by a hash of their index, in 32-bit arithmetic."""
    width, height = map(int, size.split("x"))
    value = np.arange(3 * width * height, dtype=np.uint32) * np.uint32(2654435761)
    value ^= value >> np.uint32(15)
    value *= np.uint32(2246822519)
    return (value >> np.uint32(24)).astype(np.uint8).reshape(height, width, 3)


def picture(name: str) -> Image.Image:
    return Image.open(IMAGES / name).convert("RGB") if name.endswith(".png") else Image.fromarray(noise(name))


PICTURES = {name: picture(name) for name in CASES}


def cases(names: list[str], run) -> list[dict]:
    out = []
    for name in names:
        try:
            values = run(PICTURES[name])
        except ValueError:  # an edge of nothing, or no room
            out.append({"image": name, "refused": True})
            continue
        out.append({"image": name, "shape": list(values.shape), "dtype": str(values.dtype), "sha256": array_sha256(values)})
    return out


def hugging_face(folder: str, given: dict, names: list[str]) -> dict:
    module = importlib.import_module(f"transformers.models.{folder}.image_processing_pil_{folder}")
    (class_name,) = [n for n in module.__all__ if n.endswith("ImageProcessorPil")]
    processor = getattr(module, class_name)(**given)
    config = {"image_processor_type": class_name.removesuffix("Pil"), **given}
    saved = {k: v for k, v in json.loads(processor.to_json_string()).items() if v is not None}

    def run(image: Image.Image) -> np.ndarray:
        return np.asarray(processor(image, return_tensors="np")["pixel_values"][0])

    return {"file": "preprocessor_config.json", "config": config, "saved": saved, "cases": cases(names, run)}


def by_type(model_type: str, given: dict, names: list[str]) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.json").write_text(json.dumps({"model_type": model_type}))
        (Path(folder) / "preprocessor_config.json").write_text(json.dumps(given))
        processor = AutoImageProcessor.from_pretrained(folder, backend="pil")

    def run(image: Image.Image) -> np.ndarray:
        return np.asarray(processor(image, return_tensors="np")["pixel_values"][0])

    return {"file": "preprocessor_config.json", "model_type": model_type, "config": given, "cases": cases(names, run)}


def open_clip_transform(given: dict) -> dict:
    transform = open_clip.transform.image_transform_v2(open_clip.transform.PreprocessCfg(**given), is_train=False)
    return {"file": "preprocess_cfg.json", "config": given, "cases": cases(CASES, lambda image: transform(image).numpy())}


def main() -> None:
    entries = [hugging_face(folder, {}, FEW) for folder in PROCESSORS]
    entries += [hugging_face(folder, given, CASES) for folder, given in GIVEN]
    entries += [hugging_face("clip", {**mode, **HALF, "resample": code}, FEW) for mode in MODES.values() for code in FILTERS.values()]
    entries += [by_type(model_type, {"do_normalize": True, "size": 48, **HALF}, FEW) for model_type in TYPES]
    entries += [open_clip_transform(given) for given in OPEN_CLIP]
    rows = []
    for entry in entries:
        head = {k: v for k, v in entry.items() if k != "cases"}
        body = ",\n   ".join(json.dumps(case) for case in entry["cases"])
        rows.append(f' {json.dumps(head)[:-1]}, "cases": [\n   {body}]}}')
    (GOLDENS / "preprocessing.json").write_text("[\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8")
    print(len(entries), "settings,", sum(len(entry["cases"]) for entry in entries), "cases")


if __name__ == "__main__":
    main()

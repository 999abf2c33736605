"""Writes goldens/resize.json (Pillow's filters) and goldens/processor.json (processor settings beyond CLIP's own)."""

import json

import numpy as np
from PIL import Image
from transformers import CLIPImageProcessorPil

import reference_kernels
from common import GOLDENS, IMAGES, array_sha256, float_bits, sha256, write_json

FILTER_NAMES = {0: "nearest", 1: "lanczos", 2: "bilinear", 3: "bicubic", 4: "box", 5: "hamming"}
RESIZES = [
    ("png-rgb-coffee-150x100.png", (64, 64)),
    ("png-rgb-chelsea-107x160.png", (224, 336)),
    ("png-rgb-63x65.png", (64, 64)),
    ("png-rgb-64x64.png", (64, 31)),
    ("png-rgb-wide-200x37.png", (17, 91)),
    ("png-rgb-3x500.png", (20, 7)),  # vertical first
    ("png-rgb-tall-80x300.png", (64, 240)),  # vertical first
    ("png-rgb-tall-80x300.png", (50, 240)),  # 60 is not more than 2 x 30: horizontal first
    ("png-rgb-1x1.png", (5, 4)),
    ("png-rgba-33x47.png", (1, 1)),
    ("png-grey-97x61.png", (113, 60)),
    ("png-rgb-2x2.png", (1000, 3)),
]
SMALL = {"size": {"shortest_edge": 32}, "crop_size": {"height": 32, "width": 32}}
WIDE, TALL, COFFEE = "png-rgb-wide-200x37.png", "png-rgb-tall-40x201.png", "png-rgb-coffee-150x100.png"
ODD, ALPHA, GREY, THIN = "png-rgb-63x65.png", "png-rgba-33x47.png", "png-grey-97x61.png", "png-rgb-3x500.png"
VARIANTS = [
    ("shortest edge, wide", WIDE, SMALL),
    ("shortest edge, tall", TALL, SMALL),
    ("shortest edge, tall, vertical first", "png-rgb-tall-80x300.png", SMALL),
    ("shortest edge, very thin", THIN, SMALL),
    ("shortest edge 37, odd crop differences", COFFEE, {"size": {"shortest_edge": 37}, "crop_size": {"height": 30, "width": 30}}),
    ("shortest edge 224, upscaled", ALPHA, {"size": {"shortest_edge": 224}, "crop_size": {"height": 224, "width": 224}}),
    ("integer sizes, as old files have them", COFFEE, {"size": 48, "crop_size": 40}),
    ("size in height and width", COFFEE, {"size": {"height": 40, "width": 56}, "crop_size": {"height": 40, "width": 56}}),
    ("size in height and width, no crop", TALL, {"size": {"height": 33, "width": 65}, "do_center_crop": False}),
    ("no crop", WIDE, {"size": {"shortest_edge": 20}, "do_center_crop": False}),
    ("no resize", COFFEE, {"do_resize": False, "crop_size": {"height": 64, "width": 64}}),
    ("no resize, odd crop differences", ODD, {"do_resize": False, "crop_size": {"height": 60, "width": 60}}),
    ("no resize, no crop", GREY, {"do_resize": False, "do_center_crop": False}),
    ("crop larger both ways, odd", ALPHA, {"do_resize": False, "crop_size": {"height": 64, "width": 64}}),
    ("crop larger one way, odd", WIDE, {"do_resize": False, "crop_size": {"height": 64, "width": 63}}),
    ("crop larger the other way", TALL, {"do_resize": False, "crop_size": {"height": 50, "width": 61}}),
    ("crop larger after resize", COFFEE, {"size": {"shortest_edge": 31}, "crop_size": {"height": 48, "width": 40}}),
    ("nearest", COFFEE, {**SMALL, "resample": 0}),
    ("lanczos", COFFEE, {**SMALL, "resample": 1}),
    ("bilinear", COFFEE, {**SMALL, "resample": 2}),
    ("box", COFFEE, {**SMALL, "resample": 4}),
    ("hamming", COFFEE, {**SMALL, "resample": 5}),
    ("no normalisation", COFFEE, {**SMALL, "do_normalize": False}),
    ("no rescale", COFFEE, {**SMALL, "do_rescale": False}),
    ("no rescale, no normalisation", COFFEE, {**SMALL, "do_rescale": False, "do_normalize": False}),
    ("mean and deviation one half", COFFEE, {**SMALL, "image_mean": [0.5] * 3, "image_std": [0.5] * 3}),
    ("mean and deviation of ImageNet", GREY, {**SMALL, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}),
    ("another factor", COFFEE, {**SMALL, "rescale_factor": 0.00784313725490196, "image_mean": [1.0] * 3, "image_std": [1.0] * 3}),
]
KEYS = ("do_resize", "size", "resample", "do_center_crop", "crop_size", "do_rescale", "rescale_factor", "do_normalize", "image_mean", "image_std")


def resizes() -> list[dict]:
    entries = []
    for name, (width, height) in RESIZES:
        image = Image.open(IMAGES / name).convert("RGB")
        for resample, filter_name in FILTER_NAMES.items():
            wanted = np.asarray(image.resize((width, height), resample))
            got = reference_kernels.resize(np.asarray(image), width, height, resample)
            assert np.array_equal(got, wanted), (name, filter_name)
            target = {"image": name, "filter": filter_name, "resample": resample, "width": width, "height": height}
            vertical = resample != 0 and reference_kernels.vertical_first(image.width, image.height, width, height)
            entries.append({**target, "vertical_first": vertical, "rgb_sha256": sha256(wanted.tobytes())})
    return entries


def plain(config: dict) -> dict:
    """The settings in full, in the words of a current preprocessor_config.json."""
    out = {key: config[key] for key in KEYS}
    for key in ("size", "crop_size"):
        out[key] = {k: v for k, v in dict(out[key]).items() if v is not None}
    out["resample"] = int(out["resample"])
    return out


def variants() -> list[dict]:
    entries = []
    for title, name, given in VARIANTS:
        processor = CLIPImageProcessorPil(**given)
        config = plain(processor.to_dict())
        image = Image.open(IMAGES / name).convert("RGB")
        values = processor(image, return_tensors="np")["pixel_values"][0]
        got = reference_kernels.process(np.asarray(image), config)
        assert got.dtype == values.dtype and got.tobytes() == values.tobytes(), title
        entries.append(
            {
                "name": title,
                "image": name,
                "given": given,
                "config": config,
                "shape": list(values.shape),
                "dtype": str(values.dtype),
                "chw_sha256": array_sha256(values),
                "first_bits": float_bits(values.reshape(-1)[:8]),
            }
        )
    return entries


def check_clip() -> None:
    """The kernels against the goldens of clip.json."""
    config = plain(CLIPImageProcessorPil.from_pretrained(IMAGES.parent / "clip-combined").to_dict())
    for golden in json.loads((GOLDENS / "clip.json").read_text())["images"]:
        image = Image.open(IMAGES / golden["name"])
        cases = [(np.asarray(image.convert("RGB")), golden)]
        if "on_white" in golden:
            cases.append((reference_kernels.on_white(np.asarray(image)), golden["on_white"]))
        for rgb, wanted in cases:
            pixels = reference_kernels.process(rgb, config)
            assert array_sha256(pixels) == wanted["pixel_values_chw_f32_sha256"], golden["name"]


def main() -> None:
    check_clip()
    write_json(GOLDENS / "resize.json", resizes())
    write_json(GOLDENS / "processor.json", variants())
    print(len(RESIZES) * len(FILTER_NAMES), "resizes,", len(VARIANTS), "processor settings, all equal to the plain kernels")


if __name__ == "__main__":
    main()

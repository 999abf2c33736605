"""Writes siglip, siglip2, openclip and immich: tiny dual encoders in the layouts that users have, and their goldens."""

import shutil
import sys
from typing import Callable

import numpy as np
import torch
from PIL import Image

import common
import openclip_folders
import siglip_folders
from common import FIXTURES, GOLDENS, array_sha256, floats, lossless, picture, picture_names, write_json
from make_goldens import LABELS, TEMPLATE, TEXTS, median_distance, normalised


class Reference:
    """What a family's own software makes of an image and of a text."""

    def __init__(
        self,
        pixels: Callable[[Image.Image], np.ndarray],
        ids: Callable[[str], tuple[list[int], bool]],
        image: Callable[[torch.Tensor], torch.Tensor],
        text: Callable[[list[int]], torch.Tensor],
        scale: float,
        bias: float,
        sigmoid: bool,
        software: dict[str, str],
        modes: list[tuple[dict, Callable[[Image.Image], np.ndarray]]] | None = None,
    ):
        self.pixels, self.ids, self.image, self.text = pixels, ids, image, text
        self.scale, self.bias, self.sigmoid, self.software, self.modes = scale, bias, sigmoid, software, modes or []


def text_entry(reference: Reference, name: str, text: str) -> dict:
    ids, truncated = reference.ids(text)
    with torch.no_grad():
        vector = normalised(reference.text(ids))
    return {"name": name, "text": text, "truncated": truncated, "ids": ids, "vector": floats(vector.numpy())}


def image_entry(reference: Reference, name: str, labels: torch.Tensor) -> dict:
    pixels = reference.pixels(picture(name))
    assert pixels.dtype == np.float32, pixels.dtype
    with torch.no_grad():
        vector = normalised(reference.image(torch.from_numpy(pixels)[None]))[0]
    logits = (labels @ vector).double() * reference.scale + reference.bias
    scores = logits.sigmoid() if reference.sigmoid else logits.softmax(-1)
    return {
        "name": name,
        "lossless": lossless(name),
        "pixel_values_chw_f32_sha256": array_sha256(pixels),
        "vector": floats(vector.numpy()),
        "probabilities": [round(v, 9) for v in scores.tolist()],
    }


def write_goldens(name: str, reference: Reference) -> None:
    labels = [text_entry(reference, label, TEMPLATE.format(label)) for label in LABELS]
    texts = [text_entry(reference, key, text) for key, text in TEXTS.items()]
    vectors = torch.tensor([label["vector"] for label in labels])
    images = [image_entry(reference, image, vectors) for image in picture_names()]
    golden = {
        "reference": common.reference(reference.software),
        "logit_scale": reference.scale,
        "logit_bias": reference.bias,
        "activation": "sigmoid" if reference.sigmoid else "softmax",
        "median_image_distance": median_distance([image["vector"] for image in images]),
        "median_text_distance": median_distance([text["vector"] for text in texts]),
        "classify": {"template": TEMPLATE, "labels": labels},
        "texts": texts,
        "images": images,
    }
    if reference.modes:
        golden["modes"] = [
            {"config": mode, "pixel_values": {name: array_sha256(pixels(picture(name))) for name in MODE_PICTURES}}
            for mode, pixels in reference.modes
        ]
    write_json(GOLDENS / f"{name}.json", golden)
    print(name, {k: round(golden[k], 4) for k in ("median_image_distance", "median_text_distance")})


# Wider, taller, smaller and of the size itself.
MODE_PICTURES = ["png-rgb-wide-200x37.png", "png-rgb-tall-40x201.png", "png-rgb-64x64.png", "png-grey-5x3.png", "png-rgb-coffee-150x100.png"]
MAKERS = {
    "siglip": siglip_folders.siglip,
    "siglip2": siglip_folders.siglip2,
    "openclip": openclip_folders.exported,
    "immich": openclip_folders.immich,
}


def make(name: str) -> None:
    folder = FIXTURES / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_goldens(name, Reference(**MAKERS[name](folder, list(TEXTS.values()))))


def main() -> None:
    for name in sys.argv[1:] or MAKERS:
        make(name)


if __name__ == "__main__":
    main()

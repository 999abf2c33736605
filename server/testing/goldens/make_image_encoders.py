"""Writes image-encoder-vit/, image-encoder-dinov2/ and goldens/image-encoder.json: encoders of images without a head.

Tiny models with random weights, seeded and scaled so that different pictures give clearly different vectors.
"""

from pathlib import Path

import numpy as np
import torch
from transformers import BitImageProcessorPil, Dinov2Config, Dinov2Model, ViTConfig, ViTImageProcessorPil, ViTModel

import common
from common import FIXTURES, GOLDENS, floats, lossless, picture, picture_names, write_json
from make_encoders import export, fresh, median_distance

VIT = FIXTURES / "image-encoder-vit"
DINO = FIXTURES / "image-encoder-dinov2"
MEAN = [0.485, 0.456, 0.406]
STD = [0.229, 0.224, 0.225]
SIZES = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "initializer_range": 0.4}


class Rows(torch.nn.Module):
    """Both outputs of an encoder, as Optimum exports them."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, pixel_values):
        out = self.model(pixel_values=pixel_values)
        return out.last_hidden_state, out.pooler_output


def write_folder(model, folder: Path, edge: int) -> None:
    model.config.architectures = [type(model).__name__]
    model.config.to_json_file(folder / "config.json")
    names = ["last_hidden_state", "pooler_output"]
    axes = {name: {0: "batch"} for name in ["pixel_values", *names]}
    export(Rows(model).eval(), (torch.zeros(2, 3, edge, edge),), folder / "onnx" / "model.onnx", ["pixel_values"], names, axes)


def encoded(model, processor) -> dict[str, object]:
    names = picture_names()
    ways: dict[str, list[np.ndarray]] = {"cls": [], "mean": [], "pooler": []}
    for name in names:
        with torch.no_grad():
            out = model(**processor(picture(name), return_tensors="pt"))
        ways["cls"].append(out.last_hidden_state[0, 0].numpy())
        ways["mean"].append(out.last_hidden_state[0].mean(0).numpy())
        ways["pooler"].append(out.pooler_output[0].numpy())
    return {
        "reference": common.reference({"transformers": f"{type(model).__name__}, {type(processor).__name__}"}),
        "pictures": [{"image": name, "lossless": lossless(name)} for name in names],
        "poolings": {
            way: {"median_distance": median_distance(np.stack(rows)), "vectors": [floats(row) for row in rows]}
            for way, rows in ways.items()
        },
    }


def vit() -> dict[str, object]:
    fresh(VIT)
    torch.manual_seed(46)
    model = ViTModel(ViTConfig(image_size=32, patch_size=8, intermediate_size=32, **SIZES)).eval()
    write_folder(model, VIT, 32)
    ViTImageProcessorPil(size={"height": 32, "width": 32}, resample=2, image_mean=MEAN, image_std=STD).save_pretrained(VIT)
    return encoded(model, ViTImageProcessorPil.from_pretrained(VIT))


def dinov2() -> dict[str, object]:
    fresh(DINO)
    torch.manual_seed(47)
    model = Dinov2Model(Dinov2Config(image_size=32, patch_size=8, mlp_ratio=2, layerscale_value=1.0, **SIZES)).eval()
    write_folder(model, DINO, 32)
    BitImageProcessorPil(
        size={"shortest_edge": 40}, crop_size={"height": 32, "width": 32}, resample=3, image_mean=MEAN, image_std=STD, do_convert_rgb=True
    ).save_pretrained(DINO)
    return encoded(model, BitImageProcessorPil.from_pretrained(DINO))


def main() -> None:
    write_json(GOLDENS / "image-encoder.json", {"vit": vit(), "dinov2": dinov2()})


if __name__ == "__main__":
    main()

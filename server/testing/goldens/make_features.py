"""Writes goldens/features.json: what stands inside the towers of clip-split, siglip2 and sentence, by transformers itself."""

import json
from dataclasses import dataclass
from typing import Callable

import numpy as np
import onnxruntime
import torch
from PIL import Image
from transformers import AutoTokenizer, CLIPImageProcessorPil, SiglipImageProcessorPil

import make_clip
import make_encoders
import siglip_folders
from common import FIXTURES, GOLDENS, IMAGES, floats, write_json

PICTURES = ["png-rgb-64x64.png", "png-rgb-chelsea-107x160.png", "png-rgb-wide-200x37.png"]
TEXTS = ["plain", "one letter", "emoji", "78 tokens"]
#: Rows that tell a class token left in, columns for rows, and an end cut off; all of them would not be small.
ROWS = [0, 1, 2, 8, 63]


@dataclass
class Towers:
    """A folder's towers as functions of what is fed, to named outputs without a batch axis."""

    pixels: Callable[[Image.Image], np.ndarray] | None
    image: Callable[[torch.Tensor], dict[str, torch.Tensor]] | None
    ids: Callable[[str], tuple[list[int], int, bool]]
    text: Callable[[torch.Tensor], dict[str, torch.Tensor]]


def clip() -> Towers:
    model, processor = make_clip.model(), CLIPImageProcessorPil.from_pretrained(make_clip.COMBINED)
    tokenizer = AutoTokenizer.from_pretrained(make_clip.SPLIT)

    def ids(text: str) -> tuple[list[int], int, bool]:
        cut = tokenizer(text, truncation=True, max_length=77)["input_ids"]
        return cut, len(cut), len(tokenizer(text)["input_ids"]) > len(cut)

    return Towers(
        lambda image: processor(image, return_tensors="np")["pixel_values"],
        # The class token comes first.
        lambda pixels: {"patches": model.vision_model(pixels).last_hidden_state[0, 1:]},
        ids,
        lambda row: {"tokens": model.text_model(row).last_hidden_state[0]},
    )


def siglip2() -> Towers:
    golden = json.loads((GOLDENS / "siglip2.json").read_text(encoding="utf-8"))
    tokenizer = json.loads((FIXTURES / "siglip2" / "tokenizer.json").read_text(encoding="utf-8"))
    rows = {text["text"]: (text["ids"], text["truncated"]) for text in golden["texts"]}
    model = siglip_folders.model(len(tokenizer["model"]["vocab"]), 20261123)
    processor = SiglipImageProcessorPil.from_pretrained(FIXTURES / "siglip2")

    def ids(text: str) -> tuple[list[int], int, bool]:
        whole, truncated = rows[text]
        return whole, len(whole) - whole[::-1].index(1), truncated  # all up to the end of text

    def named(rows: str, out) -> dict[str, torch.Tensor]:
        return {rows: out.last_hidden_state[0], "pooled": out.pooler_output[0]}

    return Towers(
        lambda image: processor(image, return_tensors="np")["pixel_values"],
        lambda pixels: named("patches", model.vision_model(pixels)),
        ids,
        lambda row: named("tokens", model.text_model(row)),
    )


def sentence() -> Towers:
    model, tokenizer = make_encoders.sentence_model(), AutoTokenizer.from_pretrained(FIXTURES / "sentence")

    def ids(text: str) -> tuple[list[int], int, bool]:
        cut = tokenizer(text, truncation=True, max_length=make_encoders.LENGTH)["input_ids"]
        return cut, len(cut), len(tokenizer(text)["input_ids"]) > len(cut)

    return Towers(None, None, ids, lambda row: {"tokens": model(row).last_hidden_state[0]})


def exported(folder: str, graph: str, fed: torch.Tensor) -> np.ndarray:
    """What the fixture's own file makes: that its weights are the reference's."""
    session = onnxruntime.InferenceSession(str(FIXTURES / folder / "onnx" / graph), providers=["CPUExecutionProvider"])
    inputs = {port.name: np.zeros(fed.shape, np.int64) for port in session.get_inputs()}
    inputs |= {port.name: np.ones(fed.shape, np.int64) for port in session.get_inputs() if port.name == "attention_mask"}
    inputs[session.get_inputs()[0].name] = fed.numpy()
    return session.run(["last_hidden_state"], inputs)[0][0]


def entry(made: dict[str, torch.Tensor], own: int | None, raw: np.ndarray) -> dict[str, object]:
    values = {}
    for name, tensor in made.items():
        if tensor.dim() == 1:
            values[name] = {"shape": list(tensor.shape), "rows": {"0": floats(tensor.numpy())}}
            continue
        whole = tensor.numpy()
        assert np.abs(whole - raw[len(raw) - len(whole) :]).max() < 1e-4 * np.abs(whole).max(), name
        kept = whole if own is None else whole[:own]
        shown = [row for row in sorted({*ROWS, len(kept) - 1}) if row < len(kept)]
        values[name] = {"shape": list(kept.shape), "rows": {str(row): floats(kept[row]) for row in shown}}
    return values


def folder(name: str, towers: Towers, texts: dict[str, str]) -> dict[str, object]:
    items: list[dict[str, object]] = []
    for key in TEXTS:
        ids, own, truncated = towers.ids(texts[key])
        row = torch.tensor([ids])
        graph = "text_model.onnx" if towers.image else "model.onnx"
        made = entry(towers.text(row), own, exported(name, graph, row))
        items.append({"text": texts[key], "truncated": truncated, "features": made})
    for picture in PICTURES if towers.pixels and towers.image else []:
        pixels = torch.from_numpy(towers.pixels(Image.open(IMAGES / picture).convert("RGB")))
        made = entry(towers.image(pixels), None, exported(name, "vision_model.onnx", pixels))
        items.append({"image": picture, "features": made})
    return {"items": items}


def main() -> None:
    texts = {text["name"]: text["text"] for text in json.loads((GOLDENS / "clip.json").read_text(encoding="utf-8"))["texts"]}
    made = {"clip-split": clip(), "siglip2": siglip2(), "sentence": sentence()}
    with torch.no_grad():
        write_json(GOLDENS / "features.json", {name: folder(name, towers, texts) for name, towers in made.items()})


if __name__ == "__main__":
    main()

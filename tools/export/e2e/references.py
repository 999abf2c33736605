"""What torch answers for a checkpoint, written from the libraries' own examples and without a line of the exporter."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import open_clip
import safetensors.torch
import torch
import transformers
from PIL import Image


@dataclass(frozen=True)
class Reference:
    """Answers by input: a vector each, or a probability for each label."""

    images: dict[str, np.ndarray]
    texts: dict[str, np.ndarray]
    labels: Sequence[str] = ()


def unit(rows: torch.Tensor) -> np.ndarray:
    rows = rows.numpy().astype(np.float64)
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def pixels(folder: Path, files: Sequence[Path]) -> torch.Tensor:
    processor = transformers.AutoImageProcessor.from_pretrained(str(folder), backend="pil")
    return processor(images=[Image.open(file).convert("RGB") for file in files], return_tensors="pt")["pixel_values"]


def clip(folder: Path, files: Sequence[Path], texts: Sequence[str]) -> Reference:
    model = transformers.CLIPModel.from_pretrained(str(folder)).eval()
    tokens = transformers.CLIPTokenizer.from_pretrained(str(folder))(list(texts), padding=True, truncation=True, return_tensors="pt")
    return _both(model(pixel_values=pixels(folder, files), **tokens), files, texts)


def siglip(folder: Path, files: Sequence[Path], texts: Sequence[str]) -> Reference:
    model = transformers.SiglipModel.from_pretrained(str(folder)).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(folder))
    ids = tokenizer(list(texts), padding="max_length", truncation=True, max_length=64, return_tensors="pt")["input_ids"]
    return _both(model(pixel_values=pixels(folder, files), input_ids=ids), files, texts)


def _both(out, files: Sequence[Path], texts: Sequence[str]) -> Reference:
    return Reference(named(files, unit(out.image_embeds)), dict(zip(texts, unit(out.text_embeds))))


def named(files: Sequence[Path], rows: np.ndarray) -> dict[str, np.ndarray]:
    return dict(zip(map(str, files), rows))


def openclip(folder: Path, files: Sequence[Path], texts: Sequence[str]) -> Reference:
    model, _, transform = open_clip.create_model_and_transforms(f"local-dir:{folder}")
    tokenizer = open_clip.get_tokenizer(f"local-dir:{folder}")
    images = torch.stack([transform(Image.open(file).convert("RGB")) for file in files])
    model.eval()
    return Reference(
        named(files, unit(model.encode_image(images))), dict(zip(texts, unit(model.encode_text(tokenizer(list(texts))))))
    )


def openclip_siglip(folder: Path, files: Sequence[Path], texts: Sequence[str]) -> Reference:
    config = json.loads((folder / "open_clip_config.json").read_text())
    model, _, transform = open_clip.create_model_and_transforms(f"local-dir:{folder}", load_weights=True)
    settings = config["model_cfg"]["text_cfg"]
    tokenizer = open_clip.tokenizer.HFTokenizer(str(folder), context_length=settings["context_length"], **settings["tokenizer_kwargs"])
    images = torch.stack([transform(Image.open(file).convert("RGB")) for file in files])
    model.eval()
    return Reference(
        named(files, unit(model.encode_image(images))), dict(zip(texts, unit(model.encode_text(tokenizer(list(texts))))))
    )


def vit(folder: Path, files: Sequence[Path], texts: Sequence[str]) -> Reference:
    model = transformers.ViTForImageClassification.from_pretrained(str(folder)).eval()
    scores = model(pixel_values=pixels(folder, files)).logits.softmax(-1).numpy()
    return Reference(named(files, scores), {}, list(model.config.id2label.values()))


def bert(folder: Path, files: Sequence[Path], texts: Sequence[str]) -> Reference:
    model = transformers.BertForSequenceClassification.from_pretrained(str(folder)).eval()
    tokens = transformers.AutoTokenizer.from_pretrained(str(folder))(list(texts), padding=True, truncation=True, return_tensors="pt")
    scores = model(**tokens).logits.sigmoid().numpy()  # several labels may hold: its config.json says so
    return Reference({}, dict(zip(texts, scores)), list(model.config.id2label.values()))


def sentences(folder: Path, files: Sequence[Path], texts: Sequence[str]) -> Reference:
    model = transformers.BertModel.from_pretrained(str(folder)).eval()
    tokens = transformers.AutoTokenizer.from_pretrained(str(folder))(
        list(texts), padding=True, truncation=True, max_length=32, return_tensors="pt"
    )
    mask = tokens["attention_mask"].unsqueeze(-1).float()
    pooled = (model(**tokens).last_hidden_state * mask).sum(1) / mask.sum(1)
    dense = safetensors.torch.load_file(folder / "2_Dense" / "model.safetensors")
    assert json.loads((folder / "2_Dense" / "config.json").read_text())["activation_function"].endswith("Tanh")
    vectors = torch.tanh(pooled @ dense["linear.weight"].T + dense["linear.bias"])
    return Reference({}, dict(zip(texts, unit(vectors))))


KINDS = {"clip": clip, "siglip": siglip, "openclip": openclip, "openclip-siglip": openclip_siglip, "vit": vit, "bert": bert, "sentences": sentences}

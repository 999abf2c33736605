"""A CLIP model with random weights, and its exports in the layouts that users have."""

import copy
import math
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from transformers import CLIPConfig, CLIPModel

from common import LOGIT_SCALE

OPSET = 17
TOLERANCE = 1e-5
LENGTHS = (2, 5, 77)


def build(config: CLIPConfig, gain: float, seed: int) -> CLIPModel:
    """Weights scaled by the fan-in: with CLIP's own initial spread all inputs give nearly one vector."""
    config._attn_implementation = "eager"
    model = CLIPModel(config).eval()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(_initial(name, parameter, gain, generator))
        model.logit_scale.fill_(math.log(LOGIT_SCALE))
    return model


def _initial(name: str, parameter: torch.Tensor, gain: float, generator: torch.Generator) -> torch.Tensor:
    noise = torch.randn(parameter.shape, generator=generator)
    if "norm" in name or "layrnorm" in name:
        return (1.0 if name.endswith("weight") else 0.0) + 0.1 * noise
    if "embedding" in name and "patch" not in name:
        return 0.5 * noise
    if parameter.dim() < 2:
        return 0.1 * noise
    return noise * gain / math.sqrt(parameter[0].numel())


class Combined(torch.nn.Module):
    """The graph of an Optimum export: both towers, normalised vectors, logits both ways."""

    def __init__(self, model: CLIPModel):
        super().__init__()
        self.model = model

    def forward(self, input_ids, pixel_values, attention_mask):
        out = self.model(input_ids=input_ids, pixel_values=pixel_values, attention_mask=attention_mask)
        return out.logits_per_image, out.logits_per_text, out.text_embeds, out.image_embeds


class TextTower(torch.nn.Module):
    """As transformers.js has it: projected, not normalised."""

    def __init__(self, model: CLIPModel):
        super().__init__()
        self.tower, self.projection = model.text_model, model.text_projection

    def forward(self, input_ids):
        out = self.tower(input_ids=input_ids)
        return self.projection(out.pooler_output), out.last_hidden_state


class VisionTower(torch.nn.Module):
    """As transformers.js has it: projected, not normalised."""

    def __init__(self, model: CLIPModel):
        super().__init__()
        self.tower, self.projection = model.vision_model, model.visual_projection

    def forward(self, pixel_values):
        out = self.tower(pixel_values=pixel_values)
        return self.projection(out.pooler_output), out.last_hidden_state


def example(model: CLIPModel, texts: int, images: int, length: int) -> tuple[torch.Tensor, ...]:
    text, size = model.config.text_config, model.config.vision_config.image_size
    generator = torch.Generator().manual_seed(1000 * texts + 10 * images + length)
    ids = torch.randint(0, text.vocab_size - 2, (texts, length), generator=generator)
    ids[:, 0] = text.bos_token_id
    ids[:, -1] = text.eos_token_id
    ids[0, length // 2 :] = text.eos_token_id  # a shorter row, padded as CLIP pads
    mask = torch.ones_like(ids)
    mask[0, length // 2 + 1 :] = 0
    return ids, torch.randn((images, 3, size, size), generator=generator), mask


def export_combined(model: CLIPModel, path: Path) -> float:
    inputs = ["input_ids", "pixel_values", "attention_mask"]
    outputs = ["logits_per_image", "logits_per_text", "text_embeds", "image_embeds"]
    text, image = "text_batch_size", "image_batch_size"
    axes = {
        "input_ids": {0: text, 1: "sequence_length"},
        "pixel_values": {0: image, 1: "num_channels", 2: "height", 3: "width"},
        "attention_mask": {0: text, 1: "sequence_length"},
        "logits_per_image": {0: image, 1: text},
        "logits_per_text": {0: text, 1: image},
        "text_embeds": {0: text},
        "image_embeds": {0: image},
    }
    module = Combined(model).eval()
    _export(module, example(model, 2, 3, 9), path, inputs, outputs, axes)
    cases = [example(model, n, m, length) for n, m in ((1, 1), (2, 3), (3, 2)) for length in LENGTHS]
    return max(_difference(module, path, inputs, case) for case in cases)


def export_text(model: CLIPModel, path: Path) -> float:
    axes = {
        "input_ids": {0: "batch_size", 1: "sequence_length"},
        "text_embeds": {0: "batch_size"},
        "last_hidden_state": {0: "batch_size", 1: "sequence_length"},
    }
    module = TextTower(model).eval()
    _export(module, example(model, 2, 1, 9)[:1], path, ["input_ids"], ["text_embeds", "last_hidden_state"], axes)
    cases = [example(model, n, 1, length)[:1] for n in (1, 3) for length in LENGTHS]
    return max(_difference(module, path, ["input_ids"], case) for case in cases)


def export_vision(model: CLIPModel, path: Path) -> float:
    axes = {
        "pixel_values": {0: "batch_size", 1: "num_channels", 2: "height", 3: "width"},
        "image_embeds": {0: "batch_size"},
        "last_hidden_state": {0: "batch_size"},
    }
    module = VisionTower(model).eval()
    inputs, outputs = ["pixel_values"], ["image_embeds", "last_hidden_state"]
    _export(module, example(model, 1, 2, 9)[1:2], path, inputs, outputs, axes)
    return max(_difference(module, path, inputs, example(model, 1, n, 9)[1:2]) for n in (1, 3))


def externalise(source: Path, target: Path) -> None:
    """The same graph with its weights beside it in `model.onnx_data`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    (target.parent / (target.name + "_data")).unlink(missing_ok=True)
    onnx.save_model(
        onnx.load(source),
        target,
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=target.name + "_data",
        size_threshold=256,
        convert_attribute=False,
    )
    onnx.checker.check_model(str(target))


def _export(module, args, path: Path, inputs, outputs, axes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        torch.onnx.export(
            module,
            args,
            str(path),
            input_names=inputs,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
            do_constant_folding=True,
            dynamo=False,
        )
    graph = onnx.load(path)
    onnx.checker.check_model(graph)
    onnx.save(graph, path)


def _difference(module, path: Path, names, args) -> float:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    got = session.run(None, {name: value.numpy() for name, value in zip(names, args)})
    with torch.no_grad():
        wanted = module(*args)
    worst = max(_relative(g, w.numpy()) for g, w in zip(got, wanted))
    if not worst < TOLERANCE:
        raise AssertionError(f"{path.name} differs from torch by {worst}")
    return worst


def _relative(got: np.ndarray, wanted: np.ndarray) -> float:
    """Largest absolute difference, in units of the largest magnitude where that is above 1."""
    return float(np.abs(got - wanted).max() / max(1.0, np.abs(wanted).max()))


def as_file_config(model: CLIPModel) -> CLIPConfig:
    """What a user's config.json says: the initial value of the temperature, not the trained one."""
    config = copy.deepcopy(model.config)
    config.architectures = ["CLIPModel"]
    return config

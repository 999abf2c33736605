"""CLIP and SigLIP of Hugging Face: two towers that meet in one space."""

import math
from collections.abc import Callable

import numpy as np
import torch
import transformers

from triptych_export import tokens, weights
from triptych_export.errors import Refusal, Usage
from triptych_export.export import Arrays, Export, Tower, as_tensors, pictures_together, texts_together
from triptych_export.kinds import huggingface
from triptych_export.options import Options
from triptych_export.samples import Samples

VISION_FILE, TEXT_FILE = "onnx/vision_model.onnx", "onnx/text_model.onnx"


class Traced(torch.nn.Module):
    """A tower and its projection: the vector, not normalised, then the features that were asked for."""

    def __init__(self, tower: torch.nn.Module, projection: torch.nn.Module | None, features: bool):
        super().__init__()
        self.tower, self.projection, self.features = tower, projection, features

    def forward(self, values):
        out = self.tower(values)
        vector = out.pooler_output if self.projection is None else self.projection(out.pooler_output)
        return (vector, out.last_hidden_state, out.pooler_output) if self.features else vector


def clip(options: Options, samples: Samples, config: dict) -> Export:
    model_type = config.get("model_type")
    model_class = {
        "clip": transformers.CLIPModel,
        "clip_text_model": transformers.CLIPTextModelWithProjection,
        "clip_vision_model": transformers.CLIPVisionModelWithProjection,
    }[model_type]
    model = huggingface.load(model_class, options)
    both = model_type == "clip"
    settings = {"logit_scale": math.exp(model.logit_scale.item())} if both else {}
    towers, processor, tokenizer = [], None, None
    if wanted(options, "image", both or model_type == "clip_vision_model"):
        processor = huggingface.image_processor(options.model)
        module = Traced(model.vision_model, model.visual_projection, options.features)
        answer = model.get_image_features if both else model
        towers.append(image_tower(module, huggingface.pictures(processor, samples.pictures), answer))
    if wanted(options, "text", both or model_type == "clip_text_model"):
        tokenizer = huggingface.tokenizer(options.model)
        text_config = model.config.text_config if both else model.config
        module = Traced(model.text_model, model.text_projection, options.features)
        items = huggingface.texts(tokenizer, samples.texts, ["input_ids"], text_config.max_position_embeddings)
        answer = model.get_text_features if both else model
        towers.append(text_tower(module, items, answer, True, tokenizer.pad_token_id or 0))
    return export("clip", options, samples, towers, processor, tokenizer, settings)


def siglip(options: Options, samples: Samples, config: dict) -> Export:
    model = huggingface.load(transformers.SiglipModel, options)
    settings = {
        "logit_scale": math.exp(model.logit_scale.item()),
        "logit_bias": model.logit_bias.item(),
        "activation": "sigmoid",
    }
    towers, processor, tokenizer = [], None, None
    if wanted(options, "image", True):
        processor = huggingface.image_processor(options.model)
        module = Traced(model.vision_model, None, options.features)
        towers.append(image_tower(module, huggingface.pictures(processor, samples.pictures), model.get_image_features))
    if wanted(options, "text", True):
        tokenizer = huggingface.tokenizer(options.model)
        # Trained on rows of one length, padding attended to: a shorter row is another text.
        length = model.config.text_config.max_position_embeddings
        items = huggingface.texts(tokenizer, samples.texts, ["input_ids"], length, fixed=True)
        module = Traced(model.text_model, None, options.features)
        towers.append(text_tower(module, items, model.get_text_features, False, 0))
    return export("siglip", options, samples, towers, processor, tokenizer, settings)


def wanted(options: Options, tower: str, there: bool) -> bool:
    """Whether a tower is exported; a usage error when it is asked for and not there."""
    if options.tower == tower and not there:
        raise Usage(f"--tower {tower}: this checkpoint has no {tower} tower")
    return there and options.tower in (None, tower)


def image_tower(module: torch.nn.Module, items: list[Arrays], answer: Callable) -> Tower:
    return Tower(
        name="image",
        file=VISION_FILE,
        module=module,
        inputs=["pixel_values"],
        outputs=["image_embeds", *feature_names(module)],
        axes=axes(["pixel_values"], ["image_embeds", *feature_names(module)], False),
        items=items,
        reference=lambda item: run(answer, item),
        collate=pictures_together,
    )


def text_tower(module: torch.nn.Module, items: list[Arrays], answer: Callable, any_length: bool, pad: int) -> Tower:
    return Tower(
        name="text",
        file=TEXT_FILE,
        module=module,
        inputs=["input_ids"],
        outputs=["text_embeds", *feature_names(module)],
        axes=axes(["input_ids"], ["text_embeds", *feature_names(module)], any_length),
        items=items,
        reference=lambda item: run(answer, item),
        collate=texts_together({"input_ids": pad}),
    )


def feature_names(module: torch.nn.Module) -> list[str]:
    return ["last_hidden_state", "pooler_output"] if getattr(module, "features", False) else []


def axes(inputs: list[str], outputs: list[str], any_length: bool) -> dict[str, dict[int, str]]:
    length = {1: "sequence_length"} if any_length else {}
    dynamic = {name: {0: "batch_size", **length} for name in inputs}
    for name in outputs:
        dynamic[name] = {0: "batch_size", **(length if name == "last_hidden_state" else {})}
    return dynamic


def run(answer: Callable, item: Arrays) -> np.ndarray:
    with torch.no_grad():
        return huggingface.features(answer(**as_tensors(item))).numpy()


def export(kind: str, options: Options, samples: Samples, towers, processor, tokenizer, settings) -> Export:
    if not towers:
        raise Refusal("nothing to export")
    folder = options.model
    files = ["config.json", *huggingface.PREPROCESSORS]

    def write_files(out) -> None:
        huggingface.copy(folder, out, files if processor else ["config.json"])
        if tokenizer:
            tokens.write(tokenizer, folder, out, samples.texts)

    tokenized = ["tokenizer.json", "spiece.model", "vocab.json", "merges.txt"]
    return Export(
        kind=kind,
        name=kind,
        towers=towers,
        write_files=write_files,
        settings=settings if len(towers) == 2 else {},
        space=weights.digest(weights.find(folder), *huggingface.file_bytes(folder, [*huggingface.PREPROCESSORS, *tokenized])),
        tokens=(lambda out: (tokens.equal(tokenizer, out / "tokenizer.json", samples.texts), len(samples.texts))) if tokenizer else None,
    )

"""Single encoders with a head: classifiers of pictures and of texts, as Hugging Face has them."""

import inspect

import numpy as np
import torch
import transformers

from triptych_export import tokens
from triptych_export.errors import Refusal, Usage
from triptych_export.export import Arrays, Export, Tower, as_tensors, pictures_together, texts_together
from triptych_export.kinds import huggingface
from triptych_export.options import Options
from triptych_export.samples import Samples

FILE = "onnx/model.onnx"
TEXT_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Logits(torch.nn.Module):
    """The model as a function of its named inputs: the logits, and what fed the head where that was asked for."""

    def __init__(self, model: torch.nn.Module, inputs: list[str], head: torch.nn.Linear | None):
        super().__init__()
        self.model, self.inputs, self.head, self.fed = model, inputs, head, None
        if head:
            head.register_forward_pre_hook(lambda _, given: setattr(self, "fed", given[0]))

    def forward(self, *values):
        logits = self.model(**dict(zip(self.inputs, values))).logits
        return (logits, self.fed) if self.head else logits


def last_linear(model: torch.nn.Module, inputs: list[str], item: Arrays) -> torch.nn.Linear:
    """The layer whose answer is the logits; a refusal where they come from elsewhere, as of two heads."""
    found: list[tuple[torch.nn.Linear, torch.Tensor]] = []

    def ends(layer, given, answer) -> None:
        if given[0].dim() == 2 and answer.shape[-1] == model.config.num_labels:
            found.append((layer, answer))

    hooks = [layer.register_forward_hook(ends) for layer in model.modules() if isinstance(layer, torch.nn.Linear)]
    with torch.no_grad():
        logits = model(**{name: value for name, value in as_tensors(item).items() if name in inputs}).logits
    for hook in hooks:
        hook.remove()
    if not found or not torch.equal(found[-1][1], logits):
        raise Refusal("--features: no linear layer answers the logits, so that nothing can be named that feeds the head")
    return found[-1][0]


def image(options: Options, samples: Samples, config: dict) -> Export:
    _no_tower(options)
    model = huggingface.load(transformers.AutoModelForImageClassification, options)
    processor = huggingface.image_processor(options.model)
    items = huggingface.pictures(processor, samples.pictures)
    if len({item["pixel_values"].shape for item in items}) > 1:
        raise Refusal("the image processor makes pictures of several sizes: state crop_size, or height and width, in its configuration")
    tower = _tower(options, model, ["pixel_values"], items, pictures_together, {0: "batch_size"})

    def write_files(out) -> None:
        huggingface.copy(options.model, out, ["config.json", *huggingface.PREPROCESSORS])

    return Export("image-classifier", "classifier", [tower], write_files)


def text(options: Options, samples: Samples, config: dict) -> Export:
    _no_tower(options)
    model = huggingface.load(transformers.AutoModelForSequenceClassification, options)
    tokenizer = huggingface.tokenizer(options.model)
    inputs = text_inputs(model, tokenizer)
    items = huggingface.texts(tokenizer, samples.texts, inputs, max_length(model, tokenizer))
    collate = texts_together({"input_ids": tokenizer.pad_token_id or 0})
    tower = _tower(options, model, inputs, items, collate, {0: "batch_size", 1: "sequence_length"})

    def write_files(out) -> None:
        huggingface.copy(options.model, out, ["config.json"])
        tokens.write(tokenizer, options.model, out, samples.texts)

    return Export(
        "text-classifier",
        "classifier",
        [tower],
        write_files,
        tokens=lambda out: (tokens.equal(tokenizer, out / "tokenizer.json", samples.texts), len(samples.texts)),
    )


def text_inputs(model: torch.nn.Module, tokenizer) -> list[str]:
    """What the tokenizer makes and the model takes."""
    taken = inspect.signature(model.forward).parameters
    return [name for name in TEXT_INPUTS if name in tokenizer.model_input_names and name in taken]


def max_length(model: torch.nn.Module, tokenizer) -> int:
    """The longest row: the tokenizer's word, held to what the model has positions for."""
    positions = getattr(model.config, "max_position_embeddings", None) or 512
    if model.config.model_type in ("roberta", "xlm-roberta", "camembert", "mpnet"):
        positions -= 2  # its first position is that of the padding id, plus one
    return int(min(tokenizer.model_max_length, positions))


def _tower(options: Options, model, inputs: list[str], items: list[Arrays], collate, axis: dict[int, str]) -> Tower:
    def reference(item: Arrays) -> np.ndarray:
        with torch.no_grad():
            return model(**as_tensors(item)).logits.numpy()

    head = last_linear(model, inputs, items[0]) if options.features else None
    outputs = ["logits", "backbone"] if head else ["logits"]
    return Tower(
        name="model",
        file=FILE,
        module=Logits(model, inputs, head),
        inputs=inputs,
        outputs=outputs,
        axes={**{name: axis for name in inputs}, **{name: {0: "batch_size"} for name in outputs}},
        items=items,
        reference=reference,
        collate=collate,
        vectors=False,
    )


def _no_tower(options: Options) -> None:
    if options.tower:
        raise Usage("--tower: a classifier has one graph")

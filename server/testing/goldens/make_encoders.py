"""Writes sentence/, sentence-whole/ and classifier-*/, and goldens/sentence.json and goldens/classifier.json.

Tiny models with random weights, seeded and scaled so that different inputs give clearly different answers. The goldens of
sentences are what sentence-transformers gives for the folder, and for the same folder with some files changed.
"""

import json
import shutil
import statistics
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer
from transformers import (
    AutoTokenizer,
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    DeiTConfig,
    DeiTForImageClassificationWithTeacher,
    DeiTImageProcessorPil,
    ViTConfig,
    ViTForImageClassification,
    ViTImageProcessorPil,
)

import common
from common import FIXTURES, GOLDENS, floats, lossless, picture, picture_names, write_json
from tokenizer_texts import TEXTS

SENTENCE = FIXTURES / "sentence"
WHOLE = FIXTURES / "sentence-whole"
IMAGE = FIXTURES / "classifier-image"
DISTILLED = FIXTURES / "classifier-distilled"
TEXT = FIXTURES / "classifier-text"
VOCAB = FIXTURES / "tokenizers" / "bert-uncased" / "vocab.txt"
LENGTH = 48
NAMES = [
    "plain", "one letter", "empty", "leading and trailing space", "mixed white space", "upper case", "numbers",
    "contractions", "punctuation", "accents", "combining marks", "chinese", "japanese", "korean", "arabic", "hindi",
    "greek and russian", "emoji", "special tokens of bert", "html", "long",
]
PROMPTS = {"query": "find the photo: ", "passage": ""}
LABELS = {0: "cat", 1: "dog", 2: "crane", 3: "boat", 4: "crane"}
MOODS = {0: "glad", 1: "sad", 2: "angry"}


def export(module, args, path: Path, inputs: list[str], outputs: list[str], axes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        torch.onnx.export(
            module, args, str(path), input_names=inputs, output_names=outputs, dynamic_axes=axes,
            opset_version=17, do_constant_folding=True, dynamo=False,
        )
    onnx.checker.check_model(onnx.load(path))


def write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def fresh(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def bert_config(**more: object) -> BertConfig:
    words = len(VOCAB.read_text(encoding="utf-8").splitlines())
    return BertConfig(
        vocab_size=words, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64, initializer_range=0.4, **more,
    )


def text_files(folder: Path, length: int = 64) -> None:
    shutil.copy(VOCAB, folder / "vocab.txt")
    write(folder / "tokenizer_config.json", {"do_lower_case": True, "model_max_length": length, "tokenizer_class": "BertTokenizer"})


class Named(torch.nn.Module):
    """A model as a function of BERT's three inputs."""

    def __init__(self, model, output: str):
        super().__init__()
        self.model, self.output = model, output

    def forward(self, input_ids, attention_mask, token_type_ids):
        out = self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        return getattr(out, self.output)


def export_bert(model, output: str, path: Path) -> None:
    ids = torch.ones(2, 7, dtype=torch.int64)
    mask = torch.ones_like(ids)
    mask[1, 5:] = 0
    axis = {0: "batch", 1: "length"}
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {**{name: axis for name in names}, output: axis if output == "last_hidden_state" else {0: "batch"}}
    export(Named(model, output).eval(), (ids, mask, torch.zeros_like(ids)), path, names, [output], axes)


def sentence_model() -> BertModel:
    torch.manual_seed(41)
    return BertModel(bert_config(), add_pooling_layer=False).eval()


def pooling(*modes: str, include_prompt: bool = True) -> dict[str, object]:
    keys = ["cls_token", "mean_tokens", "max_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken"]
    return {
        "word_embedding_dimension": 16,
        **{f"pooling_mode_{key}": key in modes for key in keys},
        "include_prompt": include_prompt,
    }


def modules(*kinds: str) -> list[dict[str, object]]:
    paths = {"Transformer": "", "Pooling": "1_Pooling", "Dense": "2_Dense", "Normalize": "3_Normalize"}
    return [
        {"idx": i, "name": str(i), "path": paths[kind], "type": f"sentence_transformers.models.{kind}"}
        for i, kind in enumerate(kinds)
    ]


def dense(activation: str, **more: object) -> dict[str, object]:
    return {"in_features": 16, "out_features": 12, "bias": True, "activation_function": f"torch.nn.modules.{activation}", **more}


POOL = "1_Pooling/config.json"
DENSE = "2_Dense/config.json"
CHAIN = "modules.json"
VARIANTS = {
    "as it lies": {},
    "cls": {POOL: pooling("cls_token")},
    "max": {POOL: pooling("max_tokens")},
    "mean_sqrt_len": {POOL: pooling("mean_sqrt_len_tokens")},
    "weightedmean": {POOL: pooling("weightedmean_tokens")},
    "lasttoken": {POOL: pooling("lasttoken")},
    "three side by side": {POOL: pooling("lasttoken", "mean_tokens", "cls_token")},
    "newer spelling": {POOL: {"embedding_dimension": 16, "pooling_mode": ["max", "mean"], "include_prompt": True}},
    "dense tanh": {CHAIN: modules("Transformer", "Pooling", "Dense")},
    "dense gelu, normalize": {CHAIN: modules("Transformer", "Pooling", "Dense", "Normalize"), DENSE: dense("activation.GELU")},
    "dense identity": {CHAIN: modules("Transformer", "Pooling", "Dense"), DENSE: dense("linear.Identity")},
    "not normalized": {CHAIN: modules("Transformer", "Pooling")},
    "prompt": {"prompt": "query"},
    "prompt left out": {"prompt": "query", POOL: pooling("mean_tokens", include_prompt=False)},
    "prompt left out, weighted": {"prompt": "query", POOL: pooling("weightedmean_tokens", include_prompt=False)},
    "short": {"sentence_bert_config.json": {"max_seq_length": 8, "do_lower_case": False}},
}


def sentence_folder() -> BertModel:
    fresh(SENTENCE)
    model = sentence_model()
    model.config.architectures = ["BertModel"]
    model.config.to_json_file(SENTENCE / "config.json")
    text_files(SENTENCE)
    write(SENTENCE / CHAIN, modules("Transformer", "Pooling", "Normalize"))
    write(SENTENCE / POOL, pooling("mean_tokens"))
    write(SENTENCE / "sentence_bert_config.json", {"max_seq_length": LENGTH, "do_lower_case": False})
    write(
        SENTENCE / "config_sentence_transformers.json",
        {"prompts": PROMPTS, "default_prompt_name": None, "similarity_fn_name": "cosine"},
    )
    torch.manual_seed(42)
    layer = torch.nn.Linear(16, 12)
    write(SENTENCE / DENSE, dense("activation.Tanh"))
    save_file({"linear.weight": layer.weight.detach(), "linear.bias": layer.bias.detach()}, SENTENCE / "2_Dense" / "model.safetensors")
    export_bert(model, "last_hidden_state", SENTENCE / "onnx" / "model.onnx")
    return model


class Whole(torch.nn.Module):
    """Token vectors and, beside them, the sentence's: mean pooling and norm 1, in the graph."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        rows = self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state
        own = attention_mask.unsqueeze(-1).to(rows.dtype)
        mean = (rows * own).sum(1) / own.sum(1).clamp(min=1e-9)
        return rows, torch.nn.functional.normalize(mean, dim=-1)


def whole_folder(model: BertModel) -> None:
    """What Optimum exports of a checkpoint of sentence-transformers: no modules.json, the pooling in the graph."""
    fresh(WHOLE)
    model.config.to_json_file(WHOLE / "config.json")
    text_files(WHOLE, LENGTH)
    ids = torch.ones(2, 7, dtype=torch.int64)
    mask = torch.ones_like(ids)
    mask[1, 5:] = 0
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axis = {0: "batch", 1: "length"}
    axes = {**{name: axis for name in [*names, "token_embeddings"]}, "sentence_embedding": {0: "batch"}}
    export(Whole(model).eval(), (ids, mask, torch.zeros_like(ids)), WHOLE / "model.onnx", names, ["token_embeddings", "sentence_embedding"], axes)


def median_distance(rows: np.ndarray) -> float:
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    pairs = [np.abs(rows[i] - rows[j]).max() for i in range(len(rows)) for j in range(i)]
    return float(statistics.median(d for d in pairs if d > 1e-6))


def sentence_goldens(model: BertModel) -> None:
    texts = [TEXTS[name] for name in NAMES]
    variants = []
    for name, changes in VARIANTS.items():
        files = {path: value for path, value in changes.items() if path != "prompt"}
        with tempfile.TemporaryDirectory() as home:
            shutil.copytree(SENTENCE, home, dirs_exist_ok=True)
            model.save_pretrained(home)
            for path, value in files.items():
                write(Path(home) / path, value)
            reference = SentenceTransformer(home, device="cpu")
            rows = np.stack([reference.encode(text, prompt_name=changes.get("prompt"), batch_size=1) for text in texts])
        variants.append({
            "name": name,
            "prompt": PROMPTS.get(changes.get("prompt"), ""),
            "files": files,
            "median_distance": median_distance(rows),
            "vectors": [floats(row) for row in rows],
        })
    write_json(GOLDENS / "sentence.json", {"reference": common.reference({"sentence-transformers": "SentenceTransformer"}), "texts": texts, "variants": variants})


def image_classifier() -> dict[str, object]:
    fresh(IMAGE)
    torch.manual_seed(43)
    config = ViTConfig(
        image_size=32, patch_size=8, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        initializer_range=0.4, id2label=LABELS, label2id={"cat": 0, "dog": 1, "boat": 3, "crane": 4},
        architectures=["ViTForImageClassification"],
    )
    model = ViTForImageClassification(config).eval()
    ViTImageProcessorPil(
        size={"height": 32, "width": 32}, resample=2, image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225]
    ).save_pretrained(IMAGE)
    return picture_logits(model, ViTImageProcessorPil.from_pretrained(IMAGE), IMAGE)


def distilled_classifier() -> dict[str, object]:
    """Two heads, of the class token and of the distillation token, whose mean the model answers; pictures are cropped."""
    fresh(DISTILLED)
    torch.manual_seed(45)
    config = DeiTConfig(
        image_size=32, patch_size=8, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        initializer_range=0.4, id2label=LABELS, label2id={"cat": 0, "dog": 1, "boat": 3, "crane": 4},
        architectures=["DeiTForImageClassificationWithTeacher"],
    )
    model = DeiTForImageClassificationWithTeacher(config).eval()
    DeiTImageProcessorPil(
        size={"height": 40, "width": 40}, crop_size={"height": 32, "width": 32}, image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225]
    ).save_pretrained(DISTILLED)
    return picture_logits(model, DeiTImageProcessorPil.from_pretrained(DISTILLED), DISTILLED)


def picture_logits(model, processor, folder: Path) -> dict[str, object]:
    model.config.to_json_file(folder / "config.json")
    axes = {"pixel_values": {0: "batch"}, "logits": {0: "batch"}}

    class Logits(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, pixel_values):
            return self.model(pixel_values=pixel_values).logits

    export(Logits().eval(), (torch.zeros(2, 3, 32, 32),), folder / "onnx" / "model.onnx", ["pixel_values"], ["logits"], axes)
    names = picture_names()
    rows = []
    for name in names:
        pixels = processor(picture(name), return_tensors="pt")
        with torch.no_grad():
            rows.append(model(**pixels).logits[0].numpy())
    return {
        "reference": common.reference({"transformers": f"{type(model).__name__}, {type(processor).__name__}"}),
        "labels": ["cat", "dog", "crane (2)", "boat", "crane (4)"],
        "median_distance": median_logits(np.stack(rows)),
        "items": [
            {"image": name, "lossless": lossless(name), "logits": floats(row), "softmax": softmax(row), "sigmoid": sigmoid(row)}
            for name, row in zip(names, rows)
        ],
    }


def median_logits(rows: np.ndarray) -> float:
    pairs = [np.abs(rows[i] - rows[j]).max() for i in range(len(rows)) for j in range(i)]
    return float(statistics.median(d for d in pairs if d > 1e-6))


def softmax(row: np.ndarray) -> list[float]:
    return floats(torch.from_numpy(row).double().softmax(-1).numpy())


def sigmoid(row: np.ndarray) -> list[float]:
    return floats(torch.from_numpy(row).double().sigmoid().numpy())


def text_classifier() -> dict[str, object]:
    fresh(TEXT)
    torch.manual_seed(44)
    config = bert_config(
        id2label=MOODS, label2id={name: i for i, name in MOODS.items()},
        architectures=["BertForSequenceClassification"], problem_type="single_label_classification",
    )
    model = BertForSequenceClassification(config).eval()
    config.to_json_file(TEXT / "config.json")
    text_files(TEXT)
    tokenizer = AutoTokenizer.from_pretrained(TEXT)
    export_bert(model, "logits", TEXT / "onnx" / "model.onnx")
    rows = []
    for name in NAMES:
        with torch.no_grad():
            rows.append(model(**tokenizer(TEXTS[name], truncation=True, return_tensors="pt")).logits[0].numpy())
    return {
        "reference": common.reference({"transformers": "BertForSequenceClassification, BertTokenizer"}),
        "labels": list(MOODS.values()),
        "median_distance": median_logits(np.stack(rows)),
        "items": [
            {"text": TEXTS[name], "logits": floats(row), "softmax": softmax(row), "sigmoid": sigmoid(row)}
            for name, row in zip(NAMES, rows)
        ],
    }


def main() -> None:
    model = sentence_folder()
    whole_folder(model)
    sentence_goldens(model)
    write_json(
        GOLDENS / "classifier.json",
        {"image": image_classifier(), "text": text_classifier(), "distilled": distilled_classifier()},
    )


if __name__ == "__main__":
    main()

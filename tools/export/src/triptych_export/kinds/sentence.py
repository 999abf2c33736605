"""Folders of sentence-transformers: an encoder of texts, then pooling, dense layers and normalisation as `modules.json` lists them."""

from dataclasses import dataclass
from pathlib import Path

import torch
import transformers

from triptych_export import tokens, weights
from triptych_export.errors import Refusal, Usage
from triptych_export.export import Export, Tower, texts_together
from triptych_export.kinds import classifier, huggingface, read_json, sentence_reference
from triptych_export.options import Options
from triptych_export.samples import Samples

FILE = "onnx/model.onnx"
#: The file has had a name for each family of transformers.
SETTINGS = tuple(f"sentence_{family}_config.json" for family in ("bert", "roberta", "distilbert", "camembert", "albert", "xlm-roberta"))
#: In the order in which several stand side by side.
POOLINGS = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
    "pooling_mode_weightedmean_tokens": "weightedmean",
    "pooling_mode_lasttoken": "lasttoken",
}
ACTIVATIONS = {"Tanh": torch.nn.Tanh, "Identity": torch.nn.Identity, "ReLU": torch.nn.ReLU, "GELU": torch.nn.GELU, "Sigmoid": torch.nn.Sigmoid}


@dataclass(frozen=True)
class Step:
    """One entry of `modules.json`."""

    kind: str
    path: str


class Pooling(torch.nn.Module):
    """Token vectors and their mask to one vector a text; several modes stand side by side (Reimers and Gurevych, 2019)."""

    def __init__(self, modes: list[str]):
        super().__init__()
        self.modes = modes

    def forward(self, hidden, mask):
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        return torch.cat([self._pool(mode, hidden, weight, mask) for mode in self.modes], 1)

    @staticmethod
    def _pool(mode: str, hidden, weight, mask):
        if mode == "cls":
            return hidden[:, 0]
        if mode == "max":
            return hidden.masked_fill(weight == 0, -1e9).amax(1)
        if mode == "lasttoken":
            last = (mask.cumsum(1) * mask).argmax(1)
            return hidden.gather(1, last[:, None, None].expand(-1, 1, hidden.shape[-1])).squeeze(1)
        if mode == "weightedmean":
            weight = weight * weight.cumsum(1)
        total, count = (hidden * weight).sum(1), weight.sum(1).clamp(min=1e-9)
        return total / (count.sqrt() if mode == "mean_sqrt_len_tokens" else count)


class Sentence(torch.nn.Module):
    """All modules in a row: the sentence's vector, then the token vectors."""

    def __init__(self, model: torch.nn.Module, inputs: list[str], pooling: Pooling, after: torch.nn.Module):
        super().__init__()
        self.model, self.inputs, self.pooling, self.after = model, inputs, pooling, after

    def forward(self, *values):
        named = dict(zip(self.inputs, values))
        hidden = self.model(**named).last_hidden_state
        return self.after(self.pooling(hidden, named["attention_mask"])), hidden


class Dense(torch.nn.Module):
    """A linear layer and its activation, plus what went in where it is residual."""

    def __init__(self, config: dict, activation: torch.nn.Module):
        super().__init__()
        self.linear = torch.nn.Linear(config["in_features"], config["out_features"], bias=config.get("bias", True))
        self.activation, self.residual = activation, None
        if config.get("use_residual"):
            equal = config["in_features"] == config["out_features"]
            self.residual = torch.nn.Identity() if equal else torch.nn.Linear(config["in_features"], config["out_features"], bias=False)

    def forward(self, rows):
        answer = self.activation(self.linear(rows))
        return answer if self.residual is None else answer + self.residual(rows)


class Normalize(torch.nn.Module):
    def forward(self, rows):
        return torch.nn.functional.normalize(rows, p=2.0, dim=1)


def open_folder(options: Options, samples: Samples, config: dict) -> Export:
    if options.tower or options.features:
        raise Usage("--tower and --features: a sentence-transformers folder has one graph; it answers token vectors too")
    steps = _steps(config["modules"])
    folder = options.model / steps[0].path
    model = huggingface.load(transformers.AutoModel, options, folder)
    tokenizer = huggingface.tokenizer(folder)
    inputs = classifier.text_inputs(model, tokenizer)
    if "attention_mask" not in inputs:
        raise Refusal("the tokenizer makes no attention_mask: its model_input_names must have it, pooling needs it")
    after, files = _after(options, steps)
    modes = _modes(options.model, steps)
    module = Sentence(model, inputs, Pooling(modes), after)
    lower, length = _settings(folder, classifier.max_length(model, tokenizer))
    texts = [text.lower() if lower else text for text in samples.texts]
    items = huggingface.texts(tokenizer, texts, inputs, length)
    axis = {0: "batch_size", 1: "sequence_length"}
    tower = Tower(
        name="text",
        file=FILE,
        module=module,
        inputs=inputs,
        outputs=["sentence_embedding", "token_embeddings"],
        axes={**{name: axis for name in inputs}, "sentence_embedding": {0: "batch_size"}, "token_embeddings": axis},
        items=items,
        reference=sentence_reference.Reference(model, modes, _reference_layers(options, steps)),
        collate=texts_together({"input_ids": tokenizer.pad_token_id or 0}),
    )

    def write_files(out: Path) -> None:
        huggingface.copy(options.model, out, ["modules.json", "config_sentence_transformers.json"])
        for step in steps[1:]:
            huggingface.copy(options.model, out, [f"{step.path}/config.json"])
        for file in files:
            huggingface.copy(options.model, out, [file.relative_to(options.model).as_posix()])
        huggingface.copy(folder, out / steps[0].path, ["config.json", *SETTINGS])
        tokens.write(tokenizer, folder, out / steps[0].path, texts)

    settings = huggingface.file_bytes(options.model, ["modules.json", *[f"{step.path}/config.json" for step in steps[1:]]])
    tokenized = huggingface.file_bytes(folder, [*SETTINGS, *huggingface.VOCABULARIES, "merges.txt", *tokens.BESIDE])
    return Export(
        kind="sentence-transformers",
        name="sentence",
        towers=[tower],
        write_files=write_files,
        space=weights.digest([*weights.find(folder), *files], *settings, *tokenized),
        tokens=lambda out: (tokens.equal(tokenizer, out / steps[0].path / "tokenizer.json", texts), len(texts)),
    )


def _steps(modules: object) -> list[Step]:
    try:
        steps = [Step(str(m["type"]).rsplit(".", 1)[-1], str(m["path"])) for m in modules]
    except (TypeError, KeyError):
        raise Refusal("modules.json is damaged: expected a list of modules with path and type") from None
    kinds = [step.kind for step in steps]
    if kinds[:2] != ["Transformer", "Pooling"] or not set(kinds[2:]) <= {"Dense", "Normalize"}:
        raise Refusal(f"modules.json lists {', '.join(kinds)[:120]}; exported are Transformer, Pooling, then Dense and Normalize")
    if any(Path(step.path).is_absolute() or ".." in Path(step.path).parts for step in steps):
        raise Refusal("modules.json: a path leaves the model folder")
    return steps


def _modes(folder: Path, steps: list[Step]) -> list[str]:
    config = read_json(folder, f"{steps[1].path}/config.json")
    if config.get("include_prompt", True) is False:
        raise Refusal("pooling without the prompt (include_prompt false) is not exported")
    named = config.get("pooling_mode")
    modes = [named] if isinstance(named, str) else list(named or [])
    modes = modes or [mode for key, mode in POOLINGS.items() if config.get(key)]
    unknown = [key for key, on in config.items() if key.startswith("pooling_mode_") and on is True and key not in POOLINGS]
    unknown += [str(mode) for mode in modes if mode not in POOLINGS.values()]
    if unknown:
        raise Refusal(f"pooling {', '.join(unknown)[:80]} is not exported; known are {', '.join(POOLINGS.values())}")
    return modes or ["mean"]  # as the library has it


def _after(options: Options, steps: list[Step]) -> tuple[torch.nn.Sequential, list[Path]]:
    layers, files = [], []
    for step in steps[2:]:
        if step.kind == "Normalize":
            layers.append(Normalize())
            continue
        found = weights.find(options.model / step.path)
        layers.append(_dense(read_json(options.model, f"{step.path}/config.json"), weights.read(found, options.allow_pickle), step.path))
        files += found
    return torch.nn.Sequential(*layers).eval(), files


def _dense(config: dict, state: dict[str, torch.Tensor], path: str) -> Dense:
    activation = str(config.get("activation_function", "torch.nn.modules.activation.Tanh")).rsplit(".", 1)[-1]
    if activation not in ACTIVATIONS:
        raise Refusal(f"{path}: activation {activation[:60]!r} is not exported; known are {', '.join(ACTIVATIONS)}")
    for key in ("module_input_name", "module_output_name"):
        if config.get(key) not in (None, "sentence_embedding"):
            raise Refusal(f"{path}: {key} {str(config[key])[:60]!r} is not exported; known is sentence_embedding")
    layer = Dense(config, ACTIVATIONS[activation]())
    try:
        layer.load_state_dict({name: value.float() for name, value in state.items()})
    except RuntimeError:
        raise Refusal(f"{path}: the weights do not fit its config.json") from None
    return layer


def _reference_layers(options: Options, steps: list[Step]) -> list:
    return [
        sentence_reference.normalise
        if step.kind == "Normalize"
        else sentence_reference.dense(options.model, step.path, options.allow_pickle)
        for step in steps[2:]
    ]


def _settings(folder: Path, longest: int) -> tuple[bool, int]:
    """Whether texts become lower case, and the longest row."""
    for name in SETTINGS:
        if (folder / name).is_file():
            config = read_json(folder, name)
            return bool(config.get("do_lower_case")), min(longest, int(config.get("max_seq_length") or longest))
    return False, longest

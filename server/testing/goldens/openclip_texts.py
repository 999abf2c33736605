"""Text towers of open_clip that read their padding: XLM-RoBERTa's as Immich lays it out, MobileCLIP's and CLIPA's as `triptych-export` does."""

import json
import shutil
from pathlib import Path

import open_clip
import torch
from open_clip.hf_model import HFTextEncoder
from tokenizers import Tokenizer
from transformers import AutoTokenizer, XLMRobertaConfig

import clip_export
import clip_tokenizer
import openclip_folders
from common import FIXTURES

LENGTH = 32
DIM = 16
SHAPE = {"width": 32, "heads": 4, "layers": 2, "mlp_ratio": 2.0}
START, END = "<start_of_text>", "<end_of_text>"


def initialised(made: torch.nn.Module, seed: int) -> torch.nn.Module:
    torch.backends.mha.set_fastpath_enabled(False)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in made.named_parameters():
            norm = "norm" in name.lower() or "ln_" in name
            noise = torch.randn(parameter.shape, generator=generator)
            if norm or parameter.dim() < 2:
                parameter.copy_((1.0 if norm and name.endswith("weight") else 0.0) + 0.1 * noise)
            else:
                rows = parameter.shape[0] if name.endswith("projection") else parameter[0].numel()
                parameter.copy_((0.5 if "embedding" in name else 1.5 / rows**0.5) * noise)
    return made.eval()


class Text(torch.nn.Module):
    def __init__(self, tower: torch.nn.Module):
        super().__init__()
        self.tower = tower

    def forward(self, ids):
        return (self.tower(ids),)


def export(tower: torch.nn.Module, path: Path, name: str, vocabulary: int, dtype: torch.dtype, dynamic: bool) -> None:
    """A graph for rows of full length, of one row where it is not dynamic."""
    generator = torch.Generator().manual_seed(3)
    rows = torch.randint(3, vocabulary, (2 if dynamic else 1, LENGTH), generator=generator, dtype=dtype)
    rows[:, 9:] = 1  # a row without padding would be traced without the mask
    axes = {name: {0: "batch_size"}, "text_embeds": {0: "batch_size"}} if dynamic else {}
    twin = Text(openclip_folders.traceable(tower)).eval()
    clip_export._export(twin, (rows,), path, [name], ["text_embeds"], axes)
    full = torch.randint(3, vocabulary, (1, LENGTH), generator=generator, dtype=dtype)
    print(path.parent.parent.name, clip_export._difference(twin, path, [name], (rows,)), clip_export._difference(twin, path, [name], (full,)))


def config(folder: Path, text: dict) -> None:
    """What the export tool keeps of the model: towers and preprocessing."""
    model = {"embed_dim": DIM, "vision_cfg": {"image_size": 64, "layers": 2, "width": 32, "patch_size": 8}, "text_cfg": text}
    whole = {"model_cfg": model, "preprocess_cfg": openclip_folders.PREPROCESS}
    (folder / "open_clip_config.json").write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


def hub_tokenizer(name: str, folder: Path) -> AutoTokenizer:
    """A small tokenizer of the fixtures as `save_pretrained` leaves it."""
    fast = AutoTokenizer.from_pretrained(FIXTURES / "tokenizers" / name)
    fast.save_pretrained(folder)
    path = folder / "tokenizer.json"
    tree = json.loads(path.read_text(encoding="utf-8"))
    tree["truncation"] = tree["padding"] = None
    path.write_text(json.dumps(tree, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    return fast


def xlm_roberta(folder: Path) -> dict:
    """`textual/`: a text tower of transformers that masks what equals its own padding; Immich repairs no text."""
    fast = hub_tokenizer("xlm-roberta", folder / "textual")
    shape = XLMRobertaConfig(
        vocab_size=len(fast),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=LENGTH + 2,
    )
    shape._attn_implementation = "eager"
    made = HFTextEncoder("", DIM, config=shape, pooler_type="mean_pooler", proj_type="mlp", pretrained=False)
    made = initialised(made, 20261127)
    assert fast.pad_token_id == shape.pad_token_id == 1
    text = {"hf_model_name": "xlm-roberta-base", "hf_tokenizer_name": "xlm-roberta-base", "hf_pooler_type": "mean_pooler", "context_length": LENGTH}
    model = {"embed_dim": DIM, "vision_cfg": {"timm_model_name": "vit"}, "text_cfg": text}
    (folder / "config.json").write_text(json.dumps(model, indent=2) + "\n", encoding="utf-8")
    export(made, folder / "textual" / "model.onnx", "text", len(fast), torch.int32, False)

    def ids(given: str) -> tuple[list[int], bool]:
        clean = " ".join(given.split())
        row = fast(clean, max_length=LENGTH, padding="max_length", truncation=True)["input_ids"]
        return row, len(fast(clean)["input_ids"]) > LENGTH

    return {"ids": ids, "text": made, "software": "HFTextEncoder, HFTokenizer"}


def bidirectional(folder: Path) -> dict:
    """As MobileCLIP: no causal mask, CLIP's own tokenizer, which pads by 0; the exported tokenizer names no padding."""
    tokens = openclip_folders.tokenizer()
    vocabulary = tokens.vocab_size
    made = open_clip.transformer.TextTransformer(LENGTH, vocabulary, output_dim=DIM, no_causal_mask=True, **SHAPE)
    made = initialised(made, 20261128)
    config(folder, {"context_length": LENGTH, "vocab_size": vocabulary, **SHAPE, "no_causal_mask": True})
    clip_file(folder / "tokenizer.json")
    export(made, folder / "onnx" / "text_model.onnx", "input_ids", vocabulary, torch.int64, True)

    def ids(given: str) -> tuple[list[int], bool]:
        return tokens(given, LENGTH)[0].tolist(), len(tokens.encode(given)) + 2 > LENGTH

    return {"ids": ids, "text": made, "software": "TextTransformer, SimpleTokenizer"}


def clipa(folder: Path) -> dict:
    """As CLIPA: BERT's tokenizer, whose separator becomes 0; pooled at the last place."""
    fast = hub_tokenizer("bert-uncased", folder)
    tokens = open_clip.tokenizer.HFTokenizer(str(folder), context_length=LENGTH, strip_sep_token=True)
    made = open_clip.transformer.TextTransformer(LENGTH, len(fast), output_dim=DIM, no_causal_mask=True, pool_type="last", **SHAPE)
    made = initialised(made, 20261129)
    text = {"context_length": LENGTH, "vocab_size": len(fast), **SHAPE, "pool_type": "last", "no_causal_mask": True}
    config(folder, {**text, "hf_tokenizer_name": "bert-base-uncased", "tokenizer_kwargs": {"strip_sep_token": True}})
    export(made, folder / "onnx" / "text_model.onnx", "input_ids", len(fast), torch.int64, True)

    def ids(given: str) -> tuple[list[int], bool]:
        return tokens(given)[0].tolist(), len(fast(tokens.clean_fn(given))["input_ids"]) > LENGTH

    return {"ids": ids, "text": made, "software": "TextTransformer, HFTokenizer"}


def clip_file(path: Path) -> None:
    """CLIP's tokenizer under open_clip's names of its special tokens."""
    fast = clip_tokenizer.build(openclip_folders.MERGES).backend_tokenizer.to_str()
    tree = json.loads(fast.replace(clip_tokenizer.SOT, START).replace(clip_tokenizer.EOT, END))
    tree["truncation"] = tree["padding"] = None
    path.write_text(json.dumps(tree, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    Tokenizer.from_file(str(path))


MAKERS = {"openclip-xlmr": xlm_roberta, "openclip-bidirectional": bidirectional, "openclip-clipa": clipa}


def make(name: str) -> dict:
    """The folder, anew, and its reference: ids of a text as open_clip pads them, and the tower."""
    shutil.rmtree(FIXTURES / name, ignore_errors=True)
    (FIXTURES / name).mkdir(parents=True)
    return MAKERS[name](FIXTURES / name)

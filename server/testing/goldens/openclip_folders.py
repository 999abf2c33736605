"""Tiny OpenCLIP models: as `triptych-export` lays them out (quick GELU), and as Immich does (GELU, fixed shapes)."""

import gzip
import html
import json
import math
import tempfile
from pathlib import Path

import ftfy
import open_clip
import torch
from open_clip.transform import PreprocessCfg, image_transform_v2

import clip_export
import clip_tokenizer
from common import IMAGE_SIZE, LOGIT_SCALE

MERGES = 300
LENGTH = 77
GAIN = 1.5
PREPROCESS = {
    "size": [IMAGE_SIZE, IMAGE_SIZE],
    "mode": "RGB",
    "mean": [0.48145466, 0.4578275, 0.40821073],
    "std": [0.26862954, 0.26130258, 0.27577711],
    "interpolation": "bicubic",
    "resize_mode": "shortest",
    "fill_color": 0,
}


def architecture(quick_gelu: bool) -> dict:
    return {
        "embed_dim": 32,
        **({"quick_gelu": True} if quick_gelu else {}),
        "vision_cfg": {"image_size": IMAGE_SIZE, "layers": 2, "width": 32, "head_width": 8, "patch_size": 8, "mlp_ratio": 2.0},
        "text_cfg": {"context_length": LENGTH, "vocab_size": 512 + MERGES + 2, "width": 32, "heads": 4, "layers": 2, "mlp_ratio": 2.0},
    }


def model(quick_gelu: bool, seed: int) -> open_clip.CLIP:
    torch.backends.mha.set_fastpath_enabled(False)
    made = open_clip.CLIP(**architecture(quick_gelu)).eval()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in made.named_parameters():
            parameter.copy_(initial(name, parameter, generator))
        made.logit_scale.fill_(math.log(LOGIT_SCALE))
    return made


def initial(name: str, parameter: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    noise = torch.randn(parameter.shape, generator=generator)
    if "ln_" in name:
        return (1.0 if name.endswith("weight") else 0.0) + 0.1 * noise
    if "embedding" in name:
        return 0.5 * noise
    if parameter.dim() < 2:
        return 0.1 * noise
    rows = parameter.shape[0] if name.endswith(("proj", "text_projection")) else parameter[0].numel()
    return noise * GAIN / math.sqrt(rows)


class Attention(torch.nn.Module):
    """What `torch.nn.MultiheadAttention` computes, in operators that are traced for every batch and length."""

    def __init__(self, own: torch.nn.MultiheadAttention):
        super().__init__()
        self.own, self.batch_first = own, own.batch_first

    def forward(self, query, key, value, need_weights=False, attn_mask=None, **_):
        own = self.own
        rows = query if own.batch_first else query.transpose(0, 1)
        q, k, v = torch.nn.functional.linear(rows, own.in_proj_weight, own.in_proj_bias).chunk(3, dim=-1)
        q, k, v = (t.unflatten(-1, (own.num_heads, own.head_dim)).transpose(1, 2) for t in (q, k, v))
        scores = (q * own.head_dim**-0.5) @ k.transpose(-2, -1)
        if attn_mask is not None:
            scores = scores + attn_mask
        out = own.out_proj((scores.softmax(-1) @ v).transpose(1, 2).flatten(2))
        return (out if own.batch_first else out.transpose(0, 1)), None


def traceable(made: open_clip.CLIP) -> open_clip.CLIP:
    for module in list(made.modules()):
        for name, child in list(module.named_children()):
            if type(child) is torch.nn.MultiheadAttention:
                setattr(module, name, Attention(child))
    return made.eval()


class Image(torch.nn.Module):
    def __init__(self, made: open_clip.CLIP, normalize: bool):
        super().__init__()
        self.model, self.normalize = made, normalize

    def forward(self, image):
        return (self.model.encode_image(image, normalize=self.normalize),)


class Text(torch.nn.Module):
    """The text tower for rows of full length."""

    def __init__(self, made: open_clip.CLIP, normalize: bool):
        super().__init__()
        self.model, self.normalize = made, normalize

    def forward(self, text):
        return (self.model.encode_text(text, normalize=self.normalize),)


class AnyText(torch.nn.Module):
    """The text tower for rows of any length, pooled at the end of text, the highest id."""

    def __init__(self, made: open_clip.CLIP):
        super().__init__()
        self.model = made

    def forward(self, ids):
        made, length = self.model, ids.shape[1]
        rows = made.token_embedding(ids) + made.positional_embedding[:length]
        rows = made.ln_final(made.transformer(rows, attn_mask=made.attn_mask[:length, :length]))
        end = ids.argmax(dim=-1)[:, None, None].expand(-1, -1, rows.shape[2])
        return (rows.gather(1, end)[:, 0] @ made.text_projection,)


def tokenizer() -> open_clip.SimpleTokenizer:
    """open_clip's own, over the first merges of its vocabulary."""
    whole = Path(open_clip.__file__).parent / "bpe_simple_vocab_16e6.txt.gz"
    lines = gzip.open(whole).read().decode("utf-8").split("\n")[: MERGES + 1]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bpe.txt.gz"
        path.write_bytes(gzip.compress("\n".join(lines).encode("utf-8"), mtime=0))
        return open_clip.SimpleTokenizer(bpe_path=str(path), context_length=LENGTH)


def transform_of(config: dict):
    return image_transform_v2(PreprocessCfg(**{**config, "size": tuple(config["size"])}), is_train=False)


def modes() -> list[tuple[dict, object]]:
    """Every way of bringing a picture to the model's size, each with its pixels."""
    changes = [
        {"resize_mode": mode, "interpolation": interpolation, "fill_color": fill}
        for mode, interpolation, fill in (
            ("shortest", "bicubic", 0), ("shortest", "bilinear", 0), ("longest", "bicubic", 0), ("longest", "bilinear", 127),
            ("squash", "bicubic", 0), ("squash", "bilinear", 0),
        )
    ]
    pixels = lambda transform: lambda image: transform(image).numpy()  # noqa: E731
    return [({**PREPROCESS, **change}, pixels(transform_of({**PREPROCESS, **change}))) for change in changes]


def reference(made: open_clip.CLIP, repaired: bool) -> dict:
    """What open_clip makes of pictures and texts; texts are not repaired where the folder is one of Immich's."""
    tokens = tokenizer()
    fast = clip_tokenizer.build(MERGES)
    transform = transform_of(PREPROCESS)

    def ids(text: str) -> tuple[list[int], bool]:
        given = fast(text, truncation=True, max_length=LENGTH)["input_ids"]
        own = tokens(text)[0].tolist()
        own = own[: own.index(tokens.eot_token_id) + 1]
        # tokenizer.json neither repairs encodings nor resolves HTML, knows no final sigma, nor marks by open_clip's names.
        plain = ftfy.fix_text(text) == text == html.unescape(text) and text.lower() == "".join(letter.lower() for letter in text)
        if "<|" not in text:
            assert not plain or own == given, text
            given = own if repaired else given
        return given, len(fast(text)["input_ids"]) > LENGTH

    def text(row: list[int]) -> torch.Tensor:
        return made.encode_text(torch.tensor([row + [0] * (LENGTH - len(row))]))[0]

    return {
        "pixels": lambda image: transform(image).numpy(),
        "ids": ids,
        "image": made.encode_image,
        "text": text,
        "scale": float(made.logit_scale.exp()),
        "bias": 0.0,
        "sigmoid": False,
        "software": {"open_clip_torch": "CLIP, image_transform_v2, SimpleTokenizer"},
        "modes": modes(),
    }


def example(texts: int, images: int, length: int, dtype: torch.dtype) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(1000 * texts + 10 * images + length)
    ids = torch.randint(0, 512 + MERGES, (texts, length), generator=generator, dtype=dtype)
    ids[:, length // 2] = 512 + MERGES + 1
    return ids, torch.randn((images, 3, IMAGE_SIZE, IMAGE_SIZE), generator=generator)


def exported(folder: Path, texts: list[str]) -> dict:
    """`open_clip_config.json`, `onnx/`, `tokenizer.json`, and the temperature in `model.yaml`."""
    made = model(True, 20261124)
    result = reference(made, True)
    config = {"model_cfg": architecture(True), "preprocess_cfg": PREPROCESS}
    (folder / "open_clip_config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    clip_tokenizer.save(clip_tokenizer.build(MERGES), folder, legacy=False)
    (folder / "tokenizer_config.json").unlink()
    twin = traceable(model(True, 20261124))
    text, image = folder / "onnx" / "text_model.onnx", folder / "onnx" / "vision_model.onnx"
    batch = {0: "batch_size"}
    clip_export._export(
        AnyText(twin).eval(),
        example(2, 1, 9, torch.int64)[:1],
        text,
        ["input_ids"],
        ["text_embeds"],
        {"input_ids": {**batch, 1: "sequence_length"}, "text_embeds": batch},
    )
    clip_export._export(
        Image(twin, False).eval(), example(1, 2, 9, torch.int64)[1:], image, ["image"], ["image_embeds"], {"image": batch, "image_embeds": batch}
    )
    worst = [clip_export._difference(AnyText(twin), text, ["input_ids"], example(n, 1, m, torch.int64)[:1]) for n, m in ((1, 5), (3, LENGTH))]
    worst += [clip_export._difference(Image(made, False), image, ["image"], example(1, n, 9, torch.int64)[1:]) for n in (1, 3)]
    print("openclip", max(worst))
    (folder / "model.yaml").write_text(f"logit_scale: {float(made.logit_scale.exp())}\n")
    return result


def immich(folder: Path, texts: list[str]) -> dict:
    """`visual/` and `textual/`: one row, 77 tokens of INT32, normalised; a padding token that is not open_clip's 0."""
    made = model(False, 20261125)
    result = reference(made, False)
    (folder / "config.json").write_text(json.dumps(architecture(False), indent=2) + "\n", encoding="utf-8")
    (folder / "visual").mkdir()
    (folder / "visual" / "preprocess_cfg.json").write_text(json.dumps(PREPROCESS) + "\n", encoding="utf-8")
    clip_tokenizer.save(clip_tokenizer.build(MERGES), folder / "textual", legacy=False)
    visual, textual = folder / "visual" / "model.onnx", folder / "textual" / "model.onnx"
    twin = traceable(model(False, 20261125))
    row, picture = example(1, 1, LENGTH, torch.int32)
    clip_export._export(Text(twin, True).eval(), (row,), textual, ["text"], ["embedding"], {})
    clip_export._export(Image(twin, True).eval(), (picture,), visual, ["image"], ["embedding"], {})
    worst = [
        clip_export._difference(Text(made, True), textual, ["text"], (row,)),
        clip_export._difference(Image(made, True), visual, ["image"], (picture,)),
    ]
    print("immich", max(worst))
    (folder / "model.yaml").write_text(f"logit_scale: {float(made.logit_scale.exp())}\n")
    return result

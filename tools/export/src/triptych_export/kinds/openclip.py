"""Checkpoints of OpenCLIP: a folder with `open_clip_config.json`, or the name of an architecture and a file of weights."""

import copy
import json
import math
from pathlib import Path

import numpy as np
import open_clip
import torch
from open_clip.transform import PreprocessCfg, image_transform_v2

from triptych_export import weights
from triptych_export.errors import Refusal, Usage
from triptych_export.export import Arrays, Export, Tower, pictures_together, texts_together
from triptych_export.kinds import dual_encoder, openclip_texts, preprocessing
from triptych_export.options import Options
from triptych_export.samples import Samples

NAMES = (
    "open_clip_model.safetensors",
    "open_clip_pytorch_model.safetensors",
    "open_clip_pytorch_model.bin",
    "open_clip_pytorch_model.pth",
    "model.safetensors",
)


class Attention(torch.nn.Module):
    """What `torch.nn.MultiheadAttention` computes, in operators that are written for every batch and length."""

    def __init__(self, original: torch.nn.MultiheadAttention):
        super().__init__()
        self.original, self.batch_first = original, original.batch_first

    def forward(self, query, key, value, need_weights=False, attn_mask=None, **_):
        own = self.original
        if not self.batch_first:
            query, key, value = (rows.transpose(0, 1) for rows in (query, key, value))
        parts = zip((query, key, value), own.in_proj_weight.chunk(3), own.in_proj_bias.chunk(3))
        q, k, v = (self._heads(torch.nn.functional.linear(*part)) for part in parts)
        scores = (q * own.head_dim**-0.5) @ k.transpose(-2, -1)
        if attn_mask is not None:
            scores = scores + attn_mask
        rows = (scores.softmax(-1) @ v).transpose(1, 2).flatten(2)
        rows = own.out_proj(rows)
        return (rows if self.batch_first else rows.transpose(0, 1)), None

    def _heads(self, rows):
        return rows.unflatten(-1, (self.original.num_heads, self.original.head_dim)).transpose(1, 2)


def traceable(model: torch.nn.Module) -> torch.nn.Module:
    """A copy that shares the weights and whose attention can be written for every batch and length."""
    shared = {id(tensor): tensor for tensor in [*model.parameters(), *model.buffers()]}
    twin = copy.deepcopy(model, shared)
    for module in list(twin.modules()):
        for name, child in list(module.named_children()):
            if type(child) is torch.nn.MultiheadAttention and child.in_proj_bias is not None:
                setattr(module, name, Attention(child))
    return twin.eval()


class Image(torch.nn.Module):
    """The image tower alone."""

    def __init__(self, tower: torch.nn.Module):
        super().__init__()
        self.tower = tower

    def forward(self, pixels):
        return self.tower(pixels)


class Text(torch.nn.Module):
    """A text tower for rows of its full length."""

    def __init__(self, model: torch.nn.Module):
        super().__init__()
        self.model = model

    def forward(self, ids):
        return self.model.encode_text(ids)


class CausalText(torch.nn.Module):
    """CLIP's own text tower for rows of any length: what follows the end of text cannot matter to what stands before."""

    def __init__(self, model: open_clip.CLIP):
        super().__init__()
        self.model = model

    def forward(self, ids):
        model, length = self.model, ids.shape[1]
        rows = model.token_embedding(ids) + model.positional_embedding[:length]
        rows = model.ln_final(model.transformer(rows, attn_mask=model.attn_mask[:length, :length]))
        pooled = open_clip.transformer.text_global_pool(rows, ids, model.text_pool_type, eos_token_id=model.text_eos_id)
        if isinstance(model.text_projection, torch.nn.Linear):
            return model.text_projection(pooled)
        return pooled if model.text_projection is None else pooled @ model.text_projection


def open_folder(options: Options, samples: Samples, config: dict) -> Export:
    if options.features:
        raise Usage("--features: not for OpenCLIP checkpoints")
    if options.open_clip:
        config, files = _architecture(options)
        told = preprocessing.of_arguments(options, config["model_cfg"])
    else:
        files, told = weights.find(options.model, NAMES), preprocessing.of_folder(config)
    model_cfg = config.get("model_cfg")
    if not isinstance(model_cfg, dict) or not {"embed_dim", "vision_cfg", "text_cfg"} <= model_cfg.keys():
        raise Refusal("open_clip_config.json: model_cfg with embed_dim, vision_cfg and text_cfg is missing")
    model = _model(model_cfg, files, options)
    preprocess = told.complete(model)
    settings = {"logit_scale": math.exp(model.logit_scale.item())}
    if getattr(model, "logit_bias", None) is not None:
        settings |= {"logit_bias": model.logit_bias.item(), "activation": "sigmoid"}
    towers, tokenizer = [], None
    if dual_encoder.wanted(options, "image", True):
        towers.append(_image_tower(model, preprocess, samples))
    if dual_encoder.wanted(options, "text", True):
        tokenizer = openclip_texts.of(model_cfg["text_cfg"], options)
        towers.append(_text_tower(model, tokenizer, samples))

    def write_files(out: Path) -> None:
        described = {"model_cfg": model_cfg, "preprocess_cfg": preprocess}
        (out / "open_clip_config.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
        if tokenizer:
            tokenizer.write(out, samples.texts)

    return Export(
        kind="open-clip",
        name="openclip",
        towers=towers,
        write_files=write_files,
        settings=settings if len(towers) == 2 else {},
        space=weights.digest(files, json.dumps([model_cfg, preprocess], sort_keys=True).encode()),
        tokens=(lambda out: tokenizer.equal(out, samples.texts)) if tokenizer else None,
        notes=[
            *told.notes(preprocess),
            *([f"Activation: {'QuickGELU' if model_cfg.get('quick_gelu') else 'GELU'}, by {options.open_clip}."] if options.open_clip else []),
            "OpenCLIP repairs and cleans a text before its tokenizer sees it; tokenizer.json does not, the server does but for broken encodings.",
        ],
    )


def _architecture(options: Options) -> tuple[dict, list[Path]]:
    model_cfg = open_clip.get_model_config(options.open_clip)
    if model_cfg is None:
        raise Usage(f"--open-clip: unknown architecture {options.open_clip[:60]!r}; known are {len(open_clip.list_models())}, ViT-B-32 among them")
    if options.model.is_file():
        return {"model_cfg": model_cfg}, [options.model]
    if not options.model.is_dir():
        raise Usage("MODEL is neither a file of weights nor a folder")
    return {"model_cfg": model_cfg}, weights.find(options.model, NAMES)


def _model(model_cfg: dict, files: list[Path], options: Options) -> torch.nn.Module:
    text_cfg = model_cfg["text_cfg"]
    if "multimodal_cfg" in model_cfg or text_cfg.get("hf_model_name"):
        raise Refusal("this OpenCLIP architecture (CoCa, or a text tower of transformers) is not exported")
    state = weights.read(files, options.allow_pickle)
    arguments = {key: value for key, value in model_cfg.items() if key not in ("custom_text",)}
    # A text tower as a module of its own is what every architecture with options beyond CLIP's has.
    custom = model_cfg.get("custom_text") or any(name.startswith("text.") for name in state)
    try:
        model = (open_clip.CustomTextCLIP if custom else open_clip.CLIP)(**arguments)
    except (TypeError, ValueError, RuntimeError, AssertionError, AttributeError) as e:
        raise Refusal(f"OpenCLIP cannot build this architecture: {str(e).splitlines()[0][:160] if str(e) else type(e).__name__}") from e
    for old in ("input_resolution", "context_length", "vocab_size"):
        state.pop(old, None)
    own = model.state_dict()
    mismatched = sorted(name for name, value in state.items() if name in own and own[name].shape != value.shape)
    weights.check_complete(sorted(set(own) - set(state)), mismatched, files)
    model.load_state_dict({name: value.float() for name, value in state.items() if name in own})
    return model.float().eval()


def _image_tower(model: torch.nn.Module, preprocess: dict, samples: Samples) -> Tower:
    transform = image_transform_v2(PreprocessCfg(**preprocess), is_train=False)
    items = [{"image": transform(picture)[None].numpy()} for picture in samples.pictures]
    return Tower(
        name="image",
        file=dual_encoder.VISION_FILE,
        module=Image(traceable(model).visual),
        inputs=["image"],
        outputs=["image_embeds"],
        axes=dual_encoder.axes(["image"], ["image_embeds"], False),
        items=items,
        reference=lambda item: _run(model.encode_image, item["image"]),
        collate=pictures_together,
    )


def _text_tower(model: torch.nn.Module, tokenizer: openclip_texts.Own | openclip_texts.OfTransformers, samples: Samples) -> Tower:
    # The end of text is the highest id in open_clip's own vocabulary alone.
    own = isinstance(tokenizer, openclip_texts.Own)
    causal = own and isinstance(model, open_clip.CLIP) and model.attn_mask is not None and model.text_pool_type in ("argmax", "eos")
    full = tokenizer.rows(samples.texts)
    items = [{"input_ids": ids[:, : int(ids.argmax()) + 1] if causal else ids} for ids in full]
    length = full[0].shape[1]

    def reference(item: Arrays) -> np.ndarray:
        # The original takes rows of full length only.
        return _run(model.encode_text, np.pad(item["input_ids"], ((0, 0), (0, length - item["input_ids"].shape[1]))))

    return Tower(
        name="text",
        file=dual_encoder.TEXT_FILE,
        module=CausalText(traceable(model)) if causal else Text(traceable(model)),
        inputs=["input_ids"],
        outputs=["text_embeds"],
        axes=dual_encoder.axes(["input_ids"], ["text_embeds"], causal),
        items=items,
        reference=reference,
        collate=texts_together({"input_ids": 0}),
    )


def _run(encode, values: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return encode(torch.from_numpy(values)).numpy()

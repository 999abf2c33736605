"""Tiny checkpoints with random weights, laid out as training tools lay them: one function a kind, each answers its folder.

As a command: checkpoints.py FOLDER [KIND]... writes each kind into FOLDER/KIND.
"""

import json
import math
import sys
from pathlib import Path

import open_clip
import safetensors.torch
import torch
import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from triptych_export.tokens import clip_bpe

TRANSFORMER = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
WORDS = "a an the photo of cat dog heart diagram two playing in snow and red blue balloon tasse de un ein von 猫 片 照"
LABELS = ("cat", "dog", "bird", "fish", "none of these")


def spread(model: torch.nn.Module, seed: int = 7) -> torch.nn.Module:
    """Random weights scaled by the fan-in: with the libraries' own initial spread all inputs give nearly one answer."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if parameter.dim() < 2:
                one = 1.0 if ("norm" in name.lower() or "ln_" in name) and name.endswith("weight") else 0.0
                parameter.copy_(one + 0.1 * noise)
            elif "embedding" in name and "patch" not in name:
                parameter.copy_(0.5 * noise)
            else:
                parameter.copy_(noise / math.sqrt(parameter[0].numel()))
    return model.eval()


def clip(folder: Path) -> Path:
    backend = json.loads(clip_bpe("<|startoftext|>", "<|endoftext|>").to_str())["model"]
    tokenizer = transformers.CLIPTokenizer(vocab=backend["vocab"], merges=[tuple(m) for m in backend["merges"]], model_max_length=77)
    text = {**TRANSFORMER, "vocab_size": len(tokenizer), "bos_token_id": 49406, "eos_token_id": 49407, "pad_token_id": 49407}
    vision = {**TRANSFORMER, "image_size": 48, "patch_size": 16}
    model = spread(transformers.CLIPModel(transformers.CLIPConfig(text_config=text, vision_config=vision, projection_dim=24)))
    with torch.no_grad():
        model.logit_scale.fill_(math.log(37.5))
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    size = {"size": {"shortest_edge": 48}, "crop_size": {"height": 48, "width": 48}}
    transformers.CLIPImageProcessorPil(**size).save_pretrained(folder)
    return folder


def unigram() -> transformers.PreTrainedTokenizerFast:
    pieces = sorted({c for c in WORDS + "abcdefghijklmnopqrstuvwxyz▁" if c != " "} | {"▁" + word for word in WORDS.split()})
    vocabulary = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)] + [(piece, -float(10 - min(len(piece), 6))) for piece in pieces]
    backend = Tokenizer(models.Unigram(vocabulary, 2, False))
    backend.normalizer = normalizers.Lowercase()
    backend.pre_tokenizer = pre_tokenizers.Metaspace()
    backend.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=backend, pad_token="<pad>", eos_token="</s>", unk_token="<unk>", model_max_length=64, model_input_names=["input_ids"]
    )


def siglip(folder: Path) -> Path:
    """As SigLIP 2 of fixed resolution: model_type siglip, and a tokenizer.json whose rows are padded to 64."""
    tokenizer = unigram()
    text = {**TRANSFORMER, "vocab_size": len(tokenizer), "max_position_embeddings": 64, "projection_size": 32}
    text |= {"pad_token_id": 0, "eos_token_id": 1, "bos_token_id": 1}
    vision = {**TRANSFORMER, "image_size": 48, "patch_size": 16}
    model = spread(transformers.SiglipModel(transformers.SiglipConfig(text_config=text, vision_config=vision)))
    with torch.no_grad():
        model.logit_scale.fill_(math.log(110.0))
        model.logit_bias.fill_(-12.5)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    transformers.SiglipImageProcessorPil(size={"height": 48, "width": 48}).save_pretrained(folder)
    return folder


def vit(folder: Path) -> Path:
    config = transformers.ViTConfig(**TRANSFORMER, image_size=48, patch_size=16, id2label=dict(enumerate(LABELS)))
    spread(transformers.ViTForImageClassification(config)).save_pretrained(folder)
    transformers.ViTImageProcessorPil(size={"height": 48, "width": 48}).save_pretrained(folder)
    return folder


def word_pieces(max_length: int = 64) -> transformers.PreTrainedTokenizerBase:
    letters = sorted({c for c in WORDS + "abcdefghijklmnopqrstuvwxyz0123456789!.,:" if c != " "})
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(WORDS.split() + letters), *["##" + c for c in letters]]
    vocab = {piece: i for i, piece in enumerate(dict.fromkeys(vocabulary))}
    return transformers.BertTokenizer(vocab=vocab, model_max_length=max_length)


def bert_config(tokenizer, **more) -> transformers.BertConfig:
    return transformers.BertConfig(**TRANSFORMER, vocab_size=len(tokenizer), max_position_embeddings=64, **more)


def bert(folder: Path) -> Path:
    tokenizer = word_pieces()
    config = bert_config(tokenizer, id2label=dict(enumerate(LABELS)), problem_type="multi_label_classification")
    spread(transformers.BertForSequenceClassification(config)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def sentences(folder: Path) -> Path:
    tokenizer = word_pieces()
    spread(transformers.BertModel(bert_config(tokenizer))).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    kinds = ("Transformer", "Pooling", "Dense", "Normalize")
    paths = ("", "1_Pooling", "2_Dense", "3_Normalize")
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (kind, path) in enumerate(zip(kinds, paths))
    ]
    write(folder / "modules.json", modules)
    write(folder / "sentence_bert_config.json", {"max_seq_length": 32, "do_lower_case": False})
    prompts = {"query": "a photo of ", "document": ""}
    write(folder / "config_sentence_transformers.json", {"prompts": prompts, "default_prompt_name": None, "similarity_fn_name": "cosine"})
    write(folder / "1_Pooling" / "config.json", {"word_embedding_dimension": 32, "pooling_mode_mean_tokens": True})
    dense = {"in_features": 32, "out_features": 24, "bias": True, "activation_function": "torch.nn.modules.activation.Tanh"}
    write(folder / "2_Dense" / "config.json", dense)
    linear = spread(torch.nn.Sequential(torch.nn.Linear(32, 24)))[0]
    safetensors.torch.save_file(
        {"linear.weight": linear.weight.detach(), "linear.bias": linear.bias.detach()}, folder / "2_Dense" / "model.safetensors"
    )
    return folder


def openclip(folder: Path) -> Path:
    config = {
        "embed_dim": 24,
        "vision_cfg": {"image_size": 48, "layers": 2, "width": 64, "patch_size": 16, "head_width": 32},
        "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 2},
    }
    model = spread(open_clip.CLIP(**{**config, "vision_cfg": open_clip.CLIPVisionCfg(**config["vision_cfg"]), "text_cfg": open_clip.CLIPTextCfg(**config["text_cfg"])}))
    with torch.no_grad():
        model.logit_scale.fill_(math.log(37.5))
    folder.mkdir(parents=True, exist_ok=True)
    safetensors.torch.save_file(model.state_dict(), folder / "open_clip_model.safetensors")
    preprocess = {"size": [48, 48], "mode": "RGB", "interpolation": "bicubic", "resize_mode": "shortest", "fill_color": 0}
    preprocess |= {"mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711]}
    write(folder / "open_clip_config.json", {"model_cfg": config, "preprocess_cfg": preprocess})
    return folder


def openclip_siglip(folder: Path) -> Path:
    """As open_clip publishes SigLIP: a text tower that sees both ways, and a tokenizer of transformers beside the weights."""
    tokenizer = unigram()
    config = {
        "embed_dim": 24,
        "init_logit_bias": -10,
        "custom_text": True,
        "vision_cfg": {"image_size": 48, "layers": 2, "width": 64, "patch_size": 16, "head_width": 32},
        "text_cfg": {
            "context_length": 64,
            "vocab_size": len(tokenizer),
            "hf_tokenizer_name": "some/SigLIP",
            "tokenizer_kwargs": {"clean": "canonicalize"},
            "width": 32,
            "heads": 2,
            "layers": 2,
            "no_causal_mask": True,
            "proj_bias": True,
            "pool_type": "last",
        },
    }
    towers = {"vision_cfg": open_clip.CLIPVisionCfg(**config["vision_cfg"]), "text_cfg": open_clip.CLIPTextCfg(**config["text_cfg"])}
    model = spread(open_clip.CustomTextCLIP(embed_dim=24, init_logit_bias=-10, **towers))
    with torch.no_grad():
        model.logit_scale.fill_(math.log(110.0))
        model.logit_bias.fill_(-12.5)
    folder.mkdir(parents=True, exist_ok=True)
    safetensors.torch.save_file(model.state_dict(), folder / "open_clip_model.safetensors")
    tokenizer.save_pretrained(folder)
    preprocess = {"size": [48, 48], "mode": "RGB", "interpolation": "bicubic", "resize_mode": "squash", "fill_color": 0}
    preprocess |= {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}
    write(folder / "open_clip_config.json", {"model_cfg": config, "preprocess_cfg": preprocess})
    return folder


def write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


KINDS = {"clip": clip, "siglip": siglip, "vit": vit, "bert": bert, "sentences": sentences, "openclip": openclip, "openclip-siglip": openclip_siglip}

if __name__ == "__main__":
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= KINDS.keys():
        sys.exit(__doc__)
    for name in sys.argv[2:] or KINDS:
        print(KINDS[name](Path(sys.argv[1]) / name))

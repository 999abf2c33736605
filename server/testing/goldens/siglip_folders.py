"""A tiny SigLIP as Optimum exports it, combined, and a tiny SigLIP 2 as transformers.js has it, split."""

import io
import json
import math
from pathlib import Path

import sentencepiece
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from tokenizers import Regex
from transformers import SiglipConfig, SiglipImageProcessorPil, SiglipModel, SiglipTokenizer
from transformers.models.siglip2.tokenization_siglip2 import Siglip2Tokenizer

import clip_export
from common import IMAGE_SIZE

LENGTH = 64
GAIN = 1.5
SCALE, BIAS = 21.5, -6.25


def model(vocabulary: int, seed: int) -> SiglipModel:
    shape = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    text = {"vocab_size": vocabulary, "max_position_embeddings": LENGTH, "projection_size": 32}
    config = SiglipConfig(text_config={**shape, **text}, vision_config={**shape, "image_size": IMAGE_SIZE, "patch_size": 8})
    config._attn_implementation = "eager"
    made = SiglipModel(config).eval()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in made.named_parameters():
            parameter.copy_(clip_export._initial(name, parameter, GAIN, generator))
        made.logit_scale.fill_(math.log(SCALE))
        made.logit_bias.fill_(BIAS)
    return made


def write_config(made: SiglipModel, folder: Path) -> None:
    """As on the hub: with neither the trained temperature nor the tokenizer's pad id."""
    made.config.architectures = ["SiglipModel"]
    made.config.save_pretrained(folder)
    tree = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    tree["text_config"].pop("pad_token_id", None)
    (folder / "config.json").write_text(json.dumps(tree, indent=2) + "\n", encoding="utf-8")


class Combined(torch.nn.Module):
    """The graph of an Optimum export: both towers, normalised vectors, logits both ways."""

    def __init__(self, made: SiglipModel):
        super().__init__()
        self.model = made

    def forward(self, input_ids, pixel_values):
        out = self.model(input_ids=input_ids, pixel_values=pixel_values)
        return out.logits_per_image, out.logits_per_text, out.text_embeds, out.image_embeds


class Tower(torch.nn.Module):
    """A tower as transformers.js has it: token or patch vectors, and the pooled one."""

    def __init__(self, tower: torch.nn.Module):
        super().__init__()
        self.tower = tower

    def forward(self, values):
        out = self.tower(values)
        return out.last_hidden_state, out.pooler_output


def example(made: SiglipModel, texts: int, images: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(100 * texts + images)
    ids = torch.randint(0, made.config.text_config.vocab_size, (texts, LENGTH), generator=generator)
    return ids, torch.randn((images, 3, IMAGE_SIZE, IMAGE_SIZE), generator=generator)


def export_combined(made: SiglipModel, path: Path) -> float:
    inputs = ["input_ids", "pixel_values"]
    outputs = ["logits_per_image", "logits_per_text", "text_embeds", "image_embeds"]
    text, image = "text_batch_size", "image_batch_size"
    axes = {
        "input_ids": {0: text, 1: "sequence_length"},
        "pixel_values": {0: image, 1: "num_channels", 2: "height", 3: "width"},
        "logits_per_image": {0: image, 1: text},
        "logits_per_text": {0: text, 1: image},
        "text_embeds": {0: text},
        "image_embeds": {0: image},
    }
    module = Combined(made).eval()
    clip_export._export(module, example(made, 2, 3), path, inputs, outputs, axes)
    return max(clip_export._difference(module, path, inputs, example(made, n, m)) for n, m in ((1, 1), (2, 3), (3, 2)))


def export_tower(tower: torch.nn.Module, name: str, made: SiglipModel, path: Path) -> float:
    which = 0 if name == "input_ids" else 1
    outputs = ["last_hidden_state", "pooler_output"]
    axes = {key: {0: "batch_size"} for key in (name, *outputs)}
    axes[name][1] = "sequence_length" if which == 0 else "num_channels"
    module = Tower(tower).eval()
    clip_export._export(module, (example(made, 2, 2)[which],), path, [name], outputs, axes)
    return max(clip_export._difference(module, path, [name], (example(made, n, n)[which],)) for n in (1, 3))


def processor() -> SiglipImageProcessorPil:
    return SiglipImageProcessorPil(size={"height": IMAGE_SIZE, "width": IMAGE_SIZE})


def reference(folder: Path, made: SiglipModel, tokenizer: Tokenizer, pad: int, kind: str) -> dict:
    images = SiglipImageProcessorPil.from_pretrained(folder)

    def ids(text: str) -> tuple[list[int], bool]:
        tokenizer.no_truncation()
        whole = len(tokenizer.encode(text).ids)
        tokenizer.enable_truncation(LENGTH)
        got = tokenizer.encode(text).ids
        return got + [pad] * (LENGTH - len(got)), whole > LENGTH

    return {
        "pixels": lambda image: images(image, return_tensors="np")["pixel_values"][0],
        "ids": ids,
        "image": lambda pixels: made.vision_model(pixels).pooler_output,
        "text": lambda row: made.text_model(torch.tensor([row])).pooler_output[0],
        "scale": float(made.logit_scale.exp()),
        "bias": float(made.logit_bias),
        "sigmoid": True,
        "software": {"transformers": f"SiglipModel, SiglipImageProcessorPil, {kind}"},
    }


def siglip(folder: Path, texts: list[str]) -> dict:
    """`model.onnx` with both towers and the logits; a Unigram `tokenizer.json` that cleans as SigLIP's tokenizer does."""
    slow = sentence_pieces(folder, texts)
    made = model(len(slow), 20261122)
    write_config(made, folder)
    processor().save_pretrained(folder)
    fast = unigram(slow)
    fast.save(str(folder / "tokenizer.json"), pretty=False)
    compact(folder / "tokenizer.json")
    odd = sum(fast.encode(text).ids != slow(text)["input_ids"] for text in texts)
    # The library's slow tokenizer knows the final sigma, and doubles the space before a text that begins with one.
    assert odd == 2, odd
    print("siglip", export_combined(made, folder / "model.onnx"))
    return reference(folder, made, fast, 1, "SiglipTokenizer")


def sentence_pieces(folder: Path, texts: list[str]) -> SiglipTokenizer:
    trained = io.BytesIO()
    corpus = [SiglipTokenizer.remove_punctuation(None, text).lower().strip() for text in texts]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([text for text in corpus if text]),
        model_writer=trained,
        vocab_size=420,
        hard_vocab_limit=False,
        character_coverage=1.0,
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
        normalization_rule_name="identity",
        num_threads=1,
        minloglevel=2,
    )
    path = folder / "spiece.model"
    path.write_bytes(trained.getvalue())
    tokenizer = SiglipTokenizer(str(path), model_max_length=LENGTH)
    settings = {"tokenizer_class": "SiglipTokenizer", "do_lower_case": True, "model_max_length": LENGTH}
    settings |= {"pad_token": "</s>", "eos_token": "</s>", "unk_token": "<unk>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    path.unlink()
    return tokenizer


def unigram(slow: SiglipTokenizer) -> Tokenizer:
    """As the fast tokenizers beside SigLIP exports are: cleaning in the normaliser, the space before the text in it too."""
    pieces = slow.sp_model
    vocabulary = [(pieces.id_to_piece(i), pieces.get_score(i)) for i in range(pieces.get_piece_size())]
    result = Tokenizer(models.Unigram(vocabulary, pieces.unk_id(), False))
    result.normalizer = normalizers.Sequence(
        [
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"[!-/:-@\[-`{-~]"), ""),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    result.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always", split=False)
    result.add_special_tokens(["</s>", "<unk>", "<pad>"])
    result.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return result


def siglip2(folder: Path, texts: list[str]) -> dict:
    """`onnx/text_model.onnx` and `onnx/vision_model.onnx`; Gemma's kind of tokenizer, whose file does not say lower case."""
    plain = byte_pairs(texts)
    tree = json.loads(plain.to_str())
    made = model(len(tree["model"]["vocab"]), 20261123)
    write_config(made, folder)
    processor().save_pretrained(folder)
    (folder / "tokenizer.json").write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    compact(folder / "tokenizer.json")
    settings = {"tokenizer_class": "Siglip2Tokenizer", "model_max_length": LENGTH, "padding_side": "right"}
    settings |= {"pad_token": "<pad>", "eos_token": "<eos>", "bos_token": "<bos>", "unk_token": "<unk>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    print("siglip2 text", export_tower(made.text_model, "input_ids", made, folder / "onnx" / "text_model.onnx"))
    print("siglip2 vision", export_tower(made.vision_model, "pixel_values", made, folder / "onnx" / "vision_model.onnx"))
    (folder / "model.yaml").write_text(f"logit_scale: {float(made.logit_scale.exp())}\nlogit_bias: {BIAS}\n")
    model_part = tree["model"]
    tokenizer = Siglip2Tokenizer(vocab=model_part["vocab"], merges=[tuple(pair) for pair in model_part["merges"]])
    tokenizer._tokenizer.post_processor = plain.post_processor
    return reference(folder, made, tokenizer._tokenizer, 0, "Siglip2Tokenizer")


def byte_pairs(texts: list[str]) -> Tokenizer:
    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    trained = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    trained.normalizer = normalizers.Sequence([normalizers.Lowercase(), normalizers.Replace(" ", "\u2581")])
    trained.pre_tokenizer = pre_tokenizers.Split(" ", behavior="merged_with_previous")
    trainer = trainers.BpeTrainer(vocab_size=700, special_tokens=special + [f"<0x{b:02X}>" for b in range(256)], show_progress=False)
    trained.train_from_iterator([text for text in texts if text.isascii()], trainer)
    tree = json.loads(trained.to_str())
    result = Tokenizer(
        models.BPE(
            vocab=tree["model"]["vocab"],
            merges=[tuple(pair) for pair in tree["model"]["merges"]],
            unk_token="<unk>",
            fuse_unk=True,
            byte_fallback=True,
        )
    )
    result.normalizer = normalizers.Replace(" ", "\u2581")
    result.pre_tokenizer = trained.pre_tokenizer
    result.add_special_tokens(special)
    result.post_processor = processors.TemplateProcessing(single="$A <eos>", special_tokens=[("<eos>", 1)])
    return result


def compact(path: Path) -> None:
    tree = json.loads(path.read_text(encoding="utf-8"))
    tree["truncation"] = tree["padding"] = None
    path.write_text(json.dumps(tree, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")

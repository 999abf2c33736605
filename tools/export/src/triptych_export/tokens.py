"""Tokenizers as `tokenizer.json`, whatever the training tool wrote, and the proof that the tokens are equal."""

import gzip
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import open_clip
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from triptych_export.errors import Refusal

BESIDE = ("tokenizer_config.json", "special_tokens_map.json", "added_tokens.json")
CLIP_MERGES = 49152 - 256 - 2


def write(tokenizer, source: Path, out: Path, texts: Sequence[str]) -> None:
    """`tokenizer.json`: the checkpoint's own where it gives the same tokens as the library, else what the library makes of it."""
    out.mkdir(parents=True, exist_ok=True)
    for name in BESIDE:
        if (source / name).is_file():
            shutil.copyfile(source / name, out / name)
    own = source / "tokenizer.json"
    if own.is_file() and equal(tokenizer, own, texts) == len(texts):
        shutil.copyfile(own, out / "tokenizer.json")
        return
    (out / "tokenizer.json").write_text(_backend(tokenizer).to_str(), encoding="utf-8")
    tree = json.loads((out / "tokenizer.json").read_text(encoding="utf-8"))
    tree["truncation"] = tree["padding"] = None
    (out / "tokenizer.json").write_text(json.dumps(tree, ensure_ascii=False) + "\n", encoding="utf-8")


def _backend(tokenizer) -> Tokenizer:
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is not None:
        return backend
    if hasattr(tokenizer, "sp_model") and hasattr(tokenizer, "canonicalize_text"):
        return siglip(tokenizer)
    raise Refusal(f"no tokenizer.json, and {type(tokenizer).__name__} cannot be written as one: save it with a fast tokenizer")


def equal(tokenizer, file: Path, texts: Sequence[str]) -> int:
    """For how many texts the file gives the ids of the library's tokenizer."""
    ours = Tokenizer.from_file(str(file))
    ours.no_truncation()
    ours.no_padding()
    return sum(ours.encode(text).ids == list(tokenizer(text)["input_ids"]) for text in texts)


def siglip(tokenizer) -> Tokenizer:
    """SigLIP's SentencePiece model: lower case, ASCII punctuation dropped, one end of text behind."""
    pieces = tokenizer.sp_model
    vocabulary = [(pieces.id_to_piece(i), pieces.get_score(i)) for i in range(pieces.get_piece_size())]
    result = Tokenizer(models.Unigram(vocabulary, pieces.unk_id(), False))
    punctuation = r"[!-/:-@\[-`{-~]"
    # The mark of a word's begin is laid before the text as it came: white space at its front stays a word of its own.
    steps = [normalizers.Prepend("▁")] + ([normalizers.Lowercase()] if tokenizer.do_lower_case else [])
    steps += [normalizers.Replace(Regex(punctuation), ""), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    steps.append(normalizers.Replace(Regex("^▁$"), ""))
    charsmap = _charsmap(pieces)
    if charsmap:
        steps.append(normalizers.Precompiled(charsmap))
    steps.append(normalizers.Replace(Regex(" {2,}"), " "))
    result.normalizer = normalizers.Sequence(steps)
    result.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="never", split=False)
    end, pad = str(tokenizer.eos_token), str(tokenizer.pad_token)
    result.add_special_tokens(sorted({end, pad, str(tokenizer.unk_token)}))
    result.post_processor = processors.TemplateProcessing(single=f"$A {end}", special_tokens=[(end, tokenizer.eos_token_id)])
    result.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    return result


def _charsmap(pieces) -> bytes:
    # The one that transformers takes: a second description of these messages in one process is refused.
    from transformers.convert_slow_tokenizer import import_protobuf

    model = import_protobuf().ModelProto()
    model.ParseFromString(pieces.serialized_model_proto())
    return model.normalizer_spec.precompiled_charsmap


def clip_bpe(start: str, end: str) -> Tokenizer:
    """CLIP's byte-pair tokenizer from the vocabulary that open_clip carries; the special tokens have the two highest ids."""
    path = Path(open_clip.__file__).parent / "bpe_simple_vocab_16e6.txt.gz"
    lines = gzip.open(path).read().decode("utf-8").split("\n")[1 : CLIP_MERGES + 1]
    pairs = [tuple(line.split()) for line in lines]
    alphabet = list(open_clip.tokenizer.bytes_to_unicode().values())
    names = alphabet + [c + "</w>" for c in alphabet] + ["".join(pair) for pair in pairs] + [start, end]
    result = Tokenizer(
        models.BPE(
            {name: i for i, name in enumerate(names)},
            pairs,
            continuing_subword_prefix="",
            end_of_word_suffix="</w>",
            fuse_unk=False,
            unk_token=end,
        )
    )
    result.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    words = Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")
    result.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(words, behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    result.decoder = decoders.ByteLevel()
    result.add_special_tokens([start, end])
    result.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}", special_tokens=[(start, len(names) - 2), (end, len(names) - 1)]
    )
    return result

"""Builds CLIP's byte-pair tokenizer from the vocabulary that open_clip carries, whole or trimmed to its first merges."""

import gzip
import json
from pathlib import Path

import open_clip
from transformers import CLIPTokenizer

from common import EOT, SOT

FULL_MERGES = 49152 - 256 - 2


def _bytes_to_unicode() -> list[str]:
    printable = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAC + 1), *range(0xAE, 0xFF + 1)]
    table = {b: chr(b) for b in printable}
    spare = [b for b in range(256) if b not in table]
    table.update({b: chr(256 + n) for n, b in enumerate(spare)})
    # CLIP numbers the printable bytes first, in this order.
    return [table[b] for b in printable + spare]


def merges(count: int) -> list[tuple[str, str]]:
    path = Path(open_clip.__file__).parent / "bpe_simple_vocab_16e6.txt.gz"
    lines = gzip.open(path).read().decode("utf-8").split("\n")[1 : 49152 - 256 - 2 + 1]
    return [tuple(line.split()) for line in lines[:count]]


def vocabulary(pairs: list[tuple[str, str]]) -> dict[str, int]:
    alphabet = _bytes_to_unicode()
    tokens = alphabet + [c + "</w>" for c in alphabet] + ["".join(p) for p in pairs] + [SOT, EOT]
    vocab = {token: i for i, token in enumerate(tokens)}
    assert len(vocab) == len(tokens), "two merges make the same token"
    return vocab


def build(merge_count: int, max_length: int = 77) -> CLIPTokenizer:
    """A tokenizer whose end of text is the highest id, as in the published models."""
    pairs = merges(merge_count)
    vocab = vocabulary(pairs)
    tokenizer = CLIPTokenizer(vocab=vocab, merges=pairs, model_max_length=max_length)
    assert tokenizer.eos_token_id == len(vocab) - 1 == len(tokenizer) - 1
    assert tokenizer.bos_token_id == len(vocab) - 2
    return tokenizer


def save(tokenizer: CLIPTokenizer, folder: Path, legacy: bool) -> None:
    """Writes tokenizer.json, tokenizer_config.json and, if legacy, special_tokens_map.json.

    Legacy merges are "a b" strings, as in the files on the hub; current ones are ["a", "b"] pairs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(folder)
    path = folder / "tokenizer.json"
    tree = json.loads(path.read_text(encoding="utf-8"))
    tree["truncation"] = None
    tree["padding"] = None
    if legacy:
        tree["model"]["merges"] = [" ".join(pair) for pair in tree["model"]["merges"]]
        special = {"bos_token": SOT, "eos_token": EOT, "pad_token": EOT, "unk_token": EOT}
        (folder / "special_tokens_map.json").write_text(json.dumps(special, indent=2) + "\n", encoding="utf-8")
    path.write_text(json.dumps(tree, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")

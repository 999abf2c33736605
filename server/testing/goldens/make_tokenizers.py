"""Writes tokenizers/, small tokenizers without a tokenizer.json, and goldens/tokenizers.json, what transformers makes of them.

The vocabularies are trained here on the words of CLIP's vocabulary and on the texts themselves; each folder has the files
and settings of the published models of its kind.
"""

import io
import json
import shutil
from collections import Counter

import sentencepiece
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import AutoTokenizer

import clip_tokenizer
from common import FIXTURES, GOLDENS, write_json
from tokenizer_texts import TEXTS

HOME = FIXTURES / "tokenizers"
LENGTH = 96
LEFT_LENGTH = 12


def corpus() -> list[str]:
    words = ["".join(pair)[: -len("</w>")] for pair in clip_tokenizer.merges(2500) if pair[1].endswith("</w>")]
    lines = [" ".join(words[i : i + 12]) for i in range(0, len(words), 12)]
    return lines * 2 + [text.replace("\0", "") for text in TEXTS.values() if len(text) < 120]


def write(folder: str, files: dict[str, object]) -> None:
    (HOME / folder).mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = HOME / folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        else:
            path.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")


def token(content: str, **more: bool) -> dict[str, object]:
    return {"content": content, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, **more}


def special(content: str, **more: bool) -> dict[str, object]:
    return token(content, special=True, **more)


def clip() -> None:
    pairs = clip_tokenizer.merges(700)
    files = {
        "vocab.json": clip_tokenizer.vocabulary(pairs),
        "merges.txt": "#version: 0.2\n" + "".join(" ".join(p) + "\n" for p in pairs),
    }
    names = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>"}
    write(
        "clip",
        {
            **files,
            "tokenizer_config.json": {"tokenizer_class": "CLIPTokenizer", "model_max_length": LENGTH, "do_lower_case": True},
            "special_tokens_map.json": {
                **{name: token(text, normalized=True) for name, text in names.items()},
                "pad_token": "<|endoftext|>",
            },
        },
    )


def byte_level(reserved: list[str], size: int) -> dict[str, object]:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(
        corpus(), trainers.BpeTrainer(vocab_size=size, special_tokens=reserved, initial_alphabet=alphabet, show_progress=False)
    )
    tree = json.loads(tokenizer.to_str())["model"]
    merges = [m if isinstance(m, str) else " ".join(m) for m in tree["merges"]]
    return {"vocab.json": tree["vocab"], "merges.txt": "#version: 0.2\n" + "".join(m + "\n" for m in merges)}


def gpt2() -> None:
    files = byte_level([], 700)
    files["vocab.json"]["<|endoftext|>"] = len(files["vocab.json"])
    write("gpt2", {**files, "tokenizer_config.json": {"tokenizer_class": "GPT2Tokenizer", "model_max_length": LENGTH}})


def roberta() -> None:
    files = byte_level(["<s>", "<pad>", "</s>", "<unk>"], 700)
    files["vocab.json"]["<mask>"] = len(files["vocab.json"])
    write(
        "roberta",
        {
            **files,
            "config.json": {"model_type": "roberta"},
            "tokenizer_config.json": {"model_max_length": LENGTH},
            "special_tokens_map.json": {
                "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "sep_token": "</s>", "pad_token": "<pad>",
                "cls_token": "<s>", "mask_token": token("<mask>", lstrip=True),
            },
        },
    )


def word_pieces(reserved: list[str], size: int, lower: bool) -> str:
    """Single letters, then frequent words and endings: the library's own trainer breaks ties by chance."""
    normalizer = normalizers.BertNormalizer(lowercase=lower)
    splitter = pre_tokenizers.BertPreTokenizer()
    words = Counter(
        word
        for line in corpus()
        if "\u0e23" not in line  # Thai stays unknown
        for word, _ in splitter.pre_tokenize_str(normalizer.normalize_str(line))
    )
    letters = sorted({letter for word in words for letter in word})
    endings = Counter()
    for word, count in words.items():
        endings.update({"##" + word[-n:]: count for n in (2, 3, 4) if len(word) > n})
    singles = letters + ["##" + letter for letter in letters if letter.isalnum()]
    often = [w for w, _ in sorted((words | endings).items(), key=lambda entry: (-entry[1], entry[0])) if len(w.strip("#")) > 1]
    return "".join(word + "\n" for word in (reserved + singles + often)[:size])


BERT = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def bert() -> None:
    write(
        "bert-uncased",
        {
            "vocab.txt": word_pieces(BERT, 900, True),
            "tokenizer_config.json": {"do_lower_case": True, "model_max_length": LENGTH, "tokenizer_class": "BertTokenizer"},
        },
    )
    write(
        "bert-cased",
        {
            "vocab.txt": word_pieces(BERT, 900, False),
            "tokenizer_config.json": {
                "do_lower_case": False,
                "strip_accents": True,
                "tokenize_chinese_chars": False,
                "model_max_length": LENGTH,
                "tokenizer_class": "DistilBertTokenizer",
            },
            "added_tokens.json": {},
        },
    )


def mpnet() -> None:
    reserved = ["<s>", "<pad>", "</s>", "<unk>"]
    vocab = word_pieces(reserved + ["[UNK]"], 900, True) + "<mask>\n"
    write(
        "mpnet",
        {
            "vocab.txt": vocab,
            "tokenizer_config.json": {
                "do_lower_case": True,
                "bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "cls_token": "<s>",
                "unk_token": "[UNK]", "pad_token": "<pad>", "mask_token": "<mask>",
                "model_max_length": LENGTH,
                "tokenizer_class": "MPNetTokenizer",
            },
        },
    )


def pieces(kind: str, size: int, **more: object) -> bytes:
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus()),
        model_writer=out,
        model_type=kind,
        vocab_size=size,
        character_coverage=1.0,
        num_threads=1,
        minloglevel=2,
        **more,
    )
    return out.getvalue()


def rules(name: str) -> str:
    """A small normalisation: full width letters and digits to plain ones, odd spaces to a space, some compositions."""
    table = {0xFF01 + i: [0x21 + i] for i in range(94)} | {c: [0x20] for c in (0x9, 0xA, 0xD, 0xA0, 0x3000, 0x2003)}
    table[0xFB01] = [0x66, 0x69]
    table[0x200B] = []
    lines = [f"{source:X}\t{' '.join(f'{c:X}' for c in target)}" for source, target in sorted(table.items())]
    lines.append("65 301\tE9")
    path = HOME / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def t5() -> None:
    model = pieces(
        "unigram", 700, pad_id=0, eos_id=1, unk_id=2, bos_id=-1, pad_piece="<pad>", normalization_rule_name="nmt_nfkc"
    )
    write(
        "t5",
        {
            "spiece.model": model,
            "config.json": {"model_type": "t5"},
            "tokenizer_config.json": {"model_max_length": LENGTH, "extra_ids": 100, "eos_token": "</s>", "pad_token": "<pad>"},
        },
    )


def xlm_roberta() -> None:
    path = rules("rules.tsv")
    model = pieces("unigram", 700, unk_id=0, bos_id=1, eos_id=2, normalization_rule_tsv=path)
    write(
        "xlm-roberta",
        {
            "sentencepiece.bpe.model": model,
            "tokenizer_config.json": {"model_max_length": LENGTH, "tokenizer_class": "XLMRobertaTokenizer"},
            "special_tokens_map.json": {"mask_token": token("<mask>", lstrip=True)},
        },
    )


def siglip() -> None:
    path = rules("rules.tsv")
    model = pieces(
        "unigram", 700, unk_id=2, bos_id=-1, eos_id=1, pad_id=0, normalization_rule_tsv=path, add_dummy_prefix=False
    )
    write(
        "siglip",
        {
            "spiece.model": model,
            "tokenizer_config.json": {
                "added_tokens_decoder": {
                    "1": special("</s>", lstrip=True, rstrip=True),
                    "2": special("<unk>", lstrip=True, rstrip=True),
                },
                "do_lower_case": True,
                "eos_token": "</s>", "pad_token": "</s>", "unk_token": "<unk>",
                "model_input_names": ["input_ids"],
                "model_max_length": 64,
                "tokenizer_class": "SiglipTokenizer",
            },
        },
    )


def gemma(folder: str = "gemma", kind: str = "GemmaTokenizer") -> None:
    model = pieces(
        "bpe", 1000, pad_id=0, eos_id=1, bos_id=2, unk_id=3, pad_piece="<pad>", eos_piece="<eos>", bos_piece="<bos>",
        byte_fallback=True, add_dummy_prefix=False, remove_extra_whitespaces=False, normalization_rule_name="identity",
        user_defined_symbols=["<mask>", "<start_of_turn>", "\n\n", "<b>"], allow_whitespace_only_pieces=True, split_digits=True,
    )
    names = {"0": "<pad>", "1": "<eos>", "2": "<bos>", "3": "<unk>"}
    write(
        folder,
        {
            "tokenizer.model": model,
            "tokenizer_config.json": {
                "add_bos_token": True,
                "add_eos_token": False,
                "added_tokens_decoder": {index: special(text) for index, text in names.items()},
                "bos_token": "<bos>", "eos_token": "<eos>", "pad_token": "<pad>", "unk_token": "<unk>",
                "model_max_length": LENGTH,
                "tokenizer_class": kind,
            },
        },
    )


def siglip2() -> None:
    gemma("siglip2", "Siglip2Tokenizer")


KINDS = [clip, gpt2, roberta, bert, mpnet, t5, xlm_roberta, siglip, gemma, siglip2]


def facts(folder: str) -> dict[str, object]:
    tokenizer = AutoTokenizer.from_pretrained(HOME / folder)
    full = {name: tokenizer(text, truncation=True)["input_ids"] for name, text in TEXTS.items()}
    whole = {name: len(tokenizer(text)["input_ids"]) for name, text in TEXTS.items()}
    left = AutoTokenizer.from_pretrained(HOME / folder, truncation_side="left")
    short = left(TEXTS["long"], truncation=True, max_length=LEFT_LENGTH)["input_ids"]
    return {
        "class": type(tokenizer).__name__,
        "max_length": tokenizer.model_max_length,
        "pad_id": tokenizer.pad_token_id,
        "truncated": [name for name, length in whole.items() if length > tokenizer.model_max_length],
        "ids": full,
        "left_truncated_long": short,
    }


def main() -> None:
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    for kind in KINDS:
        kind()
    (HOME / "rules.tsv").unlink()
    folders = sorted(path.name for path in HOME.iterdir())
    write_json(GOLDENS / "tokenizers.json", {"texts": TEXTS, "tokenizers": {name: facts(name) for name in folders}})


if __name__ == "__main__":
    main()

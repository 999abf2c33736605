"""The tokenizers of OpenCLIP's text towers: open_clip's own, or one of transformers that lies on this machine."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import open_clip

from triptych_export import tokens
from triptych_export.errors import Refusal, Usage
from triptych_export.kinds import huggingface
from triptych_export.options import Options

START, END = "<start_of_text>", "<end_of_text>"
#: What the server does too; any other setting changes tokens in a way that it does not know.
SETTINGS = {"clean", "strip_sep_token"}


class Own:
    """CLIP's byte pairs, whose vocabulary open_clip carries."""

    def __init__(self, length: int):
        self._tokenizer = open_clip.SimpleTokenizer(context_length=length)

    def rows(self, texts: Sequence[str]) -> list[np.ndarray]:
        """A row of full length for each text."""
        return [row[None].numpy() for row in self._tokenizer(list(texts))]

    def write(self, out: Path, texts: Sequence[str]) -> None:
        tokens.clip_bpe(START, END).save(str(out / "tokenizer.json"))

    def equal(self, out: Path, texts: Sequence[str]) -> tuple[int, int]:
        def ids(text: str) -> dict[str, list[int]]:
            own = self._tokenizer
            return {"input_ids": [own.sot_token_id, *own.encode(text), own.eot_token_id]}

        return tokens.equal(ids, out / "tokenizer.json", texts), len(texts)


class OfTransformers:
    """A tokenizer of transformers in a folder, with open_clip's cleaning before it and its padding behind."""

    def __init__(self, folder: Path, length: int, settings: dict):
        huggingface.tokenizer(folder)  # refuses a missing or damaged one by name
        self._folder = folder
        self._tokenizer = open_clip.tokenizer.HFTokenizer(str(folder), context_length=length, local_files_only=True, **settings)
        if self._tokenizer.tokenizer.pad_token is None:
            raise Refusal("the tokenizer has no pad_token: state it in tokenizer_config.json")

    def rows(self, texts: Sequence[str]) -> list[np.ndarray]:
        return [row[None].numpy() for row in self._tokenizer(list(texts))]

    def write(self, out: Path, texts: Sequence[str]) -> None:
        tokens.write(self._tokenizer.tokenizer, self._folder, out, self._cleaned(texts))
        config = out / "tokenizer_config.json"
        if not config.is_file():
            config.write_text(json.dumps({"pad_token": str(self._tokenizer.tokenizer.pad_token)}) + "\n", encoding="utf-8")

    def equal(self, out: Path, texts: Sequence[str]) -> tuple[int, int]:
        return tokens.equal(self._tokenizer.tokenizer, out / "tokenizer.json", self._cleaned(texts)), len(texts)

    def _cleaned(self, texts: Sequence[str]) -> list[str]:
        return [self._tokenizer.clean_fn(text) for text in texts]


def of(text_cfg: dict, options: Options) -> Own | OfTransformers:
    """The tokenizer that `text_cfg` names; one of a hub is read from `--tokenizer`, else from the checkpoint's folder."""
    name, settings = text_cfg.get("hf_tokenizer_name"), text_cfg.get("tokenizer_kwargs") or {}
    settings = {key: value for key, value in settings.items() if value not in (None, False, "")}
    length = text_cfg.get("context_length", 77)
    unknown = sorted(set(settings) - (SETTINGS if name else set())) + (["tokenizer_mode"] if text_cfg.get("tokenizer_mode") else [])
    if unknown:
        raise Refusal(f"open_clip's tokenizer setting {unknown[0][:60]!r} is not exported; --tower image exports the image tower")
    if not name:
        if options.tokenizer:
            raise Usage("--tokenizer: this architecture has open_clip's own tokenizer; leave it out")
        return Own(length)
    folder = options.tokenizer or (options.model if options.model.is_dir() else options.model.parent)
    if not any((folder / file).is_file() for file in huggingface.VOCABULARIES):
        raise Refusal(
            f"the tokenizer {str(name)[:60]!r} does not lie with the weights: give its folder with --tokenizer DIR,"
            " or export the image tower alone with --tower image"
        )
    return OfTransformers(folder, length, settings)

"""Tokenizers that training tools leave without `tokenizer.json` get one, with the same tokens."""

from pathlib import Path

import pytest
import transformers
from triptych_export import tokens
from triptych_export.samples import TEXTS

FIXTURES = Path(__file__).resolve().parents[3] / "server/testing/fixtures/tokenizers"
ODD = ("", "...", "Hello, World", "a  b", " b", "don't", "ﬁne Ⅳ", "x▁y", "İstanbul", "\u3000wide\u3000")


@pytest.mark.parametrize("name", ["siglip", "siglip2", "gemma", "bert-uncased", "bert-cased", "clip", "roberta", "t5", "xlm-roberta"])
def test_tokenizer_withoutJson_isWrittenWithEqualTokens(name, tmp_path):
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(FIXTURES / name))
    tokens.write(tokenizer, FIXTURES / name, tmp_path, TEXTS)
    texts = [*TEXTS, *ODD]
    assert tokens.equal(tokenizer, tmp_path / "tokenizer.json", texts) == len(texts)
    assert (tmp_path / "tokenizer_config.json").is_file()

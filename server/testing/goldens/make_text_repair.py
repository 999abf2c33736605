"""Writes HTML's named characters for the towers, and goldens/text_repair.json: what open_clip makes of texts before it cleans them."""

import html
import json
from html.entities import html5
from pathlib import Path

import ftfy

from common import GOLDENS
from make_goldens import TEXTS

OUT = Path(__file__).resolve().parents[3] / "plugins/towers/src/main/resources/dev/triptych/towers"
CASES = [
    "don\u2019t", "it\u2018s \u201cquoted\u201d \u201elow\u201f", "cats &amp; dogs", "cats &amp;amp;amp; dogs", "&lt;b&gt; &AMP; &amp co &ampco", "a < b &amp; c",
    "<\n&eacute;\u2019", "&EACUTE; &SZLIG; &nTILDE; &NotEqualTilde; &notit; &not;it &zzz;", "&#233; &#xe9; &#X41 &#65 &#0; &#128; &#x80; &#xD800; &#x110000; &#1; &#99999999999; &#; &#x;",
    "\ufb01sh \ufb00 \ufb06 \u0132 \u01c4 \u0149", "\uff26\uff35\uff2c\uff2c\u3000width \uff76\uff9e \uffe5", "l\u2019\u00e9t\u00e9", "cafe\u0301 A\u030a",
    "one\r\ntwo\rthree\u2028four\u2029five\u0085six", "a\u0007b\u007fc\ufeffd\u206ae\ufffcf\u000bg\u000ch", "\u001b[31mred\u001b[0m \u001b[", "a\u0085b \u0091c\u0092",
    "&am&#112;; \uff06amp; &am\u0007p;", "  \u00a0 spaces \u2009 ", "\U0001d49c \U0001f600 &Jscr; &#x1f600;", "&" * 5, "&quot;&apos;&nbsp;", "\ufb05", "&ldquo;x&rdquo; &hellip;",
    "snow\u02bcs", "no repair at all", "na\u00efve caf\u00e9 \u2014 ok\u2026", "50\u00a0% \u00bd \u2460", "&amp;lt;i&amp;gt;",
]


def repaired(text: str) -> str:
    """As open_clip does before every way of cleaning, but for white space at the ends."""
    return html.unescape(html.unescape(ftfy.fix_text(text)))


def deterministic(text: str) -> bool:
    """Whether the guess at another encoding leaves the text alone."""
    return ftfy.fix_text(text) == ftfy.fix_text(text, fix_encoding=False)


def escaped(text: str) -> str:
    return " ".join(f"{ord(c):x}" for c in text)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    names = [f"{name}\t{escaped(value)}" for name, value in sorted(html5.items())]
    (OUT / "html-names.tsv").write_text("\n".join(names) + "\n", encoding="ascii")
    texts = [text for text in [*TEXTS.values(), *CASES] if deterministic(text)]
    print(len(names), len(texts), [text for text in CASES if not deterministic(text)])
    golden = [{"text": text, "repaired": repaired(text)} for text in texts]
    GOLDENS.joinpath("text_repair.json").write_text("[\n" + ",\n".join(map(json.dumps, golden)) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()

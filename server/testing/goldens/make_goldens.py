"""Writes goldens/clip.json: what transformers makes of every test image and text, from pixels and tokens to probabilities."""

import statistics

import numpy as np
import torch
from PIL import Image
from transformers import AutoTokenizer, CLIPImageProcessorPil

import common
import make_clip
from common import GOLDENS, LOGIT_SCALE, array_sha256, float_bits, floats, lossless, picture, picture_names, upright, write_json

MAX_LENGTH = 77
TEMPLATE = "a photo of a {}"
LABELS = ["cat", "cup of coffee", "woman in orange", "rocket", "white wall", "camera"]
TEXTS = {
    "plain": "a photo of a cat",
    "one letter": "a",
    "empty": "",
    "space": " ",
    "mixed white space": "  two\tdogs\n\nrunning \r\n fast\u00a0now\u3000ok ",
    "upper case": "THE QUICK BROWN FOX",
    "numbers": "in 2024 there were 1,234,567.89 of 3 kinds",
    "contractions": "don't we'll they're I'd it's you've I'm",
    "punctuation": "wow!!! (really?) ... #tag @you & co. -- \"quoted\" 50% $5",
    "accents": "café naïve Übergröße señor żółć",
    "combining marks": "cafe\u0301 nai\u0308ve A\u030angstro\u0308m q\u0307\u0323",
    "dotted capital i": "\u0130stanbul \u1e9e \u03a3\u0391\u03a3",
    "ligatures and full width": "\ufb01sh \uff26\uff35\uff2c\uff2c \u2460 \u00bd",
    "chinese": "一只猫坐在窗台上",
    "japanese": "カメラの写真、とても良い。",
    "korean": "고양이 사진",
    "arabic": "صورة قطة",
    "hindi": "बिल्ली की तस्वीर",
    "greek and russian": "μια γάτα кошка",
    "emoji": "😀 👩‍👩‍👧 🇨🇭 ❤️ 👍🏽",
    "astral letters": "𝒜 𝟙 𐍈",
    "zero width and control": "a\u200bb\u200dc\u0007d\ufeffe",
    "special tokens in the text": "a <|startoftext|> b <|endoftext|> c",
    "html": "<b>bold</b> &amp; &lt;i&gt;",
    "exactly 77 tokens": "a " * 75,
    "78 tokens": "a " * 76,
    "long": "a very long story about a cat and a dog who went to the sea, " * 12,
    "long cjk": "猫" * 40,
}


def normalised(vectors: torch.Tensor) -> torch.Tensor:
    return vectors / vectors.pow(2).sum(-1, keepdim=True).pow(0.5)


class Reference:
    """The torch model, the Pillow processor and the tokenizer, read from the written folder as a user would."""

    def __init__(self):
        self.model = make_clip.model()
        self.processor = CLIPImageProcessorPil.from_pretrained(make_clip.COMBINED)
        self.tokenizer = AutoTokenizer.from_pretrained(make_clip.COMBINED)
        self.split_tokenizer = AutoTokenizer.from_pretrained(make_clip.SPLIT)

    def resized(self, image: Image.Image) -> np.ndarray:
        """The uint8 CHW tensor after resize and crop."""
        out = self.processor(image, do_rescale=False, do_normalize=False, return_tensors="np")["pixel_values"][0]
        assert out.dtype == np.uint8
        return out

    def pixels(self, image: Image.Image) -> np.ndarray:
        out = self.processor(image, return_tensors="np")["pixel_values"][0]
        assert out.dtype == np.float32
        return out

    def tokens(self, text: str) -> list[int]:
        ids = self.tokenizer(text, truncation=True, max_length=MAX_LENGTH)["input_ids"]
        assert ids == self.split_tokenizer(text, truncation=True, max_length=MAX_LENGTH)["input_ids"]
        return ids

    def image_vector(self, pixels: np.ndarray) -> torch.Tensor:
        with torch.no_grad():
            hidden = self.model.vision_model(pixel_values=torch.from_numpy(pixels)[None]).pooler_output
            return normalised(self.model.visual_projection(hidden))[0]

    def text_vector(self, ids: list[int]) -> torch.Tensor:
        with torch.no_grad():
            hidden = self.model.text_model(input_ids=torch.tensor([ids])).pooler_output
            return normalised(self.model.text_projection(hidden))[0]


def image_entry(reference: Reference, name: str, labels: torch.Tensor) -> dict:
    opened = upright(name)
    entry = {"name": name, "lossless": lossless(name), **image_facts(reference, picture(name), labels)}
    if "A" in opened.getbands():
        # The processor of transformers lays transparency on white unless it is handed an RGB image.
        entry["on_white"] = image_facts(reference, opened, labels)
    return entry


def image_facts(reference: Reference, image: Image.Image, labels: torch.Tensor) -> dict:
    resized, pixels = reference.resized(image), reference.pixels(image)
    vector = reference.image_vector(pixels)
    logits = (labels @ vector).double() * LOGIT_SCALE
    return {
        "resized_hwc_u8_sha256": array_sha256(resized.transpose(1, 2, 0)),
        "pixel_values_chw_f32_sha256": array_sha256(pixels),
        "pixel_values_first_bits": float_bits(pixels.reshape(-1)[:8]),
        "vector": floats(vector.numpy()),
        "logits": [round(v, 6) for v in logits.tolist()],
        "probabilities": [round(v, 8) for v in logits.softmax(-1).tolist()],
    }


def text_entry(reference: Reference, name: str, text: str) -> dict:
    ids = reference.tokens(text)
    whole = len(reference.tokenizer(text)["input_ids"])
    vector = reference.text_vector(ids)
    return {"name": name, "text": text, "tokens_untruncated": whole, "ids": ids, "vector": floats(vector.numpy())}


def median_distance(vectors: list[list[float]]) -> float:
    """Median over pairs of different inputs of the largest absolute difference of a coordinate."""
    rows = np.unique(np.array(vectors), axis=0)
    return statistics.median(
        float(np.abs(rows[i] - rows[j]).max()) for i in range(len(rows)) for j in range(i + 1, len(rows))
    )


def main() -> None:
    reference = Reference()
    labels = [text_entry(reference, label, TEMPLATE.format(label)) for label in LABELS]
    texts = [text_entry(reference, name, text) for name, text in TEXTS.items()]
    label_vectors = torch.tensor([label["vector"] for label in labels])
    images = [image_entry(reference, name, label_vectors) for name in picture_names()]
    golden = {
        "reference": common.reference({"transformers": "CLIPModel, CLIPImageProcessorPil, CLIPTokenizer"}),
        "dim": 32,
        "logit_scale": LOGIT_SCALE,
        "max_length": MAX_LENGTH,
        "median_image_distance": median_distance([image["vector"] for image in images]),
        "median_text_distance": median_distance([text["vector"] for text in texts]),
        "classify": {"template": TEMPLATE, "labels": labels},
        "texts": texts,
        "images": images,
    }
    write_json(GOLDENS / "clip.json", golden)
    print({k: golden[k] for k in ("median_image_distance", "median_text_distance")})


if __name__ == "__main__":
    main()

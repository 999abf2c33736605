"""Writes golden.json, what other implementations of the pipeline are held to: python golden.py, after build.py."""

import json

import photos
from evaluate import MINI, ImageEncoder
from PIL import Image
from text_tower import Encoder

PHOTOS = ["chelsea.jpg", "coins.jpg", "china.jpg"]
TEXTS = ["a photo of a cat", "rocket", "", "Ein Café, naïve façade: 東京 - 12.5 % & more!",
         "a long sentence that goes on about many things, among them a motorcycle in a garage, a cup of coffee on a wooden table and the moon"]


def rounded(vector):
    return [round(float(value), 7) for value in vector]


def main():
    images, texts = ImageEncoder(), Encoder(MINI / "text")
    golden = {"images": [{"file": file, "vector": rounded(images(Image.open(photos.PHOTOS / file)))} for file in PHOTOS],
              "texts": [{"text": text, "input_ids": texts.tokens(text), "vector": rounded(texts(text))} for text in TEXTS]}
    (MINI / "recipe" / "golden.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

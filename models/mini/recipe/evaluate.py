"""Zero-shot classification of photos/ among all labels of photos.tsv: python evaluate.py, after build.py."""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import photos
import yaml
from PIL import Image
from text_tower import Encoder
from transformers import CLIPImageProcessorPil

MINI = Path(__file__).resolve().parent.parent


class ImageEncoder:
    """Images to unit vectors, by the folder's own preprocessing on Pillow."""

    def __init__(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(MINI / "image" / "model.onnx"), options, providers=["CPUExecutionProvider"])
        self.processor = CLIPImageProcessorPil(**json.loads((MINI / "image" / "preprocessor_config.json").read_text()))

    def __call__(self, image):
        pixels = self.processor(image.convert("RGB"), return_tensors="np")["pixel_values"]
        vector = self.session.run(["image_embeds"], {"pixel_values": pixels})[0][0]
        return vector / np.linalg.norm(vector)


def main():
    settings = yaml.safe_load((MINI / "model.yaml").read_text())
    template, = settings["templates"]
    rows, images, texts = photos.rows(), ImageEncoder(), Encoder(MINI / "text")
    labels = [row["label"] for row in rows]
    queries = np.stack([texts(template.replace("{}", label)) for label in labels])
    right = 0
    for row in rows:
        logits = settings["logit_scale"] * (queries @ images(Image.open(photos.PHOTOS / row["file"])))
        scores = np.exp(logits - logits.max())
        scores /= scores.sum()
        best = np.argsort(-scores)[:3]
        right += labels[best[0]] == row["label"]
        print("right" if labels[best[0]] == row["label"] else "wrong", row["file"], *(f"{labels[i]}={scores[i]:.3f}" for i in best), sep="\t")
    print(f"{right} of {len(rows)} right")


if __name__ == "__main__":
    main()

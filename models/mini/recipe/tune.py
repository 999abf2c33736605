"""Compares settings on pictures the evaluation does not use: python tune.py STAMPS, the stamps folder of Debian's tuxpaint-stamps-default.

A picture's label is its English name. Printed: the expected accuracy among 18 labels (its own and 17 drawn from the others, over
all draws), and the accuracy among all of them.
"""

import itertools
import re
import sys
from math import comb
from pathlib import Path

import classes
import numpy as np
import onnxruntime
from evaluate import MINI
from image_tower import SIZE, Network
from onnx import TensorProto, helper
from PIL import Image
from text_tower import Encoder
from transformers import CLIPImageProcessorPil

SKIPPED = r"cartoon|symbols|roadsigns|flags|armor|_mirror|planets|dinosaur|toys|plastic|seasonal"  # drawings, for the most part
TRAINED = ([127 / 255] * 3, [128 / 255] * 3)
IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])


def label(text):
    name = re.sub(r"\(.*?\)", "", text).strip(" .!").translate({ord("“"): None, ord("”"): None}).lower()
    name = re.sub(r"^(an?|two|some|the) ", "", name)
    return re.sub(r"^pair of ", "", name).strip()


def pictures(stamps):
    for file in sorted(stamps.rglob("*.png")):
        name = file.with_suffix(".txt")
        if re.search(SKIPPED, str(file.relative_to(stamps))) or not name.exists():
            continue
        text = name.read_text(encoding="utf-8", errors="replace").splitlines()[0].strip()
        if len(text.split()) <= 5 and not re.search("Boom|Fire!|Eat|We rem|It.s|very", text):
            yield file, label(text)


def opened(file):
    image = Image.open(file).convert("RGBA")
    page = Image.new("RGBA", image.size, "white")
    page.alpha_composite(image)
    return page.convert("RGB")


def logits(files, edge, resample, mean, std):
    network = Network()
    network.logits()
    shapes = ("pixel_values", ["batch", 3, SIZE, SIZE]), ("logits", ["batch", 1000])
    model = network.graph.model("logits", *([helper.make_tensor_value_info(n, TensorProto.FLOAT, s)] for n, s in shapes), opset=17)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    processor = CLIPImageProcessorPil(size={"shortest_edge": edge}, crop_size={"height": SIZE, "width": SIZE}, resample=resample,
                                      image_mean=mean, image_std=std)
    pixels = (processor(opened(file), return_tensors="np")["pixel_values"] for file in files)
    return np.concatenate([session.run(None, {"pixel_values": p})[0] for p in pixels])


def embed(scores, vectors, temperature, top_k):
    scaled = scores / temperature
    scaled = np.where(scaled < np.sort(scaled, axis=1)[:, -top_k:][:, :1], -1e4, scaled)
    weights = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    mixed = weights @ vectors
    return mixed / np.linalg.norm(mixed, axis=1, keepdims=True)


def accuracies(cosines, truth):
    own = cosines[np.arange(len(truth)), truth]
    worse, others = (cosines < own[:, None]).sum(axis=1), cosines.shape[1] - 1
    return np.mean([comb(int(w), 17) / comb(others, 17) for w in worse]), np.mean(cosines.argmax(axis=1) == truth)


def main(stamps):
    files, names = zip(*pictures(stamps))
    labels = sorted(set(names))
    truth = np.array([labels.index(name) for name in names])
    encode = Encoder(MINI / "text")
    queries = {t: np.stack([encode(t.replace("{}", name)) for name in labels]) for t in ("{}", "a photo of a {}")}
    vectors = classes.vectors(encode)
    print(len(files), "pictures,", len(labels), "labels")

    def show(scores, temperature, top_k, template, title):
        print("%.4f\t%.4f" % accuracies(embed(scores, vectors, temperature, top_k) @ queries[template].T, truth), title, temperature, top_k, template, sep="\t")

    for edge, resample, (mean, std) in itertools.product((224, 256), (3, 2), (TRAINED, IMAGENET)):
        show(logits(files, edge, resample, mean, std), 1.5, 20, "a photo of a {}", f"edge {edge} resample {resample} mean {mean[0]:.3f}")
    scores = logits(files, 224, 3, *TRAINED)
    for setting in itertools.product((0.7, 1.0, 1.5, 2.0, 3.0), (5, 10, 20, 50, 1000), queries):
        show(scores, *setting, "as chosen")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

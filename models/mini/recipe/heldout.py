"""The held-out vendor: python heldout.py DATA [SOURCE], after build.py; DATA as sources.py says.

Each drawing of the set (skin tones left out), on white, black and mid-blue, among the names of all of them; a name is right when it
is among the nearest (R@1, R@5) by cosine. Asked with the bare name, and with the model's template.
"""

import sys
from pathlib import Path

import numpy as np
import sources
import yaml
from augment import on
from evaluate import MINI, ImageEncoder
from text_tower import Encoder

GROUNDS = {"white": (255, 255, 255), "black": (0, 0, 0), "blue": (70, 130, 180)}


def main(data, source="fluent-emoji-flat"):
    images, texts = ImageEncoder(), Encoder(MINI / "text")
    template, = yaml.safe_load((MINI / "model.yaml").read_text())["templates"]
    drawn = list(sources.drawings(data, [source]))
    names = [drawing.name for drawing in drawn]
    queries = {asked: np.stack([texts(asked.replace("{}", name)) for name in names]) for asked in ("{}", template)}
    pictures = [drawing.draw() for drawing in drawn]
    print(source, len(names), "drawings", len(set(names)), "names")
    for ground, colour in GROUNDS.items():
        vectors = np.stack([images(on(picture, colour)) for picture in pictures])
        for asked, vector in queries.items():
            cosines = vectors @ vector.T
            rank = (cosines > np.diag(cosines)[:, None]).sum(axis=1)
            print(f"{ground}\t{asked}\tR@1 {np.mean(rank < 1):.3f}\tR@5 {np.mean(rank < 5):.3f}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])

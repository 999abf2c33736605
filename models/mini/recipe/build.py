"""Makes image/model.onnx and text/model.onnx: python build.py JAR [HEAD], the jar being the Maven artifact of the text tower (README.md).

HEAD is what train.py wrote; without it the head of the image/model.onnx that is there is kept.
"""

import hashlib
import sys
from pathlib import Path

import classes
import image_tower
import numpy as np
import text_tower
from graphs import write

MINI = Path(__file__).resolve().parent.parent


def main(jar, head=None):
    text_tower.unpack(jar, MINI / "text")
    write(text_tower.build(MINI / "text"), MINI / "text" / "model.onnx")
    vectors = classes.vectors(text_tower.Encoder(MINI / "text"))
    image = MINI / "image" / "model.onnx"
    write(image_tower.build(vectors, dict(np.load(head)) if head else image_tower.shipped_head(image)), image)
    for tower in ("image", "text"):
        data = (MINI / tower / "model.onnx").read_bytes()
        print(f"{tower}/model.onnx {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

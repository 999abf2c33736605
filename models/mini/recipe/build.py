"""Makes image/model.onnx and text/model.onnx: python build.py JAR, the jar being the Maven artifact of the text tower (README.md)."""

import hashlib
import sys
from pathlib import Path

import classes
import image_tower
import text_tower
from graphs import write

MINI = Path(__file__).resolve().parent.parent


def main(jar):
    text_tower.unpack(jar, MINI / "text")
    write(text_tower.build(MINI / "text"), MINI / "text" / "model.onnx")
    vectors = classes.vectors(text_tower.Encoder(MINI / "text"))
    write(image_tower.build(vectors), MINI / "image" / "model.onnx")
    for tower in ("image", "text"):
        data = (MINI / tower / "model.onnx").read_bytes()
        print(f"{tower}/model.onnx {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""What the trunk sees of the training pictures: python features.py DATA OUT PART, for PART 0 and 1 (they run side by side).

DATA holds the drawings as sources.py says, and in DATA/wallpapers/PACKAGE the unpacked Debian packages of wallpapers.tsv. OUT gets
featuresPART.npy, a row a picture in float16, and rowsPART.txt, what each picture is: its kind and its place in the list of drawings
or in wallpapers.tsv. Each pass draws every drawing once more, differently; COUNT ends in the second pass.
"""

import csv
import itertools
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import onnxruntime
import sources
from augment import cropped, varied
from image_tower import GRIDS, POOLED, SIZE, Network
from onnx import TensorProto, helper
from PIL import Image

COUNT, BATCH = 12_576, 16
FLAGS = ("twemoji", "noto", "stamps")  # the sets whose flags are used: 250 more in each would only repeat them
SAME = 6  # drawings of one name used of the clip art
OUTPUTS = [("logits", 1000), ("features", POOLED), *((name, channels * 9) for name, (_, channels, _, _) in GRIDS.items())]


class Trunk:
    """The shipped trunk, with the head's inputs for outputs."""

    def __init__(self):
        network = Network()
        network.logits()
        network.grids()
        values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", width]) for name, width in OUTPUTS]
        pixels = helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["batch", 3, SIZE, SIZE])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        model = network.graph.model("trunk", [pixels], values, opset=17).SerializeToString()
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def __call__(self, images):
        pixels = np.stack([np.asarray(image, np.float32) for image in images]).transpose(0, 3, 1, 2)
        outputs = self.session.run([name for name, _ in OUTPUTS], {"pixel_values": (pixels - 127) / 128})
        return np.concatenate(outputs, axis=1).astype(np.float16)


def drawings(data):
    return list(sources.drawings(data, [row["source"] for row in sources.rows() if row["use"] != "evaluate"]))


def chosen(drawings):
    """Places of the drawings used."""
    seen = Counter()
    for place, drawing in enumerate(drawings):
        if drawing.source == "openclipart":
            seen[drawing.name] += 1
            if seen[drawing.name] > SAME:
                continue
        if not is_flag(drawing.name) or drawing.source in FLAGS:
            yield place


def is_flag(name):
    return name.startswith("flag of") or name.endswith(" flag")


class Photos:
    """The wallpapers, opened once."""

    def __init__(self, data):
        with open(sources.RECIPE / "wallpapers.tsv", newline="", encoding="utf-8") as file:
            self.files = [data / "wallpapers" / row["package"].split()[1] / row["file"] for row in csv.DictReader(file, delimiter="\t")]
        self.opened = {}

    def __getitem__(self, place):
        if place not in self.opened:
            self.opened[place] = Image.open(self.files[place]).convert("RGB")
            self.opened[place].thumbnail((1200, 1200))
        return self.opened[place]


def drawn(drawing):
    """The drawing, or None where it cannot be rendered or shows nothing."""
    try:
        image = drawing.draw()
    except ValueError:
        return None
    return image if np.asarray(image)[..., 3].mean() > 3 else None


def pictures(data, part):
    """Endlessly: what it is, and the picture."""
    listed, photos, cache = drawings(data), Photos(data), {}
    mine = np.random.default_rng(7).permutation(list(chosen(listed)))[part::2]
    for number in itertools.count():
        random = np.random.default_rng([number, part])
        for turn, place in enumerate(random.permutation(mine)):
            drawing = listed[place]
            if drawing.name.startswith("flag of") and number % 2:
                continue
            if place not in cache:
                cache[place] = drawn(drawing)
            if cache[place] is None:
                continue
            yield ("drawing", int(place)), varied(cache[place], random)
            if turn % 10 == 0:
                photo = int(random.integers(len(photos.files)))
                yield ("photo", photo), cropped(photos[photo], random)


def main(data, out, part):
    trunk, stream = Trunk(), pictures(data, part)
    features = np.lib.format.open_memmap(out / f"features{part}.npy", "w+", np.float16, (COUNT, sum(width for _, width in OUTPUTS)))
    with open(out / f"rows{part}.txt", "w", encoding="utf-8") as rows:
        for start in range(0, COUNT, BATCH):
            kinds, images = zip(*itertools.islice(stream, BATCH))
            features[start:start + BATCH] = trunk(images)
            rows.writelines(json.dumps(kind) + "\n" for kind in kinds)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))

"""Pillow and the Pillow CLIP processor of transformers, measured from outside.

write DIR   writes the pictures: photos of scikit-image as 640x427.jpg and, nine of them side by side, 1920x1280.jpg
serve       reads lines "FILE RUNS" and answers "SHA256 CPU_NANOS..." - the tensor's digest, and each run's time on a core
"""

import hashlib
import io
import sys
import time
from pathlib import Path

from PIL import Image


def write(folder: Path) -> None:
    from skimage import data

    photos = [data.coffee(), data.astronaut(), data.chelsea(), data.rocket(), data.camera()]
    tiles = [Image.fromarray(photo).convert("RGB").resize((640, 427), Image.Resampling.BICUBIC) for photo in photos]
    sheet = Image.new("RGB", (1920, 1280))
    for place in range(9):
        sheet.paste(tiles[place % len(tiles)], (place % 3 * 640, place // 3 * 427))
    folder.mkdir(parents=True, exist_ok=True)
    tiles[0].save(folder / "640x427.jpg", quality=85)
    sheet.save(folder / "1920x1280.jpg", quality=85)


def serve() -> None:
    from transformers import CLIPImageProcessorPil

    processor = CLIPImageProcessorPil()

    def run(encoded: bytes):
        return processor(Image.open(io.BytesIO(encoded)), return_tensors="np")["pixel_values"]

    print("ready", flush=True)
    for line in sys.stdin:
        name, runs = line.rsplit(maxsplit=1)
        encoded = Path(name).read_bytes()
        digest = hashlib.sha256(run(encoded).tobytes()).hexdigest()
        nanos = []
        for _ in range(int(runs)):
            begin = time.thread_time_ns()
            run(encoded)
            nanos.append(time.thread_time_ns() - begin)
        print(digest, *nanos, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]))
    else:
        serve()

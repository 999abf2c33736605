"""One Python process from JPEG bytes to vectors: transformers' Pillow processor and ONNX Runtime.

  jpeg_peer.py serve TOWER.onnx FOLDER THREADS    measures itself when asked: a line "SECONDS WARM_UP" on standard
                                                  input, the rate in images a second as a line on standard output

Decoding, preprocessing and inference follow each other, as in the loop that a model's card shows; ONNX Runtime uses all
cores. Batches of 1, 4, 8 and 16 are tried once, and the best is used.
"""

import io
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image
from transformers import CLIPImageProcessorPil

BATCHES = (1, 4, 8, 16)
PROBE_SECONDS = 2.0


def open_session(tower: str, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Between measurements others have their turn on the same cores.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    return onnxruntime.InferenceSession(tower, options, providers=["CPUExecutionProvider"])


def rate(session, processor, files: list[bytes], batch: int, seconds: float, warm_up: float) -> float:
    name = session.get_inputs()[0].name
    begin = time.perf_counter()
    done, at, counted_from = 0, 0, None
    while True:
        now = time.perf_counter()
        if counted_from is None and now - begin >= warm_up:
            counted_from, done = now, 0
        if counted_from is not None and now - counted_from >= seconds:
            return done / (now - counted_from)
        pictures = [Image.open(io.BytesIO(files[(at + i) % len(files)])).convert("RGB") for i in range(batch)]
        pixels = processor(images=pictures, return_tensors="np")["pixel_values"].astype(np.float32)
        session.run(["image_embeds"], {name: pixels})
        at += batch
        done += batch


def serve(tower: str, folder: Path, threads: int) -> None:
    session = open_session(tower, threads)
    processor = CLIPImageProcessorPil()
    files = [path.read_bytes() for path in sorted(folder.glob("*.jpg"))]
    rates = {batch: rate(session, processor, files, batch, PROBE_SECONDS, 0.5) for batch in BATCHES}
    best = max(rates, key=rates.get)
    print(f"Python: batch {best}, of {rates}", file=sys.stderr)
    print("ready", flush=True)
    for line in sys.stdin:
        seconds, warm_up = map(float, line.split())
        print(rate(session, processor, files, best, seconds, warm_up), flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 5 or sys.argv[1] != "serve":
        sys.exit(__doc__)
    serve(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))

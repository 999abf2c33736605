"""How much faster the int8 image tower of a ViT-B/32 is than the fp32 one, and how well its neighbours agree.

    bench/int8.py [--samples DIR] [--rounds N] [CHECKPOINT]

Without CHECKPOINT a CLIP ViT-B/32 of the real size with random weights is made under target/. Both variants are exported, then
timed in turn, the order reversed in every second round: batch 8, 2 threads, one session at a time. A ratio is taken within a round.
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE.parent / "src")]

import numpy as np
import onnxruntime
import transformers

import checkpoints
from triptych_export import cli

BATCH, THREADS = 8, 2
VARIANTS = {
    "fp32": [],
    "int8, a scale a row, 7-bit weights": ["--precision", "int8"],
    "int8, a scale a row, 8-bit weights": ["--precision", "int8", "--weight-bits", "8"],
    "int8, a scale a tensor, 8-bit weights": ["--precision", "int8", "--scales", "tensor", "--weight-bits", "8"],
}


def vit_b32(folder: Path) -> Path:
    if not (folder / "model.safetensors").is_file():
        backend = json.loads(checkpoints.clip_bpe("<|startoftext|>", "<|endoftext|>").to_str())["model"]
        text = {"bos_token_id": 49406, "eos_token_id": 49407, "pad_token_id": 49407, "vocab_size": 49408}
        config = transformers.CLIPConfig(text_config=text, vision_config={"patch_size": 32, "image_size": 224})
        checkpoints.spread(transformers.CLIPModel(config)).save_pretrained(folder)
        merges = [tuple(merge) for merge in backend["merges"]]
        transformers.CLIPTokenizer(vocab=backend["vocab"], merges=merges, model_max_length=77).save_pretrained(folder)
        transformers.CLIPImageProcessorPil().save_pretrained(folder)
    return folder


def session(folder: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    return onnxruntime.InferenceSession(str(folder / "onnx/vision_model.onnx"), options, providers=["CPUExecutionProvider"])


def seconds(model: onnxruntime.InferenceSession, pixels: np.ndarray, runs: int) -> float:
    start = time.perf_counter()
    for _ in range(runs):
        model.run(["image_embeds"], {"pixel_values": pixels})
    return (time.perf_counter() - start) / runs


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("checkpoint", nargs="?", type=Path)
    p.add_argument("--samples", type=Path, default=ROOT / "models/mini/photos")
    p.add_argument("--rounds", type=int, default=7)
    given = p.parse_args()
    work = ROOT / "target/export/bench"
    work.mkdir(parents=True, exist_ok=True)
    checkpoint = given.checkpoint or vit_b32(work / "vit-b32")
    models = {}
    for i, (name, more) in enumerate(VARIANTS.items()):
        # The loss is what is measured here, so no bound ends the run.
        arguments = [checkpoint, work / f"variant-{i}", "--force", "--tower", "image", "--samples", given.samples]
        if cli.main([str(a) for a in arguments] + more + ["--min-agreement", "0", "--max-loss", "1"]) != 0:
            sys.exit(1)
        models[name] = session(work / f"variant-{i}")
    pixels = np.random.default_rng(8).standard_normal((BATCH, 3, 224, 224)).astype(np.float32)
    times: dict[str, list[float]] = {name: [] for name in models}
    for model in models.values():
        seconds(model, pixels, 1)
    for number in range(given.rounds):
        for name in list(models) if number % 2 == 0 else list(models)[::-1]:
            times[name].append(seconds(models[name], pixels, 3))
    flags = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").is_file() else ""
    print("integer units:", ", ".join(unit for unit in ("avx2", "avx512_vnni", "avx_vnni", "amx_int8") if f" {unit} " in flags) or "none known")
    print("| variant | images/s, median | of fp32, median (least to most) |\n|---|---|---|")
    for name, found in times.items():
        ratios = [a / b for a, b in zip(times["fp32"], found)]
        print(f"| {name} | {BATCH / statistics.median(found):.1f} | {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) |")


if __name__ == "__main__":
    main()

"""Writes a CLIP ViT-B/32 of the real size with random weights, for benchmarks: make_vit_b32.py split|combined FOLDER

The folder takes 0.6 GB and is never committed. Vectors mean nothing; times and shapes are the real ones.
"""

import sys
from pathlib import Path

from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPProcessor

import clip_export
import clip_tokenizer
from common import LOGIT_SCALE

SEED = 32
GAIN = 1.0
# 12 layers of random weights add up rounding errors that trained ones do not.
clip_export.TOLERANCE = 1e-4


def config(tokenizer) -> CLIPConfig:
    """The default configuration of transformers is ViT-B/32; only the ids come from the tokenizer."""
    special = {"bos_token_id": tokenizer.bos_token_id, "eos_token_id": tokenizer.eos_token_id}
    text = {"vocab_size": len(tokenizer), "pad_token_id": tokenizer.eos_token_id, **special}
    return CLIPConfig(text_config=text, vision_config={"patch_size": 32, "image_size": 224})


def main(layout: str, folder: Path) -> None:
    tokenizer = clip_tokenizer.build(clip_tokenizer.FULL_MERGES)
    model = clip_export.build(config(tokenizer), GAIN, SEED)
    folder.mkdir(parents=True, exist_ok=True)
    clip_export.as_file_config(model).save_pretrained(folder)
    if layout == "combined":
        clip_tokenizer.save(tokenizer, folder, legacy=True)
        CLIPImageProcessorPil().save_pretrained(folder)
        print("combined", clip_export.export_combined(model, folder / "model.onnx"))
        return
    CLIPProcessor(image_processor=CLIPImageProcessorPil(), tokenizer=tokenizer).save_pretrained(folder)
    clip_tokenizer.save(tokenizer, folder, legacy=False)
    print("text", clip_export.export_text(model, folder / "onnx" / "text_model.onnx"))
    print("vision", clip_export.export_vision(model, folder / "onnx" / "vision_model.onnx"))
    (folder / "model.yaml").write_text(f"# The multiplier of the cosines, after exp.\nlogit_scale: {LOGIT_SCALE}\n")


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("split", "combined"):
        sys.exit(__doc__)
    main(sys.argv[1], Path(sys.argv[2]))

"""Writes clip-combined, clip-split and clip-external: one tiny CLIP in the layouts that users have."""

import shutil

from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPProcessor

import clip_export
import clip_tokenizer
from common import FIXTURES, IMAGE_SIZE, LOGIT_SCALE

MERGES = 1000
SEED = 20261121
GAIN = 1.5
COMBINED, SPLIT, EXTERNAL = (FIXTURES / name for name in ("clip-combined", "clip-split", "clip-external"))


def config(tokenizer) -> CLIPConfig:
    special = {
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.eos_token_id,
    }
    shape = {"num_hidden_layers": 2, "num_attention_heads": 4, "hidden_act": "quick_gelu", "projection_dim": 32}
    text = {"vocab_size": len(tokenizer), "max_position_embeddings": 77, "hidden_size": 32, "intermediate_size": 64}
    vision = {"image_size": IMAGE_SIZE, "patch_size": 8, "hidden_size": 48, "intermediate_size": 96}
    return CLIPConfig(text_config={**text, **shape, **special}, vision_config={**vision, **shape}, projection_dim=32)


def processor() -> CLIPImageProcessorPil:
    square = {"height": IMAGE_SIZE, "width": IMAGE_SIZE}
    return CLIPImageProcessorPil(size={"shortest_edge": IMAGE_SIZE}, crop_size=square)


def model():
    return clip_export.build(config(clip_tokenizer.build(MERGES)), GAIN, SEED)


def main() -> None:
    tokenizer = clip_tokenizer.build(MERGES)
    clip = model()
    for folder in (COMBINED, SPLIT, EXTERNAL):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        clip_export.as_file_config(clip).save_pretrained(folder)

    clip_tokenizer.save(tokenizer, COMBINED, legacy=True)
    processor().save_pretrained(COMBINED)
    print("clip-combined", clip_export.export_combined(clip, COMBINED / "model.onnx"))

    CLIPProcessor(image_processor=processor(), tokenizer=tokenizer).save_pretrained(SPLIT)
    (SPLIT / "preprocessor_config.json").unlink(missing_ok=True)
    clip_tokenizer.save(tokenizer, SPLIT, legacy=False)
    print("clip-split text", clip_export.export_text(clip, SPLIT / "onnx" / "text_model.onnx"))
    print("clip-split vision", clip_export.export_vision(clip, SPLIT / "onnx" / "vision_model.onnx"))
    (SPLIT / "model.yaml").write_text(f"# The multiplier of the cosines, after exp.\nlogit_scale: {LOGIT_SCALE}\n")

    processor().save_pretrained(EXTERNAL)
    clip_export.externalise(SPLIT / "onnx" / "vision_model.onnx", EXTERNAL / "model.onnx")


if __name__ == "__main__":
    main()

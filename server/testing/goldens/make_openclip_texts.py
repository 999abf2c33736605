"""Writes openclip-xlmr, openclip-bidirectional and openclip-clipa: text towers that read their padding, and their goldens."""

import sys

import torch

import openclip_texts
from common import GOLDENS, floats, reference, write_json
from make_goldens import TEXTS, median_distance, normalised
from make_text_repair import CASES, deterministic

# Everyday texts that open_clip repairs before it cleans them.
EVERYDAY = {**TEXTS, **{f"repaired {i}": text for i, text in enumerate(CASES)}}


def entry(made: dict, name: str, text: str) -> dict:
    ids, truncated = made["ids"](text)
    with torch.no_grad():
        vector = normalised(made["text"](torch.tensor([ids])))[0]
    return {"name": name, "text": text, "truncated": truncated, "ids": ids, "vector": floats(vector.numpy())}


def main() -> None:
    for name in sys.argv[1:] or openclip_texts.MAKERS:
        made = openclip_texts.make(name)
        texts = [entry(made, key, text) for key, text in EVERYDAY.items() if deterministic(text)]
        golden = {
            "reference": reference({"open_clip_torch": made["software"]}),
            "logit_scale": 1,
            "median_image_distance": 0,
            "median_text_distance": median_distance([text["vector"] for text in texts]),
            "classify": {"template": "{}", "labels": []},
            "texts": texts,
            "images": [],
        }
        write_json(GOLDENS / f"{name}.json", golden)
        print(name, round(golden["median_text_distance"], 4))


if __name__ == "__main__":
    main()

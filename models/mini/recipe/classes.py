"""One text vector for each ImageNet class."""

from pathlib import Path

import numpy as np
import timm
from open_clip import IMAGENET_CLASSNAMES

INFO = Path(timm.__file__).parent / "data" / "_info"


def _table(file):
    return dict(line.split("\t") for line in (INFO / file).read_text().splitlines())


def texts():
    """For each class in order: its plain name, WordNet's words for it, WordNet's definition."""
    words, definitions = _table("imagenet_synset_to_lemma.txt"), _table("imagenet_synset_to_definition.txt")
    synsets = (INFO / "imagenet_synsets.txt").read_text().split()
    return [[name, *(word.strip() for word in words[synset].split(",")), definitions[synset]]
            for name, synset in zip(IMAGENET_CLASSNAMES, synsets, strict=True)]


def vectors(encode):
    """Unit vectors of the classes less their mean: what all classes share says nothing about a photo."""
    means = np.stack([np.mean([encode(text) for text in group], axis=0) for group in texts()])
    units = means / np.linalg.norm(means, axis=1, keepdims=True)
    return (units - units.mean(axis=0)).astype(np.float32)

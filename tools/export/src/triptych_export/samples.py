"""The pictures and texts that parity is checked on: made up from a seed, or the user's own."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, UnidentifiedImageError

from triptych_export.errors import Usage

PICTURE_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"}
MOST_PICTURES, MOST_TEXTS = 64, 256
SIZES = ((320, 240), (240, 320), (256, 256), (640, 427), (427, 640), (199, 173), (400, 90), (90, 400), (224, 224))
TEXTS = (
    "a",
    "a photo of a cat",
    "a diagram of a heart, labelled in Latin",
    "Two dogs playing in the snow!",
    "the quick brown fox jumps over the lazy dog, again and again, until the evening comes",
    "42 red balloons & 1 blue kite",
    "UPPER CASE, lower case, Mixed Case",
    "  spaces   and\ttabs  ",
    "e-mail: someone@example.org; price: $12.50 (20% off)",
    "Ein Foto von einer Straße in Zürich",
    "une tasse de café sur la table, déjà vide",
    "una fotografía de un niño en la montaña",
    "фотография собаки на пляже",
    "μια φωτογραφία μιας γάτας",
    "一张猫的照片",
    "猫の写真です",
    "고양이 사진",
    "صورة قطة",
    "תמונה של חתול",
    "बिल्ली की तस्वीर",
    "a smiling face 😀 and a rocket 🚀",
)


@dataclass(frozen=True)
class Samples:
    """RGB pictures and texts, the same for every run."""

    pictures: list[Image.Image]
    texts: list[str]


def load(folder: Path | None) -> Samples:
    """The user's samples; what the folder lacks, pictures or texts, is made up."""
    if folder is None:
        return Samples(_pictures(), list(TEXTS))
    if not folder.is_dir():
        raise Usage("--samples: not a folder; give one with pictures, texts (*.txt, one a line), or both")
    files = sorted(path for path in folder.iterdir() if path.is_file())
    pictures = [_open(path) for path in files if path.suffix.lower() in PICTURE_SUFFIXES][:MOST_PICTURES]
    texts = [line for path in files if path.suffix == ".txt" for line in _lines(path) if line.strip()][:MOST_TEXTS]
    for what, found in (("pictures", pictures), ("texts", texts)):
        if len(found) == 1:
            raise Usage(f"--samples: one of the {what} is too few to compare, give at least 2")
    if not pictures and not texts:
        raise Usage("--samples: neither pictures nor *.txt files in the folder")
    return Samples(pictures or _pictures(), texts or list(TEXTS))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise Usage(f"--samples: {path.name} is not UTF-8") from None


def _open(path: Path) -> Image.Image:
    try:
        with Image.open(path) as picture:
            return picture.convert("RGB")
    except (UnidentifiedImageError, OSError):
        raise Usage(f"--samples: {path.name} is not a picture that Pillow reads") from None


def _pictures() -> list[Image.Image]:
    random = np.random.default_rng(20)
    return [_picture(size, shade, random) for size in SIZES for shade in (False, True)]


def _picture(size: tuple[int, int], dark: bool, random: np.random.Generator) -> Image.Image:
    """A gradient under shapes under noise: flat parts, edges and fine grain in one."""
    width, height = size
    corners = random.integers(0, 128 if dark else 256, (2, 2, 3)).astype(np.uint8)
    picture = Image.fromarray(corners).resize(size, Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(picture)
    for _ in range(random.integers(3, 9)):
        x, y = random.integers(0, width), random.integers(0, height)
        dx, dy = random.integers(5, max(6, width // 2)), random.integers(5, max(6, height // 2))
        colour = tuple(int(c) for c in random.integers(0, 256, 3))
        (draw.ellipse if random.random() < 0.5 else draw.rectangle)((int(x), int(y), int(x + dx), int(y + dy)), fill=colour)
    noise = random.normal(0, random.choice([0, 4, 24]), (height, width, 3))
    return Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8))

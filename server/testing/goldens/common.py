"""Paths and small helpers shared by the golden scripts."""

import hashlib
import importlib.metadata
import json
import struct
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
IMAGES = FIXTURES / "images"
GOLDENS = FIXTURES / "goldens"

# Of each format and way of storing, some; the rest is held pixel by pixel.
FORMATS = [
    "bmp-24.bmp", "bmp-8-rle.bmp", "gif-animated.gif", "gif-interlaced.gif", "gif-screen-larger-transparent.gif",
    "jpeg-exif-6.jpg", "jpeg-ycck.jpg", "png-exif-6.png", "png-grey-16.png", "png-palette-8-adam7.png", "png-palette-trns.png",
    "png-rgb-16.png", "webp-animated.webp", "webp-exif-6.webp", "webp-lossless-m6.webp", "webp-lossy-alpha.webp", "webp-lossy-q75.webp",
]

IMAGE_SIZE = 64
LOGIT_SCALE = 37.5
SOT = "<|startoftext|>"
EOT = "<|endoftext|>"


def picture_names() -> list[str]:
    """The pictures that every family of models is held to, relative to `images/` or with the folder `formats/`."""
    manifest = json.loads((IMAGES / "manifest.json").read_text(encoding="utf-8"))
    return [entry["name"] for entry in manifest] + [f"formats/{name}" for name in FORMATS]


def picture(name: str) -> Image.Image:
    """A picture turned upright, RGB; a transparent colour is dropped as alpha is, or transformers would lay it on white."""
    rgb = upright(name).convert("RGB")
    rgb.info.pop("transparency", None)
    return rgb


def upright(name: str) -> Image.Image:
    return ImageOps.exif_transpose(Image.open((FIXTURES if "/" in name else IMAGES) / name))


def lossless(name: str) -> bool:
    return not Path(name).name.startswith(("jpeg-", "webp-lossy", "webp-exif-6", "webp-animated"))


def reference(software: dict[str, str]) -> list[str]:
    """The classes that made a golden, by package, each with the package's version."""
    return [f"{package} {importlib.metadata.version(package).split('+')[0]}: {classes}" for package, classes in software.items()]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def array_sha256(array: np.ndarray) -> str:
    """Digest of the raw little-endian C-order bytes."""
    array = np.ascontiguousarray(array)
    return sha256(array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes())


def floats(array: np.ndarray) -> list[float]:
    """Float32 values as doubles: JSON carries them without loss (9 digits are enough for float32)."""
    return [float(f"{v:.9g}") for v in np.asarray(array, dtype=np.float32).reshape(-1)]


def float_bits(array: np.ndarray) -> list[str]:
    """The exact float32 bits as 8 hexadecimal digits each, so that a golden never depends on a decimal parser."""
    return [struct.pack(">f", v).hex() for v in np.asarray(array, dtype=np.float32).reshape(-1)]


def write_json(path: Path, value: object) -> None:
    """Writes one list entry a line: readable diffs without the bulk of an indented number list."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_format(value, 0) + "\n", encoding="utf-8")


def _format(value: object, depth: int) -> str:
    flat = json.dumps(value, ensure_ascii=True)
    if len(flat) <= 100 or not isinstance(value, (dict, list)):
        return flat
    pad, end = " " * (depth + 1), " " * depth
    if isinstance(value, dict):
        rows = [pad + json.dumps(k) + ": " + _format(v, depth + 1) for k, v in value.items()]
        return "{\n" + ",\n".join(rows) + "\n" + end + "}"
    if all(isinstance(v, (int, float)) for v in value):
        return flat
    return "[\n" + ",\n".join(pad + json.dumps(v, ensure_ascii=True) for v in value) + "\n" + end + "]"

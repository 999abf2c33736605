"""Writes the test images and their manifest: what Pillow decodes from each, as a digest."""

import io
import shutil
from pathlib import Path

import numpy as np
import skimage
from PIL import Image

from common import IMAGES, sha256, write_json

PHOTOS = Path(skimage.__file__).parent / "data"


def photo(name: str, size: tuple[int, int], box: tuple[int, int, int, int] | None = None) -> Image.Image:
    return Image.open(PHOTOS / name).convert("RGB").resize(size, Image.Resampling.LANCZOS, box=box)


def noise(size: tuple[int, int], seed: int) -> Image.Image:
    """Colour noise over gradients: every filter tap and every rounding shows."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    base = np.stack([x * 255 / max(1, width - 1), y * 255 / max(1, height - 1), (x + y) % 256], axis=-1)
    base += np.random.default_rng(seed).integers(-60, 61, size=(height, width, 3))
    return Image.fromarray(np.clip(base, 0, 255).astype(np.uint8))


def flat(size: tuple[int, int], colour: tuple[int, int, int]) -> Image.Image:
    return Image.new("RGB", size, colour)


def with_alpha(image: Image.Image, seed: int) -> Image.Image:
    """Alpha in bands of 0, 255, a ramp and noise: the colour under alpha 0 must survive, since Pillow drops alpha."""
    width, height = image.size
    alpha = np.tile(np.linspace(0, 255, width).astype(np.uint8), (height, 1))
    alpha[: height // 4] = 0
    alpha[height // 4 : height // 3] = 255
    alpha[-height // 4 :] = np.random.default_rng(seed).integers(0, 256, size=alpha[-height // 4 :].shape)
    out = image.convert("RGBA")
    out.putalpha(Image.fromarray(alpha))
    return out


def pngs() -> dict[str, Image.Image]:
    return {
        "png-grey-97x61.png": photo("camera.png", (97, 61)).convert("L"),
        "png-grey-5x3.png": noise((5, 3), 1).convert("L"),
        "png-rgb-1x1.png": flat((1, 1), (200, 30, 90)),
        "png-rgb-2x2.png": noise((2, 2), 2),
        "png-rgb-3x500.png": noise((3, 500), 3),
        "png-rgb-500x3.png": noise((500, 3), 4),
        "png-rgb-64x64.png": photo("astronaut.png", (64, 64)),
        "png-rgb-63x65.png": noise((63, 65), 5),
        "png-rgb-coffee-150x100.png": photo("coffee.png", (150, 100)),
        "png-rgb-chelsea-107x160.png": photo("chelsea.png", (107, 160)),
        "png-rgb-tall-40x201.png": photo("rocket.jpg", (40, 201)),
        "png-rgb-tall-80x300.png": photo("astronaut.png", (80, 300), (100, 0, 236, 512)),
        "png-rgb-wide-200x37.png": noise((200, 37), 6),
        "png-rgb-white-80x80.png": flat((80, 80), (255, 255, 255)),
        "png-rgba-90x70.png": with_alpha(photo("chelsea.png", (90, 70)), 7),
        "png-rgba-33x47.png": with_alpha(noise((33, 47), 8), 9),
    }


def jpegs() -> dict[str, tuple[Image.Image, dict]]:
    astronaut, coffee, cat = "astronaut.png", "coffee.png", "chelsea.png"
    return {
        "jpeg-420-coffee-640x427-q75.jpg": (photo(coffee, (640, 427)), {"quality": 75, "subsampling": "4:2:0"}),
        "jpeg-420-cat-451x300-q95.jpg": (photo(cat, (451, 300)), {"quality": 95, "subsampling": "4:2:0"}),
        "jpeg-444-astronaut-133x101-q90.jpg": (photo(astronaut, (133, 101)), {"quality": 90, "subsampling": "4:4:4"}),
        "jpeg-422-rocket-151x99-q85.jpg": (photo("rocket.jpg", (151, 99)), {"quality": 85, "subsampling": "4:2:2"}),
        "jpeg-progressive-420-astronaut-201x150-q80.jpg": (
            photo(astronaut, (201, 150)),
            {"quality": 80, "subsampling": "4:2:0", "progressive": True},
        ),
        "jpeg-progressive-444-noise-50x77-q60.jpg": (
            noise((50, 77), 10),
            {"quality": 60, "subsampling": "4:4:4", "progressive": True},
        ),
        "jpeg-grey-camera-121x77-q70.jpg": (photo("camera.png", (121, 77)).convert("L"), {"quality": 70}),
        "jpeg-restart-420-cat-171x131-q75.jpg": (
            photo(cat, (171, 131)),
            {"quality": 75, "subsampling": "4:2:0", "restart_marker_blocks": 3},
        ),
        "jpeg-420-noise-99x67-q50.jpg": (noise((99, 67), 11), {"quality": 50, "subsampling": "4:2:0"}),
        "jpeg-422-noise-17x9-q85.jpg": (noise((17, 9), 12), {"quality": 85, "subsampling": "4:2:2"}),
        "jpeg-420-flat-1x1-q90.jpg": (flat((1, 1), (12, 200, 140)), {"quality": 90, "subsampling": "4:2:0"}),
        "jpeg-optimised-420-wide-300x41-q65.jpg": (
            photo("rocket.jpg", (300, 41), (0, 200, 640, 288)),
            {"quality": 65, "subsampling": "4:2:0", "optimize": True},
        ),
    }


def encode(image: Image.Image, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, **options)
    return out.getvalue()


def entry(name: str) -> dict:
    path = IMAGES / name
    with Image.open(path) as image:
        rgb = image.convert("RGB")
        facts = {"name": name, "format": image.format, "mode": image.mode, "width": image.width, "height": image.height}
    return {**facts, "bytes": path.stat().st_size, "rgb_sha256": sha256(rgb.tobytes())}


def main() -> None:
    shutil.rmtree(IMAGES, ignore_errors=True)
    IMAGES.mkdir(parents=True)
    for name, image in pngs().items():
        (IMAGES / name).write_bytes(encode(image, format="PNG", optimize=True))
    for name, (image, options) in jpegs().items():
        (IMAGES / name).write_bytes(encode(image, format="JPEG", **options))
    entries = [entry(path.name) for path in sorted(IMAGES.iterdir()) if path.suffix in (".png", ".jpg")]
    write_json(IMAGES / "manifest.json", entries)
    print(len(entries), "images,", sum(e["bytes"] for e in entries), "bytes")


if __name__ == "__main__":
    main()

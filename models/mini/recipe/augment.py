"""Drawings as they meet the server: on some ground, at some size and place, a little turned, coloured, blurred."""

import io

import numpy as np
from image_tower import SIZE
from PIL import Image, ImageEnhance, ImageFilter


def on(drawing, ground=(255, 255, 255)):
    """An RGBA drawing on a ground of one colour."""
    page = Image.new("RGBA", drawing.size, (*ground, 255))
    page.alpha_composite(drawing)
    return page.convert("RGB")


def _ground(random):
    kind = random.random()
    if kind < 0.5:
        return 255, 255, 255
    if kind < 0.65:
        return 0, 0, 0  # what alpha leaves behind when it is dropped
    low, high = (190, 256) if kind < 0.8 else (0, 80) if kind < 0.88 else (0, 256)
    return tuple(int(value) for value in random.integers(low, high, 3))


def _placed(drawing, random):
    """The drawing in a square of SIZE pixels: 0.5 to 1.02 of its side, turned by up to 15 degrees one time in two."""
    side = random.uniform(0.5, 1.02) if random.random() < 0.5 else random.uniform(0.85, 1.02)
    angle = np.deg2rad(random.uniform(-15, 15)) if random.random() < 0.5 else 0.0
    stretch = np.exp(random.uniform(-0.12, 0.12)) if random.random() < 0.4 else 1.0
    free = max(0.0, (1 - side) / 2) * SIZE
    x, y = SIZE / 2 + random.uniform(-free, free), SIZE / 2 + random.uniform(-free, free)
    zoom, half = drawing.width / (side * SIZE), drawing.width / 2
    cos, sin = np.cos(angle) * zoom, np.sin(angle) * zoom
    matrix = cos * stretch, sin, half - cos * stretch * x - sin * y, -sin, cos / stretch, half + sin * x - cos / stretch * y
    return drawing.transform((SIZE, SIZE), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)


def _hue(image, random):
    h, s, v = image.convert("HSV").split()
    h = h.point(lambda value, by=int(random.integers(-12, 13)): (value + by) % 256)
    return Image.merge("HSV", (h, s, v)).convert("RGB")


def varied(drawing, random):
    """One picture of SIZE by SIZE pixels out of an RGBA drawing."""
    image = on(_placed(drawing, random), _ground(random))
    for enhance, low, high in ((ImageEnhance.Brightness, 0.8, 1.2), (ImageEnhance.Contrast, 0.75, 1.25), (ImageEnhance.Color, 0.5, 1.4)):
        if random.random() < 0.35:
            image = enhance(image).enhance(random.uniform(low, high))
    if random.random() < 0.3:
        image = _hue(image, random)
    if random.random() < 0.1:
        image = image.convert("L").convert("RGB")
    if random.random() < 0.2:
        image = image.filter(ImageFilter.GaussianBlur(random.uniform(0.3, 1.5)))
    if random.random() < 0.15:
        small = int(random.integers(48, 160))
        image = image.resize((small, small), Image.Resampling.BICUBIC).resize((SIZE, SIZE), Image.Resampling.BICUBIC)
    if random.random() < 0.15:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=int(random.integers(40, 90)))
        image = Image.open(file).convert("RGB")
    return image


def cropped(photo, random):
    """A square piece of a photo: 0.3 to 1 of its short side."""
    side = int(min(photo.size) * random.uniform(0.3, 1.0))
    x, y = (int(random.integers(0, whole - side + 1)) for whole in photo.size)
    image = photo.resize((SIZE, SIZE), Image.Resampling.BICUBIC, (x, y, x + side, y + side), reducing_gap=3)
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if random.random() < 0.5 else image

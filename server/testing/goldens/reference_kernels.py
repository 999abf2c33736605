"""Pillow's 8-bit resize and the CLIP processor's arithmetic, spelled out: what a kernel in another language must compute.

Slow and plain on purpose. `make_processor_goldens.py` checks it, bit for bit, against Pillow and transformers on every golden.
"""

import math

import numpy as np

PRECISION_BITS = 22


def _sinc(x: float) -> float:
    return 1.0 if x == 0.0 else math.sin(x * math.pi) / (x * math.pi)


def _box(x: float) -> float:
    return 1.0 if -0.5 < x <= 0.5 else 0.0


def _bilinear(x: float) -> float:
    return max(0.0, 1.0 - abs(x))


def _hamming(x: float) -> float:
    x = abs(x)
    if x == 0.0:
        return 1.0
    if x >= 1.0:
        return 0.0
    x *= math.pi
    return math.sin(x) / x * (float(np.float32(0.54)) + float(np.float32(0.46)) * math.cos(x))


def _bicubic(x: float) -> float:
    a, x = -0.5, abs(x)
    if x < 1.0:
        return ((a + 2.0) * x - (a + 3.0)) * x * x + 1
    return (((x - 5) * x + 8) * x - 4) * a if x < 2.0 else 0.0


def _lanczos(x: float) -> float:
    return _sinc(x) * _sinc(x / 3) if -3.0 <= x < 3.0 else 0.0


# Pillow's numbers: 0 nearest, 1 lanczos, 2 bilinear, 3 bicubic, 4 box, 5 hamming.
FILTERS = {1: (_lanczos, 3.0), 2: (_bilinear, 1.0), 3: (_bicubic, 2.0), 4: (_box, 0.5), 5: (_hamming, 1.0)}


def coefficients(source: int, target: int, resample: int) -> list[tuple[int, list[int]]]:
    """For each target pixel: the first source pixel and the fixed-point weights (22 fraction bits)."""
    weight, support = FILTERS[resample]
    scale = source / target
    filter_scale = max(scale, 1.0)
    support *= filter_scale
    rows = []
    for x in range(target):
        center = (x + 0.5) * scale
        first = max(0, int(center - support + 0.5))
        last = min(source, int(center + support + 0.5))
        raw = [weight((i + first - center + 0.5) * (1.0 / filter_scale)) for i in range(last - first)]
        total = 0.0
        for w in raw:  # left to right: a compensated sum gives other bits
            total += w
        raw = [w / total if total != 0.0 else w for w in raw]
        rows.append((first, [int((-0.5 if w < 0 else 0.5) + w * (1 << PRECISION_BITS)) for w in raw]))
    return rows


def _pass(image: np.ndarray, target: int, resample: int) -> np.ndarray:
    """Resizes axis 0 and rounds to 8 bits."""
    if image.shape[0] == target:
        return image
    out = np.empty((target, *image.shape[1:]), np.uint8)
    for x, (first, weights) in enumerate(coefficients(image.shape[0], target, resample)):
        total = np.full(image.shape[1:], 1 << (PRECISION_BITS - 1), np.int64)
        for i, w in enumerate(weights):
            total += image[first + i].astype(np.int64) * w
        out[x] = np.clip(total >> PRECISION_BITS, 0, 255)
    return out


def _nearest_index(source: int, target: int) -> list[int]:
    step = source / target
    at, out = step * 0.5, []
    for _ in range(target):
        out.append(int(at))
        at += step  # added up, never multiplied: the rounding errors are part of the result
    return out


def resize(image: np.ndarray, width: int, height: int, resample: int) -> np.ndarray:
    """HWC uint8 to HWC uint8: one axis, then the other, 8 bits between; the order shows in the last bit."""
    if (image.shape[1], image.shape[0]) == (width, height):
        return image
    if resample == 0:
        rows, columns = _nearest_index(image.shape[0], height), _nearest_index(image.shape[1], width)
        return image[rows][:, columns]
    if vertical_first(image.shape[1], image.shape[0], width, height):
        return _pass(_pass(image, height, resample).swapaxes(0, 1), width, resample).swapaxes(0, 1)
    return _pass(_pass(image.swapaxes(0, 1), width, resample).swapaxes(0, 1), height, resample)


def vertical_first(width: int, height: int, to_width: int, to_height: int) -> bool:
    """Since Pillow 13: when the height loses more than twice the pixels that the width loses. Before: never."""
    return height - to_height > max(0, 2 * (width - to_width))


def target_size(width: int, height: int, size: dict) -> tuple[int, int]:
    """(width, height) after the resize step; the long edge is cut, not rounded."""
    if "shortest_edge" not in size:
        return size["width"], size["height"]
    edge = size["shortest_edge"]
    if width <= height:
        return edge, int(edge * height / width)
    return int(edge * width / height), edge


def centre_crop(image: np.ndarray, width: int, height: int) -> np.ndarray:
    """Crop offset floor((in - out) / 2); where the image is smaller, zeros: ceil((out - in) / 2) of them before it."""
    out = np.zeros((height, width, image.shape[2]), image.dtype)
    top, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    y, x = max(0, -top), max(0, -left)
    part = image[max(0, top) : top + height, max(0, left) : left + width]
    out[y : y + part.shape[0], x : x + part.shape[1]] = part
    return out


def tensor(image: np.ndarray, config: dict) -> np.ndarray:
    """HWC uint8 to CHW: each step rounds to float32 on its own."""
    chw = np.ascontiguousarray(image.transpose(2, 0, 1))
    if config["do_rescale"]:
        chw = (chw.astype(np.float64) * np.float64(config["rescale_factor"])).astype(np.float32)
    if config["do_normalize"]:
        mean = np.array(config["image_mean"], np.float32)[:, None, None]
        std = np.array(config["image_std"], np.float32)[:, None, None]
        chw = (chw.astype(np.float32) - mean) / std
    return chw


def on_white(rgba: np.ndarray) -> np.ndarray:
    """HWC RGBA over white, as Pillow's alpha_composite rounds it: what transformers makes of an image with alpha."""
    colour, alpha = rgba[..., :3].astype(np.int64), rgba[..., 3:].astype(np.int64)
    total = colour * (alpha << 7) + 255 * ((255 - alpha) << 7) + (128 << 7)
    return (((total >> 8) + total) >> 8 >> 7).astype(np.uint8)


def process(rgb: np.ndarray, config: dict) -> np.ndarray:
    """The whole processor over a decoded RGB image."""
    image = rgb
    if config["do_resize"]:
        width, height = target_size(image.shape[1], image.shape[0], config["size"])
        image = resize(image, width, height, config["resample"])
    if config["do_center_crop"]:
        image = centre_crop(image, config["crop_size"]["width"], config["crop_size"]["height"])
    return tensor(image, config)

"""Writes the odd image files and what Pillow makes of each: `exif_transpose`, then `convert("RGB")`, as load_image does."""

import base64
import shutil
import struct
import warnings
import zlib
from io import BytesIO

import numpy as np
import simplejpeg
from PIL import Image, ImageOps

import odd_files as odd
from common import FIXTURES, sha256, write_json
from make_images import encode, noise, photo, with_alpha

FORMATS = FIXTURES / "formats"
# Equal where the Java run time links libjpeg-turbo; the JDK's own decoder repeats chroma rows where turbo interpolates.
TOLERANCES = {"jpeg-440": 7}
PALETTE = bytes(np.random.default_rng(1).integers(0, 256, 48, dtype=np.uint8))


def random(height: int, width: int, channels: int, top: int, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, top, size=(height, width, channels))


def pngs() -> dict[str, bytes]:
    plte = odd.png_chunk(b"PLTE", PALETTE)
    xmp = b'XML:com.adobe.xmp\0\0\0\0\0<x tiff:Orientation="8"/>'
    apng = odd.png_chunk(b"acTL", struct.pack(">II", 2, 0))
    control = lambda i: odd.png_chunk(b"fcTL", struct.pack(">IIIIIHHBB", i, 9, 5, 0, 0, 1, 10, 0, 0))
    other = odd.png_chunk(b"fdAT", struct.pack(">I", 2) + zlib.compress(bytes(5 * 28)))
    files = {}
    for depth, colour, channels in (
        *((d, 0, 1) for d in (1, 2, 4, 8, 16)),
        *((d, 3, 1) for d in (1, 2, 4, 8)),
        (8, 2, 3), (16, 2, 3), (8, 4, 2), (16, 4, 2), (8, 6, 4), (16, 6, 4),
    ):
        top = 16 if colour == 3 and depth == 8 else 1 << depth
        name = {0: "grey", 2: "rgb", 3: "palette", 4: "grey-alpha", 6: "rgba"}[colour]
        samples = random(13, 11, channels, top)
        before = plte if colour == 3 else b""
        files[f"png-{name}-{depth}.png"] = odd.png(samples, depth, colour, before=before)
        files[f"png-{name}-{depth}-adam7.png"] = odd.png(samples, depth, colour, interlaced=True, before=before)
    ramp = np.arange(0, 1200, 10).reshape(8, 15, 1)
    files |= {
        "png-grey-16-dark.png": odd.png(ramp, 16, 0),
        "png-palette-short.png": odd.png(random(5, 9, 1, 256), 8, 3, before=plte),
        "png-palette-none.png": odd.png(random(5, 9, 1, 256), 8, 3),
        "png-palette-trns.png": odd.png(random(5, 9, 1, 16), 4, 3, before=plte + odd.png_chunk(b"tRNS", bytes(range(0, 160, 10)))),
        "png-palette-trns-one.png": odd.png(random(5, 9, 1, 16), 8, 3, before=plte + odd.png_chunk(b"tRNS", b"\xff\0")),
        "png-rgb-trns.png": odd.png(random(5, 9, 3, 2), 8, 2, before=odd.png_chunk(b"tRNS", bytes(6))),
        "png-grey-trns.png": odd.png(random(5, 9, 1, 2), 8, 0, before=odd.png_chunk(b"tRNS", bytes(2))),
        "png-icc-gamma.png": odd.png(random(5, 9, 3, 256), 8, 2, before=odd.png_chunk(b"gAMA", struct.pack(">I", 10000)) + odd.png_chunk(b"iCCP", b"x\0\0" + zlib.compress(b"no profile"))),
        "png-adam7-1x1.png": odd.png(random(1, 1, 3, 256), 8, 2, interlaced=True),
        "png-adam7-3x2.png": odd.png(random(2, 3, 3, 256), 8, 2, interlaced=True),
        "png-exif-6.png": odd.png(random(5, 9, 3, 256), 8, 2, before=odd.png_chunk(b"eXIf", odd.exif(6))),
        "png-exif-3-behind.png": odd.png(random(5, 9, 3, 256), 8, 2, after=odd.png_chunk(b"eXIf", odd.exif(3, ">"))),
        "png-xmp-8.png": odd.png(random(5, 9, 3, 256), 8, 2, before=odd.png_chunk(b"iTXt", xmp)),
        "png-animated.png": odd.png(random(5, 9, 3, 256), 8, 2, before=apng + control(0), after=control(1) + other),
        "png-animated-default.png": odd.png(random(5, 9, 3, 256), 8, 2, before=apng, after=control(0) + other),
    }
    return files


def marked(jpeg: bytes, *segments: tuple[int, bytes]) -> bytes:
    """Segments right behind the start of a JPEG."""
    return jpeg[:2] + b"".join(b"\xff" + bytes([m]) + struct.pack(">H", len(d) + 2) + d for m, d in segments) + jpeg[2:]


def jpegs() -> dict[str, bytes]:
    cat, inks = photo("chelsea.png", (45, 35)), Image.fromarray(np.concatenate([np.asarray(noise((37, 29), 3)), random(29, 37, 1, 256)], axis=2).astype(np.uint8), mode="CMYK")
    jpeg = lambda image, **options: encode(image, format="JPEG", **{"quality": 85, **options})
    cmyk = jpeg(inks)
    adobe = cmyk.index(b"Adobe")
    plain = cmyk[: adobe - 4] + cmyk[adobe + 12 :]
    exif = lambda n, order="<", kind=3: (0xE1, b"Exif\0\0" + odd.exif(n, order, kind))
    xmp = (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x><tiff:Orientation>5</tiff:Orientation></x>")
    small = jpeg(photo("astronaut.png", (23, 17)), subsampling="4:2:0")
    loop = (0xE1, b"Exif\0\0II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<I", 8))
    files = {
        "jpeg-cmyk-adobe.jpg": cmyk,
        "jpeg-cmyk-420.jpg": jpeg(inks, subsampling="4:2:0"),
        "jpeg-cmyk-no-marker.jpg": plain,
        "jpeg-ycck.jpg": cmyk[: adobe + 11] + b"\2" + cmyk[adobe + 12 :],
        "jpeg-ycck-progressive.jpg": (lambda j, i: j[: i + 11] + b"\2" + j[i + 12 :])(*(lambda j: (j, j.index(b"Adobe")))(jpeg(inks, progressive=True))),
        "jpeg-rgb-adobe-0.jpg": jpeg(cat, keep_rgb=True),
        "jpeg-grey-progressive.jpg": jpeg(cat.convert("L"), progressive=True),
        "jpeg-restart-every-mcu.jpg": jpeg(cat, restart_marker_blocks=1, subsampling="4:2:0"),
        "jpeg-icc.jpg": jpeg(cat, icc_profile=b"no profile"),
        "jpeg-xmp-5.jpg": marked(small, xmp),
        "jpeg-exif-before-xmp.jpg": marked(small, xmp, exif(3)),
        "jpeg-exif-long.jpg": marked(small, exif(8, ">", 4)),
        "jpeg-exif-9.jpg": marked(small, exif(9)),
        "jpeg-exif-loop.jpg": marked(small, loop),
    }
    rgb = jpeg(cat, keep_rgb=True)
    place = rgb.index(b"Adobe")
    files["jpeg-rgb-by-ids.jpg"] = rgb[: place - 4] + rgb[place + 12 :]
    for n in range(1, 9):
        files[f"jpeg-exif-{n}.jpg"] = marked(small, exif(n, "<>"[n % 2]))
    for sampling in ("411", "440"):
        for width in (45, 32):
            pixels = np.ascontiguousarray(photo("chelsea.png", (width, 35)))
            files[f"jpeg-{sampling}-{width}.jpg"] = simplejpeg.encode_jpeg(pixels, 85, "RGB", sampling)
    return files


def gifs() -> dict[str, bytes]:
    ramp = bytes(i for n in range(16) for i in (n, n, n))
    square = random(7, 9, 1, 16)[:, :, 0]
    wide = random(40, 60, 1, 16)[:, :, 0] * (np.arange(60) % 7 < 2)
    frame = lambda x=0, y=0, **more: odd.gif_frame(x, y, square, 4, **more)
    comment = b"!\xfe\x03abc\0"
    loop = b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    photo256 = encode(photo("astronaut.png", (48, 40)).quantize(256), format="GIF")
    return {
        "gif-plain.gif": odd.gif((9, 7), PALETTE, frame()),
        "gif-interlaced.gif": odd.gif((60, 40), PALETTE, odd.gif_frame(0, 0, wide, 4, interlaced=True)),
        "gif-long-codes.gif": photo256,
        "gif-local-palette.gif": odd.gif((9, 7), PALETTE[::-1], frame(palette=PALETTE)),
        "gif-local-only.gif": odd.gif((9, 7), None, frame(palette=PALETTE)),
        "gif-no-palette.gif": odd.gif((9, 7), None, frame()),
        "gif-grey-ramp.gif": odd.gif((9, 7), ramp, frame()),
        "gif-local-ramp.gif": odd.gif((9, 7), PALETTE, frame(palette=ramp)),
        "gif-screen-larger.gif": odd.gif((15, 12), PALETTE, frame(2, 3), background=5),
        "gif-screen-larger-transparent.gif": odd.gif((15, 12), PALETTE, odd.gif_control(6, 2), frame(2, 3), background=5),
        "gif-screen-smaller.gif": odd.gif((3, 2), PALETTE, frame(2, 3)),
        "gif-screen-zero.gif": odd.gif((0, 0), PALETTE, frame()),
        "gif-transparent.gif": odd.gif((9, 7), PALETTE, comment, odd.gif_control(3), frame()),
        "gif-index-outside.gif": odd.gif((9, 7), PALETTE[:24], frame()),
        "gif-animated.gif": odd.gif((9, 7), PALETTE, loop, odd.gif_control(None), frame(), odd.gif_control(1), odd.gif_frame(0, 0, 15 - square, 4)),
        "gif-87a.gif": b"GIF87a" + odd.gif((9, 7), PALETTE, frame())[6:],
    }


def bmps() -> dict[str, bytes]:
    bgr0 = b"".join(PALETTE[i : i + 3] + b"\0" for i in range(0, 48, 3))
    greys = b"".join(bytes([i, i, i, 0]) for i in range(256))
    indices = random(5, 7, 1, 16)
    colours = lambda channels: random(5, 7, channels, 256)
    deep = random(5, 7, 1, 65536)
    rows = odd.bmp_rows
    rgb_masks = {"bgrx": (0xFF0000, 0xFF00, 0xFF, 0), "rgba": (0xFF, 0xFF00, 0xFF0000, 0xFF000000), "xbgr": (0xFF000000, 0xFF0000, 0xFF00, 0), "bgxr": (0xFF000000, 0xFF00, 0xFF, 0)}
    rle8 = bytes([7, 1, 0, 0, 0, 5, 1, 2, 3, 4, 5, 0, 2, 9, 0, 0, 9, 3, 0, 0, 0, 2, 3, 1, 2, 7, 0, 0, 7, 6, 0, 1])
    rle4 = bytes([7, 0x12, 0, 0, 0, 5, 0x12, 0x34, 0x50, 0, 2, 0x9A, 0, 0, 7, 0x33, 0, 0, 7, 0x45, 0, 0, 7, 0x6A, 0, 1])
    return {
        "bmp-1.bmp": odd.bmp(7, 5, 1, rows(indices & 1, 1), bgr0[:8], colours=2),
        "bmp-1-white-first.bmp": odd.bmp(7, 5, 1, rows(indices & 1, 1), b"\xff\xff\xff\0\0\0\0\0", colours=2),
        "bmp-4.bmp": odd.bmp(7, 5, 4, rows(indices, 4), bgr0),
        "bmp-4-short-palette.bmp": odd.bmp(7, 5, 4, rows(indices, 4), bgr0[:20], colours=5),
        "bmp-8.bmp": odd.bmp(7, 5, 8, rows(indices, 8), bgr0, colours=16),
        "bmp-8-grey.bmp": odd.bmp(7, 5, 8, rows(colours(1), 8), greys),
        "bmp-8-grey-short.bmp": odd.bmp(7, 5, 8, rows(colours(1), 8), greys[:12], colours=3),
        "bmp-8-rle.bmp": odd.bmp(7, 5, 8, rle8, bgr0, 1, colours=16),
        "bmp-4-rle.bmp": odd.bmp(7, 5, 4, rle4, bgr0, 2),
        "bmp-16.bmp": odd.bmp(7, 5, 16, rows(deep, 16)),
        "bmp-16-565.bmp": odd.bmp(7, 5, 16, rows(deep, 16), compression=3, masks=(0xF800, 0x7E0, 0x1F)),
        "bmp-24.bmp": odd.bmp(7, 5, 24, rows(colours(3), 24)),
        "bmp-24-top-down.bmp": odd.bmp(7, -5, 24, rows(colours(3), 24)),
        "bmp-24-core.bmp": odd.bmp(7, 5, 24, rows(colours(3), 24), header=12),
        "bmp-8-core.bmp": odd.bmp(7, 5, 8, rows(indices, 8), bytes(range(256)) * 3, header=12),
        "bmp-24-gap.bmp": odd.bmp(7, 5, 24, rows(colours(3), 24), gap=b"12345"),
        "bmp-24-no-place.bmp": odd.bmp(7, 5, 24, rows(colours(3), 24), at=0),
        "bmp-8-place-of-palette.bmp": odd.bmp(7, 5, 8, rows(indices, 8), bgr0, colours=16, at=54),
        "bmp-8-os2.bmp": odd.bmp(7, 5, 8, rows(indices, 8), bgr0, header=64, colours=16),
        "bmp-32.bmp": odd.bmp(7, 5, 32, rows(colours(4), 32)),
        "bmp-32-v3-masks.bmp": odd.bmp(7, 5, 32, rows(colours(4), 32), compression=3, masks=(0xFF0000, 0xFF00, 0xFF)),
        **{
            f"bmp-32-{name}.bmp": odd.bmp(7, 5, 32, rows(colours(4), 32), compression=3, header=124, masks=masks)
            for name, masks in rgb_masks.items()
        },
    }


def webps() -> dict[str, bytes]:
    cat, flat = photo("chelsea.png", (45, 35)), photo("astronaut.png", (60, 40))
    webp = lambda image, **options: encode(image, format="WEBP", **options)
    clear = with_alpha(photo("coffee.png", (30, 22)), 7)
    lossy, lossless = webp(cat, quality=75), webp(cat, lossless=True)
    exif = b"Exif\0\0" + odd.exif(6)
    xmp = b'<x tiff:Orientation="3"/>'
    head = lambda flags, size: (b"VP8X", struct.pack("<BBBB", flags, 0, 0, 0) + b"".join(struct.pack("<I", n - 1)[:3] for n in size))
    frame = lambda x, y, size, *chunks: (b"ANMF", b"".join(struct.pack("<I", n)[:3] for n in (x // 2, y // 2, size[0] - 1, size[1] - 1, 100)) + b"\0" + odd.riff(*chunks)[12:])
    files = {f"webp-lossy-q{q}.webp": webp(cat, quality=q, method=6) for q in (0, 20, 50, 75, 90, 100)}
    files |= {f"webp-lossless-m{m}.webp": webp(cat, lossless=True, quality=100, method=m) for m in (0, 3, 6)}
    files |= {f"webp-lossless-{n}-colours.webp": webp(flat.quantize(n).convert("RGB"), lossless=True, method=6) for n in (2, 4, 16, 100)}
    for size in ((1, 1), (2, 3), (17, 16), (33, 1), (1, 33)):
        files["webp-lossy-%dx%d.webp" % size] = webp(noise(size, 4), quality=60)
        files["webp-lossless-%dx%d.webp" % size] = webp(noise(size, 4), lossless=True)
    return files | {
        "webp-lossy-noise.webp": webp(noise((37, 29), 3), quality=30),
        "webp-lossy-alpha.webp": webp(clear, quality=60, exact=True),
        "webp-lossless-alpha.webp": webp(clear, lossless=True, exact=True),
        "webp-icc.webp": webp(cat, quality=75, icc_profile=b"no profile"),
        "webp-exif-6.webp": webp(cat, quality=75, exif=exif),
        "webp-exif-8-lossless.webp": webp(cat, lossless=True, exif=odd.exif(8, ">")),
        "webp-xmp-3.webp": odd.riff(head(0x04, cat.size), *odd.riff_chunks(lossy), (b"XMP ", xmp)),
        "webp-exif-not-flagged.webp": odd.riff(head(0, cat.size), *odd.riff_chunks(lossy), (b"EXIF", exif)),
        "webp-unknown-chunk.webp": odd.riff(head(0, cat.size), (b"ABCD", b"123"), *odd.riff_chunks(lossless)),
        "webp-trailing.webp": lossy + b"more",
        "webp-animated.webp": webp(cat, save_all=True, append_images=[noise(cat.size, 5)], duration=50, quality=60),
        "webp-animated-offset.webp": odd.riff(head(0x02, (60, 50)), (b"ANIM", b"\xff\xff\xff\xff\0\0"), frame(6, 4, cat.size, *odd.riff_chunks(lossy)), frame(0, 0, cat.size, *odd.riff_chunks(lossless))),
    }


def entry(name: str, file: bytes) -> dict:
    """Digests suffice where pixels are equal; where they may differ, the pixels themselves, compressed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(file)) as image:
            stored = image.convert("RGB")
            shown = ImageOps.exif_transpose(image).convert("RGB")
    facts = {"name": name, "mode": image.mode, "width": shown.width, "height": shown.height}
    facts["rgb_sha256"] = sha256(shown.tobytes())
    if stored.tobytes() != shown.tobytes():
        facts["stored_sha256"] = sha256(stored.tobytes())
    for prefix, tolerance in TOLERANCES.items():
        if name.startswith(prefix):
            facts |= {"tolerance": tolerance, "rgb": base64.b64encode(zlib.compress(shown.tobytes(), 9)).decode()}
    return facts


def main() -> None:
    shutil.rmtree(FORMATS, ignore_errors=True)
    FORMATS.mkdir(parents=True)
    files = pngs() | jpegs() | gifs() | bmps() | webps()
    for name, file in files.items():
        (FORMATS / name).write_bytes(file)
    write_json(FORMATS / "manifest.json", [entry(name, files[name]) for name in sorted(files)])
    print(len(files), "files,", sum(map(len, files.values())), "bytes")


if __name__ == "__main__":
    main()

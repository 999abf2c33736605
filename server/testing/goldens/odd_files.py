"""Writers of image files that Pillow does not write itself: odd depths, palettes, interlacing, packings, headers."""

import struct
import zlib

import numpy as np

ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(samples: np.ndarray, depth: int, colour: int, interlaced=False, before=b"", between=b"", after=b"") -> bytes:
    """`samples` is [height, width, channels]; rows take all five filters in turn."""
    height, width, channels = samples.shape
    step = max(1, depth * channels // 8)
    rows = b""
    for left, top, across, down in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = samples[top::down, left::across]
        if part.size:
            rows += _png_rows(part, depth, step)
    data = zlib.compress(rows, 9)
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    half = len(data) // 2
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + before
        + png_chunk(b"IDAT", data[:half])
        + between
        + png_chunk(b"IDAT", data[half:])
        + after
        + png_chunk(b"IEND", b"")
    )


def _png_rows(samples: np.ndarray, depth: int, step: int) -> bytes:
    above = None
    out = b""
    for y, row in enumerate(samples.reshape(samples.shape[0], -1)):
        raw = _pack(row, depth)
        above = above if above is not None else bytes(len(raw))
        out += bytes([y % 5]) + _png_filter(y % 5, raw, above, step)
        above = raw
    return out


def _pack(row: np.ndarray, depth: int) -> bytes:
    if depth == 16:
        return row.astype(">u2").tobytes()
    if depth == 8:
        return row.astype(np.uint8).tobytes()
    bits = (row[:, None].astype(np.uint8) >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.reshape(-1)).tobytes()


def _png_filter(kind: int, raw: bytes, above: bytes, step: int) -> bytes:
    out = bytearray()
    for i, value in enumerate(raw):
        a = raw[i - step] if i >= step else 0
        b = above[i]
        c = above[i - step] if i >= step else 0
        p = a + b - c
        paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
        out.append(value - (0, a, b, (a + b) // 2, paeth)[kind] & 255)
    return bytes(out)


def gif_lzw(indices, bits: int) -> bytes:
    """Full LZW with growing codes; the table is cleared when it is full."""
    clear, end = 1 << bits, (1 << bits) + 1
    out, held, count = bytearray(), 0, 0
    table, size, free = {}, bits + 1, end + 1

    def put(code: int) -> None:
        nonlocal held, count
        held |= code << count
        count += size
        while count >= 8:
            out.append(held & 255)
            held >>= 8
            count -= 8

    put(clear)
    word = None
    for index in indices:
        index = int(index)
        if word is None:
            word = index
            continue
        if (word, index) in table:
            word = table[word, index]
            continue
        put(word)
        if free < 4096:
            table[word, index] = free
            if free == 1 << size and size < 12:
                size += 1
            free += 1
        else:
            put(clear)
            table, size, free = {}, bits + 1, end + 1
        word = index
    put(word)
    # A decoder is one entry behind: its code may have grown with this one.
    if free == 1 << size and size < 12:
        size += 1
    put(end)
    if count:
        out.append(held & 255)
    blocks = b"".join(bytes([len(out[i : i + 255])]) + out[i : i + 255] for i in range(0, len(out), 255))
    return bytes([bits]) + blocks + b"\0"


def gif_palette_flag(palette: bytes | None) -> int:
    return 0 if palette is None else 0x80 | ((len(palette) // 3).bit_length() - 2)


def gif_frame(x: int, y: int, indices: np.ndarray, bits: int, palette=None, interlaced=False) -> bytes:
    height, width = indices.shape
    if interlaced:
        order = [r for first, step in ((0, 8), (4, 8), (2, 4), (1, 2)) for r in range(first, height, step)]
        indices = indices[order]
    flags = gif_palette_flag(palette) | (0x40 if interlaced else 0)
    head = b"," + struct.pack("<HHHHB", x, y, width, height, flags)
    return head + (palette or b"") + gif_lzw(indices.reshape(-1), bits)


def gif_control(transparent: int | None, disposal: int = 0) -> bytes:
    return b"!\xf9\x04" + bytes([disposal << 2 | (transparent is not None), 0, 0, transparent or 0, 0])


def gif(screen: tuple[int, int], palette: bytes | None, *blocks: bytes, background: int = 0) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", *screen, gif_palette_flag(palette), background, 0)
    return head + (palette or b"") + b"".join(blocks) + b";"


def bmp(width, height, bits, data, palette=b"", compression=0, header=40, masks=(), colours=0, gap=b"", at=None) -> bytes:
    if header == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, len(data), 2835, 2835, colours, 0)
        info = struct.pack("<I", header) + info[4:]
        info += b"".join(struct.pack("<I", mask) for mask in masks)
        info += bytes(max(0, header - len(info)))
    place = 14 + len(info) + len(palette) + len(gap) if at is None else at
    return b"BM" + struct.pack("<IHHI", place + len(data), 0, 0, place) + info + palette + gap + data


def bmp_rows(samples: np.ndarray, bits: int) -> bytes:
    """Rows in the order given, each padded to four bytes; 16 bits little-endian."""
    out = b""
    for row in samples.reshape(samples.shape[0], -1):
        raw = row.astype("<u2").tobytes() if bits == 16 else _pack(row, min(bits, 8))
        out += raw + bytes(-len(raw) % 4)
    return out


def exif(orientation: int, order: str = "<", kind: int = 3) -> bytes:
    """A TIFF with one directory: another tag, then the orientation."""
    head = b"II*\0" if order == "<" else b"MM\0*"
    value = struct.pack(order + ("HH" if kind == 3 else "I"), *((orientation, 0) if kind == 3 else (orientation,)))
    entries = struct.pack(order + "HHII", 0x0100, 4, 1, 77) + struct.pack(order + "HHI", 0x0112, kind, 1) + value
    return head + struct.pack(order + "IH", 8, 2) + entries + bytes(4)


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(k + struct.pack("<I", len(d)) + d + bytes(len(d) % 2) for k, d in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def riff_chunks(file: bytes) -> list[tuple[bytes, bytes]]:
    out, at = [], 12
    while at + 8 <= len(file):
        size = struct.unpack_from("<I", file, at + 4)[0]
        out.append((file[at : at + 4], file[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    return out

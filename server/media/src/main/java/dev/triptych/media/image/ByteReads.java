package dev.triptych.media.image;

import java.nio.ByteBuffer;

/** Little-endian reads from a file of one format, which refuse where it ends. */
record ByteReads(ImageFormat format, ByteBuffer bytes) {
    int u8(long at) {
        if (at < 0 || at >= bytes.limit()) {
            throw ImageErrors.truncated(format, bytes.limit());
        }
        return bytes.get((int) at) & 0xFF;
    }

    int u16(long at) {
        return u8(at) | u8(at + 1) << 8;
    }

    int u24(long at) {
        return u16(at) | u8(at + 2) << 16;
    }

    long u32(long at) {
        return u24(at) | (long) u8(at + 3) << 24;
    }

    int limit() {
        return bytes.limit();
    }
}

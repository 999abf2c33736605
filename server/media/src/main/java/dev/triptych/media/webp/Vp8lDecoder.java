package dev.triptych.media.webp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;

/**
 * Decodes the lossless picture of a chunk {@code VP8L} (WebP Lossless Bitstream Specification, RFC 9649) to RGB; alpha is
 * dropped.
 */
public final class Vp8lDecoder {
    /** Bytes from which {@link #size} tells a picture's size. */
    public static final int HEADER_BYTES = 5;

    private final BitReader in;
    private final int height;
    private final Vp8lPixels pixels;
    private int width;

    private Vp8lDecoder(byte[] data) {
        int[] size = size(data);
        width = size[0];
        height = size[1];
        in = new BitReader(data, HEADER_BYTES);
        pixels = new Vp8lPixels(in, codeBytes(width, height));
    }

    /**
     * Width and height of a picture by the first bytes of its chunk's data.
     *
     * @throws dev.triptych.spi.error.TaskException {@code IMAGE_CORRUPT} or {@code IMAGE_TRUNCATED}
     */
    public static int[] size(byte[] start) {
        if (start.length < HEADER_BYTES) {
            throw WebpErrors.truncated(start.length);
        }
        BitReader in = new BitReader(start, 0);
        if (in.read(8) != 0x2F) {
            throw WebpErrors.corrupt("its lossless picture does not begin as one");
        }
        int[] size = {1 + in.read(14), 1 + in.read(14)};
        // Whether alpha is used, then the version.
        in.read(1);
        if (in.read(3) != 0) {
            throw WebpErrors.corrupt("an unknown version of lossless pictures");
        }
        return size;
    }

    /** The memory that decoding takes beside the pixels, in bytes. */
    public static long scratchBytes(int width, int height) {
        // ARGB, once more where a palette is packed, the small images of transforms, and codes.
        return 8L * width * height + codeBytes(width, height) + (1 << 19);
    }

    private static long codeBytes(int width, int height) {
        return Math.min(64L << 20, (128L << 10) + 16L * width * height);
    }

    /**
     * The pixels, interleaved R, G, B.
     *
     * @param data the chunk's data
     * @throws dev.triptych.spi.error.TaskException {@code IMAGE_CORRUPT} or {@code IMAGE_TRUNCATED}
     */
    public static byte[] decode(byte[] data) {
        int[] argb = new Vp8lDecoder(data).decode();
        byte[] rgb = new byte[Math.toIntExact(3L * argb.length)];
        for (int i = 0, o = 0; i < argb.length; i++, o += 3) {
            rgb[o] = (byte) (argb[i] >> 16);
            rgb[o + 1] = (byte) (argb[i] >> 8);
            rgb[o + 2] = (byte) argb[i];
        }
        return rgb;
    }

    private int[] decode() {
        Deque<Vp8lTransform> transforms = new ArrayDeque<>();
        Set<Vp8lTransform.Kind> seen = EnumSet.noneOf(Vp8lTransform.Kind.class);
        while (in.flag()) {
            Vp8lTransform.Kind kind = Vp8lTransform.Kind.ofCode(in.read(2));
            if (!seen.add(kind)) {
                throw WebpErrors.corrupt("a transform twice");
            }
            transforms.push(transform(kind));
        }
        int[] argb = pixels.read(width, height, true);
        for (Vp8lTransform transform : transforms) {
            argb = transform.undo(argb);
        }
        return argb;
    }

    private Vp8lTransform transform(Vp8lTransform.Kind kind) {
        int before = width;
        return switch (kind) {
            case PREDICT, MIX_COLOURS -> {
                int bits = 2 + in.read(3);
                int[] blocks = pixels.read(Vp8lPixels.blocks(width, bits), Vp8lPixels.blocks(height, bits), false);
                yield new Vp8lTransform(kind, before, height, bits, blocks);
            }
            case SUBTRACT_GREEN -> new Vp8lTransform(kind, before, height, 0, new int[0]);
            case PALETTE -> {
                int colours = 1 + in.read(8);
                int bits = colours > 16 ? 0 : colours > 4 ? 1 : colours > 2 ? 2 : 3;
                int[] palette = pixels.read(colours, 1, false);
                for (int i = 1; i < colours; i++) {
                    palette[i] = Argb.add(palette[i], palette[i - 1]);
                }
                width = Vp8lPixels.blocks(width, bits);
                yield new Vp8lTransform(kind, before, height, bits, palette);
            }
        };
    }
}

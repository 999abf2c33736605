package dev.triptych.media.webp;

/**
 * Decodes the key frame of a chunk {@code VP8 } (RFC 6386) to RGB, as libwebp does by default.
 *
 * <p>Memory: three planes of the picture padded to multiples of 16, the pixels, and little else.
 */
public final class Vp8Decoder {
    /** Bytes from which {@link #size} tells a picture's size. */
    public static final int HEADER_BYTES = 10;

    private final Vp8Header header;
    private final Vp8Planes planes;
    private final Vp8Modes modes;
    private final Vp8Residuals residuals;
    private final Vp8Predictor predictor = new Vp8Predictor();
    private final int[] half = new int[16];
    private final byte[] strengths;

    private Vp8Decoder(Vp8Header header) {
        this.header = header;
        planes = new Vp8Planes(header.width, header.height);
        modes = new Vp8Modes(header, planes.columns);
        residuals = new Vp8Residuals(header.probabilities, planes.columns);
        strengths = new byte[planes.columns * planes.rows];
    }

    /**
     * Width and height of a picture by the first bytes of its chunk's data.
     *
     * @throws dev.triptych.spi.error.TaskException {@code IMAGE_CORRUPT} or {@code IMAGE_TRUNCATED}
     */
    public static int[] size(byte[] start) {
        return Vp8Header.size(start, start.length);
    }

    /** The memory that decoding takes beside the pixels, in bytes. */
    public static long scratchBytes(int width, int height) {
        return (384L + 1) * ((width + 15) / 16) * ((height + 15) / 16) + 80L * width + (1 << 14);
    }

    /**
     * The pixels, interleaved R, G, B.
     *
     * @param data the chunk's data
     * @param eachRow called at each row of macroblocks; what it throws ends the work
     * @throws dev.triptych.spi.error.TaskException {@code IMAGE_CORRUPT} or {@code IMAGE_TRUNCATED}
     */
    public static byte[] decode(byte[] data, Runnable eachRow) {
        Vp8Decoder decoder = new Vp8Decoder(new Vp8Header(data));
        for (int row = 0; row < decoder.planes.rows; row++) {
            eachRow.run();
            if (!decoder.row(row)) {
                throw WebpErrors.truncated(data.length);
            }
        }
        decoder.header.filters.apply(decoder.planes, decoder.strengths);
        return Vp8Colours.toRgb(decoder.planes, decoder.header.width, decoder.header.height);
    }

    /** Decodes a row of macroblocks; false where the data ended. */
    private boolean row(int row) {
        BoolReader in = header.residuals[row & (header.residuals.length - 1)];
        modes.beginRow();
        residuals.beginRow();
        for (int column = 0; column < planes.columns; column++) {
            modes.read(column);
            boolean filled = false;
            if (modes.skip) {
                residuals.skip(column, modes.inBlocks);
            } else {
                filled = residuals.read(in, column, modes.inBlocks, header.steps[modes.segment]);
            }
            predictor.surround(planes, column, row);
            luma(column, row);
            chroma(column, row);
            store(column, row);
            int within = filled || modes.inBlocks ? 8 : 0;
            strengths[row * planes.columns + column] = (byte) (2 * modes.segment + (modes.inBlocks ? 1 : 0) + within);
        }
        return !in.ended() && !header.modes.ended();
    }

    private void luma(int column, int row) {
        if (!modes.inBlocks) {
            predictor.whole(modes.luma, Vp8Predictor.LUMA, 16, column > 0, row > 0);
        }
        for (int i = 0; i < 16; i++) {
            int at = Vp8Predictor.LUMA + 4 * (i >> 2) * Vp8Predictor.STRIDE + 4 * (i & 3);
            if (modes.inBlocks) {
                predictor.block(modes.blocks[i], at);
            }
            add(i, at);
        }
    }

    private void chroma(int column, int row) {
        predictor.whole(modes.chroma, Vp8Predictor.U, 8, column > 0, row > 0);
        predictor.whole(modes.chroma, Vp8Predictor.V, 8, column > 0, row > 0);
        for (int i = 0; i < 8; i++) {
            int plane = i < 4 ? Vp8Predictor.U : Vp8Predictor.V;
            add(16 + i, plane + 4 * ((i >> 1) & 1) * Vp8Predictor.STRIDE + 4 * (i & 1));
        }
    }

    private void add(int block, int at) {
        if (residuals.filled[block]) {
            Vp8Transforms.addCosine(
                    residuals.coefficients, 16 * block, predictor.samples, at, Vp8Predictor.STRIDE, half);
        }
    }

    private void store(int column, int row) {
        copy(Vp8Predictor.LUMA, 16, planes.luma, planes.stride, column, row);
        copy(Vp8Predictor.U, 8, planes.u, planes.chromaStride, column, row);
        copy(Vp8Predictor.V, 8, planes.v, planes.chromaStride, column, row);
    }

    private void copy(int from, int size, byte[] plane, int stride, int column, int row) {
        for (int y = 0; y < size; y++) {
            System.arraycopy(
                    predictor.samples,
                    from + y * Vp8Predictor.STRIDE,
                    plane,
                    (size * row + y) * stride + size * column,
                    size);
        }
    }
}

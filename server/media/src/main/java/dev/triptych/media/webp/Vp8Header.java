package dev.triptych.media.webp;

import java.util.Arrays;

/** The header of a key frame (RFC 6386, section 9): segments, filters, quantisers, partitions, probabilities. */
final class Vp8Header {
    private static final int SEGMENTS = 4;
    /** Bytes of the frame's tag, start code and size. */
    private static final int TAG = 10;

    final int width;
    final int height;
    /** The first partition, which holds this header and the modes of all blocks. */
    final BoolReader modes;
    /** The partitions of coefficients; rows of macroblocks take them in turn. */
    final BoolReader[] residuals;

    final boolean segmentMap;
    final int[] segmentProbabilities = {255, 255, 255};
    final Vp8Filters filters;
    /** By segment: steps of luma, of the second-order luma and of chroma, DC before AC. */
    final int[][] steps = new int[SEGMENTS][6];

    final int[] probabilities = Vp8Tables.DEFAULT_PROBABILITIES.clone();
    /** The chance that a macroblock does not say that it has no coefficients, of 256; -1 where none says so. */
    final int skipProbability;

    private final boolean segmented;
    private boolean absolute = true;
    private final int[] segmentQuantiser = new int[SEGMENTS];
    private final int[] segmentLevel = new int[SEGMENTS];

    /** Reads the header of a chunk {@code VP8 }. */
    Vp8Header(byte[] data) {
        int[] size = size(data, data.length);
        width = size[0];
        height = size[1];
        int first = ((data[0] & 0xFF) | (data[1] & 0xFF) << 8 | (data[2] & 0xFF) << 16) >> 5;
        if (first > data.length - TAG) {
            throw WebpErrors.truncated(data.length);
        }
        modes = new BoolReader(data, TAG, TAG + first);
        // Colour space and clamping: without meaning for pictures.
        modes.number(2);
        segmented = modes.flag();
        segmentMap = segmented && modes.flag();
        if (segmented) {
            readSegments();
        }
        filters = readFilters();
        residuals = partitions(data, TAG + first, 1 << modes.number(2));
        readSteps();
        // Whether probabilities outlive the frame.
        modes.flag();
        for (int i = 0; i < probabilities.length; i++) {
            if (modes.bit(Vp8Tables.UPDATE_PROBABILITIES[i]) == 1) {
                probabilities[i] = modes.number(8);
            }
        }
        boolean skips = modes.flag();
        skipProbability = skips ? modes.number(8) : -1;
        if (modes.ended()) {
            throw WebpErrors.truncated(data.length);
        }
    }

    /** Width and height of the key frame whose first bytes these are. */
    static int[] size(byte[] data, int length) {
        if (length < TAG) {
            throw WebpErrors.truncated(data.length);
        }
        boolean keyFrame = (data[0] & 1) == 0;
        boolean shown = ((data[0] >> 4) & 1) == 1;
        boolean startCode = data[3] == (byte) 0x9D && data[4] == 1 && data[5] == 0x2A;
        if (!keyFrame || !shown || ((data[0] >> 1) & 7) > 3 || !startCode) {
            throw WebpErrors.corrupt("its picture is not a shown key frame of VP8");
        }
        int width = ((data[6] & 0xFF) | (data[7] & 0xFF) << 8) & 0x3FFF;
        int height = ((data[8] & 0xFF) | (data[9] & 0xFF) << 8) & 0x3FFF;
        if (width == 0 || height == 0) {
            throw WebpErrors.corrupt("its size is " + width + " x " + height);
        }
        return new int[] {width, height};
    }

    private void readSegments() {
        boolean updateMap = segmentMap;
        if (modes.flag()) {
            absolute = modes.flag();
            Arrays.setAll(segmentQuantiser, i -> modes.optionalSigned(7));
            Arrays.setAll(segmentLevel, i -> modes.optionalSigned(6));
        }
        for (int i = 0; updateMap && i < 3; i++) {
            segmentProbabilities[i] = modes.flag() ? modes.number(8) : 255;
        }
    }

    private Vp8Filters readFilters() {
        boolean simple = modes.flag();
        int level = modes.number(6);
        int sharpness = modes.number(3);
        int[] deltas = new int[8];
        boolean useDeltas = modes.flag();
        if (useDeltas && modes.flag()) {
            Arrays.setAll(deltas, i -> modes.optionalSigned(6));
        }
        int[] levels = new int[2 * SEGMENTS];
        for (int i = 0; i < levels.length; i++) {
            int base = segmented ? segmentLevel[i / 2] + (absolute ? 0 : level) : level;
            // Of the deltas, a key frame has that of its reference and that of 4 x 4 prediction.
            int delta = useDeltas ? deltas[0] + (i % 2 == 1 ? deltas[4] : 0) : 0;
            levels[i] = level == 0 ? 0 : Math.max(0, Math.min(63, base + delta));
        }
        return new Vp8Filters(simple, sharpness, levels);
    }

    private static BoolReader[] partitions(byte[] data, int sizes, int count) {
        BoolReader[] partitions = new BoolReader[count];
        int from = sizes + 3 * (count - 1);
        if (from > data.length) {
            throw WebpErrors.truncated(data.length);
        }
        for (int i = 0; i < count; i++) {
            int at = sizes + 3 * i;
            int size = i == count - 1
                    ? data.length - from
                    : (data[at] & 0xFF) | (data[at + 1] & 0xFF) << 8 | (data[at + 2] & 0xFF) << 16;
            size = Math.min(size, data.length - from);
            partitions[i] = new BoolReader(data, from, from + size);
            from += size;
        }
        return partitions;
    }

    private void readSteps() {
        int base = modes.number(7);
        int[] delta = new int[5];
        Arrays.setAll(delta, i -> modes.optionalSigned(4));
        for (int i = 0; i < SEGMENTS; i++) {
            int index = segmented ? segmentQuantiser[i] + (absolute ? 0 : base) : base;
            int[] step = steps[i];
            step[0] = Vp8Tables.DC_STEPS[clip(index + delta[0], 127)];
            step[1] = Vp8Tables.AC_STEPS[clip(index, 127)];
            step[2] = 2 * Vp8Tables.DC_STEPS[clip(index + delta[1], 127)];
            step[3] = Math.max(8, Vp8Tables.AC_STEPS[clip(index + delta[2], 127)] * 155 / 100);
            step[4] = Vp8Tables.DC_STEPS[clip(index + delta[3], 117)];
            step[5] = Vp8Tables.AC_STEPS[clip(index + delta[4], 127)];
        }
    }

    private static int clip(int index, int top) {
        return Math.max(0, Math.min(top, index));
    }
}

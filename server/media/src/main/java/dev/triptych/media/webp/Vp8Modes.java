package dev.triptych.media.webp;

import java.util.Arrays;

/** Reads how each macroblock is predicted (RFC 6386, sections 10 and 11), from the first partition. */
final class Vp8Modes {
    /** The modes of whole macroblocks, and the first four of blocks. */
    static final int DC = 0;

    static final int TRUE_MOTION = 1;
    static final int VERTICAL = 2;
    static final int HORIZONTAL = 3;
    /** The modes of 4 x 4 blocks alone, by the direction they point in: right-down, vertical-right, and so on. */
    static final int RD = 4;

    static final int VR = 5;
    static final int LD = 6;
    static final int VL = 7;
    static final int HD = 8;
    static final int HU = 9;

    /** Nodes in pairs, for bits 0 and 1; a leaf is the complement of its mode. */
    private static final int[] BLOCK_TREE = {
        ~DC, 2, ~TRUE_MOTION, 4, ~VERTICAL, 6, 8, 12, ~HORIZONTAL, 10, ~RD, ~VR, ~LD, 14, ~VL, 16, ~HD, ~HU
    };

    private final Vp8Header header;
    private final BoolReader in;
    private final int[] above;
    private final int[] left = new int[4];

    /** The macroblock's quantiser and filter. */
    int segment;
    /** Whether it says that it has no coefficients. */
    boolean skip;
    /** Whether its luma is predicted in 4 x 4 blocks, by {@link #blocks}; else whole, by {@link #luma}. */
    boolean inBlocks;

    int luma;
    int chroma;
    final int[] blocks = new int[16];

    Vp8Modes(Vp8Header header, int columns) {
        this.header = header;
        this.in = header.modes;
        this.above = new int[4 * columns];
    }

    /** Begins a row of macroblocks; outside the picture lies DC. */
    void beginRow() {
        Arrays.fill(left, DC);
    }

    /** Reads the next macroblock. */
    void read(int column) {
        segment = 0;
        if (header.segmentMap) {
            int[] probabilities = header.segmentProbabilities;
            segment = in.bit(probabilities[0]) == 0 ? in.bit(probabilities[1]) : 2 + in.bit(probabilities[2]);
        }
        skip = header.skipProbability >= 0 && in.bit(header.skipProbability) == 1;
        inBlocks = in.bit(145) == 0;
        if (inBlocks) {
            readBlocks(column);
        } else {
            luma = in.bit(156) == 1
                    ? (in.bit(128) == 1 ? TRUE_MOTION : HORIZONTAL)
                    : (in.bit(163) == 1 ? VERTICAL : DC);
            Arrays.fill(above, 4 * column, 4 * column + 4, luma);
            Arrays.fill(left, luma);
        }
        chroma = in.bit(142) == 0 ? DC : in.bit(114) == 0 ? VERTICAL : in.bit(183) == 0 ? HORIZONTAL : TRUE_MOTION;
    }

    private void readBlocks(int column) {
        for (int y = 0; y < 4; y++) {
            int mode = left[y];
            for (int x = 0; x < 4; x++) {
                int context = 9 * (10 * above[4 * column + x] + mode);
                int node = 0;
                do {
                    int probability = Vp8Tables.MODE_PROBABILITIES[context + (node >> 1)];
                    node = BLOCK_TREE[node + in.bit(probability)];
                } while (node >= 0);
                mode = ~node;
                above[4 * column + x] = mode;
                blocks[4 * y + x] = mode;
            }
            left[y] = mode;
        }
    }
}

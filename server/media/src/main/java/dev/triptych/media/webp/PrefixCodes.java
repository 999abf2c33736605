package dev.triptych.media.webp;

import java.util.Arrays;

/** Reads groups of prefix codes: for green with lengths and cached colours, red, blue, alpha, and distances. */
final class PrefixCodes {
    /** Codes of a group. */
    static final int GROUP = 5;

    static final int LITERALS = 256;
    static final int LENGTHS = 24;
    private static final int DISTANCES = 40;
    private static final int[] ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    private static final int[] REPEAT_BITS = {2, 3, 7};
    private static final int[] REPEAT_FROM = {3, 3, 11};

    private final BitReader in;
    private final int greens;
    private final int[] lengths;
    private long bytesLeft;

    /**
     * @param cached colours in the cache
     * @param memory what codes may take in all, in bytes
     */
    PrefixCodes(BitReader in, int cached, long memory) {
        this.in = in;
        greens = LITERALS + LENGTHS + cached;
        lengths = new int[greens];
        bytesLeft = memory;
    }

    /** Reads a group and keeps it. */
    PrefixCode[] read() {
        PrefixCode[] group = new PrefixCode[GROUP];
        for (int i = 0; i < GROUP; i++) {
            group[i] = code(size(i));
            bytesLeft -= group[i].bytes();
        }
        if (bytesLeft < 0) {
            throw WebpErrors.corrupt("its codes take more memory than a picture of its size warrants");
        }
        return group;
    }

    /** Reads a group that nothing refers to. */
    void skip() {
        for (int i = 0; i < GROUP; i++) {
            code(size(i));
        }
    }

    private int size(int code) {
        return code == 0 ? greens : code == 4 ? DISTANCES : LITERALS;
    }

    private PrefixCode code(int size) {
        if (!in.flag()) {
            readLengths(size);
            return PrefixCode.of(lengths, size);
        }
        boolean two = in.flag();
        int first = in.read(in.flag() ? 8 : 1);
        int second = two ? in.read(8) : first;
        if (Math.max(first, second) >= size) {
            throw WebpErrors.corrupt("a code of an unknown symbol");
        }
        return PrefixCode.of(first, second);
    }

    private void readLengths(int size) {
        int[] ofLengths = new int[ORDER.length];
        int stated = 4 + in.read(4);
        for (int i = 0; i < stated; i++) {
            ofLengths[ORDER[i]] = in.read(3);
        }
        PrefixCode code = PrefixCode.of(ofLengths, ofLengths.length);
        int left = size;
        if (in.flag()) {
            left = 2 + in.read(2 + 2 * in.read(3));
        }
        if (left > size) {
            throw WebpErrors.corrupt("a code of too many symbols");
        }
        Arrays.fill(lengths, 0, size, 0);
        int before = 8;
        for (int symbol = 0; symbol < size && left > 0; left--) {
            int length = code.read(in);
            if (length < 16) {
                lengths[symbol++] = length;
                before = length == 0 ? before : length;
                continue;
            }
            int repeats = REPEAT_FROM[length - 16] + in.read(REPEAT_BITS[length - 16]);
            if (symbol + repeats > size) {
                throw WebpErrors.corrupt("a code of too many symbols");
            }
            Arrays.fill(lengths, symbol, symbol + repeats, length == 16 ? before : 0);
            symbol += repeats;
        }
    }
}

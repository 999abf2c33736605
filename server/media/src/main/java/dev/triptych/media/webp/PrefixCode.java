package dev.triptych.media.webp;

/**
 * A canonical prefix code of at most 15 bits; codes are read from their first bit on.
 *
 * <p>Short codes are looked up at once; longer ones are found by counting, so that memory grows with the symbols in use
 * and not with the code's depth.
 */
final class PrefixCode {
    static final int MAX_BITS = 15;
    private static final int ROOT_BITS = 8;

    /** By the next bits: symbol and length, or length 0 for a longer code. */
    private final int[] root;

    private final int rootBits;
    /** Symbols by code. */
    private final short[] symbols;
    /** How many codes of a length there are. */
    private final short[] counts;

    private PrefixCode(int[] root, int rootBits, short[] symbols, short[] counts) {
        this.root = root;
        this.rootBits = rootBits;
        this.symbols = symbols;
        this.counts = counts;
    }

    /** The code of one symbol, which takes no bits. */
    static PrefixCode of(int symbol) {
        return new PrefixCode(new int[] {symbol << 4}, 0, new short[0], new short[0]);
    }

    /** Two symbols of one bit each, the smaller first. */
    static PrefixCode of(int one, int other) {
        int[] root = {Math.min(one, other) << 4 | 1, Math.max(one, other) << 4 | 1};
        return one == other ? of(one) : new PrefixCode(root, 1, new short[0], new short[0]);
    }

    /**
     * The code with the given length for each symbol, 0 for a symbol that does not occur.
     *
     * @throws dev.triptych.spi.error.TaskException {@code IMAGE_CORRUPT} when no code has these lengths
     */
    static PrefixCode of(int[] lengths, int size) {
        short[] counts = new short[MAX_BITS + 1];
        int used = 0;
        int last = 0;
        for (int i = 0; i < size; i++) {
            if (lengths[i] > 0) {
                counts[lengths[i]]++;
                used++;
                last = i;
            }
        }
        if (used == 1) {
            return of(last);
        }
        int open = 1;
        int longest = 0;
        int[] place = new int[MAX_BITS + 2];
        for (int bits = 1; bits <= MAX_BITS; bits++) {
            open = 2 * open - counts[bits];
            if (open < 0) {
                break;
            }
            place[bits + 1] = place[bits] + counts[bits];
            longest = counts[bits] > 0 ? bits : longest;
        }
        if (open != 0) {
            throw WebpErrors.corrupt("a code that is not whole");
        }
        short[] symbols = new short[used];
        for (int i = 0; i < size; i++) {
            if (lengths[i] > 0) {
                symbols[place[lengths[i]]++] = (short) i;
            }
        }
        int rootBits = Math.min(longest, ROOT_BITS);
        return new PrefixCode(root(counts, symbols, rootBits), rootBits, symbols, counts);
    }

    private static int[] root(short[] counts, short[] symbols, int rootBits) {
        int[] root = new int[1 << rootBits];
        int code = 0;
        int next = 0;
        for (int bits = 1; bits <= rootBits; bits++, code <<= 1) {
            for (int i = 0; i < counts[bits]; i++, code++) {
                int first = Integer.reverse(code) >>> (32 - bits);
                for (int at = first; at < root.length; at += 1 << bits) {
                    root[at] = symbols[next] << 4 | bits;
                }
                next++;
            }
        }
        return root;
    }

    /** Reads a symbol. */
    int read(BitReader in) {
        int ahead = in.peek(MAX_BITS);
        int entry = root[ahead & ((1 << rootBits) - 1)];
        int length = entry & 15;
        if (length > 0 || rootBits == 0) {
            in.skip(length);
            return entry >> 4;
        }
        return deep(in, ahead);
    }

    private int deep(BitReader in, int ahead) {
        int code = 0;
        int first = 0;
        int index = 0;
        for (int bits = 1; bits <= MAX_BITS; bits++) {
            code |= (ahead >> (bits - 1)) & 1;
            int count = counts[bits];
            if (code - first < count) {
                in.skip(bits);
                return symbols[index + code - first];
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        throw new IllegalStateException("a whole code has a symbol for every bits");
    }

    /** The memory that this takes, in bytes. */
    int bytes() {
        return 4 * root.length + 2 * symbols.length + 2 * counts.length + 96;
    }
}

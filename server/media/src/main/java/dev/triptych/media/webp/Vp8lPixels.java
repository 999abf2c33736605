package dev.triptych.media.webp;

/**
 * Reads an entropy-coded image: literal colours, runs copied from before, and colours from a cache; the picture itself,
 * or one that a transform or the choice of codes needs.
 */
final class Vp8lPixels {
    private static final int GREEN = 0;
    private static final int RED = 1;
    private static final int BLUE = 2;
    private static final int ALPHA = 3;
    private static final int DISTANCE = 4;
    private static final int CACHE_MULTIPLIER = 0x1E35A7BD;
    /** The nearest pixels in the order of their codes: rows up in the high half, 8 less columns left in the low. */
    private static final String NEAREST =
            "1807171928062729161a262a38053739151b363a252b48044749141c353b464a242c58454b343c03"
                    + "5759131d565a232d444c555b333d68026769121e666a222e545c434d656b323e78017779535d111f"
                    + "646c424e767a212f757b313f636d525e00747c414f1020626e30737d515f40727e616f50717f6070";

    private static final int[] NEAR = near();

    private final BitReader in;
    private final long codeMemory;

    Vp8lPixels(BitReader in, long codeMemory) {
        this.in = in;
        this.codeMemory = codeMemory;
    }

    private static int[] near() {
        int[] near = new int[NEAREST.length() / 2];
        java.util.Arrays.setAll(near, i -> Integer.parseInt(NEAREST.substring(2 * i, 2 * i + 2), 16));
        return near;
    }

    /** Reads an image as ARGB. */
    int[] read(int width, int height, boolean picture) {
        int cacheBits = in.flag() ? in.read(4) : 0;
        if (cacheBits > 11) {
            throw WebpErrors.corrupt("a cache of " + cacheBits + " bits");
        }
        int blockBits = 0;
        int[] blocks = null;
        if (picture && in.flag()) {
            blockBits = 2 + in.read(3);
            blocks = new Vp8lPixels(in, codeMemory).read(blocks(width, blockBits), blocks(height, blockBits), false);
        }
        PrefixCode[][] groups = groups(blocks, new PrefixCodes(in, cacheBits == 0 ? 0 : 1 << cacheBits, codeMemory));
        return new Run(width, height, groups, blocks == null ? new int[0] : blocks, blockBits, cacheBits).read();
    }

    /** How many blocks cover an edge. */
    static int blocks(int edge, int bits) {
        return (edge + (1 << bits) - 1) >> bits;
    }

    /** Reads all groups, keeps those that a block names, and makes the blocks name them by their new places. */
    private static PrefixCode[][] groups(int @org.jspecify.annotations.Nullable [] blocks, PrefixCodes codes) {
        if (blocks == null) {
            return new PrefixCode[][] {codes.read()};
        }
        int[] places = new int[1 << 16];
        int count = 0;
        int used = 0;
        for (int i = 0; i < blocks.length; i++) {
            int group = (blocks[i] >> 8) & 0xFFFF;
            count = Math.max(count, group + 1);
            if (places[group] == 0) {
                places[group] = ++used;
            }
            blocks[i] = group;
        }
        PrefixCode[][] groups = new PrefixCode[used][];
        for (int i = 0; i < count; i++) {
            if (places[i] == 0) {
                codes.skip();
            } else {
                groups[places[i] - 1] = codes.read();
            }
        }
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = places[blocks[i]] - 1;
        }
        return groups;
    }

    /** The reading of one image's pixels. */
    private final class Run {
        private final int width;
        private final int[] pixels;
        private final PrefixCode[][] groups;
        private final int[] blocks;
        private final int blockBits;
        private final int blocksAcross;
        private final int[] cache;
        private final int cacheShift;
        private int done;
        private int cached;

        Run(int width, int height, PrefixCode[][] groups, int[] blocks, int blockBits, int cacheBits) {
            this.width = width;
            this.pixels = new int[Math.multiplyExact(width, height)];
            this.groups = groups;
            this.blocks = blocks;
            this.blockBits = blockBits;
            this.blocksAcross = blocks(width, blockBits);
            this.cache = new int[cacheBits == 0 ? 0 : 1 << cacheBits];
            this.cacheShift = 32 - cacheBits;
        }

        int[] read() {
            PrefixCode[] group = groups[0];
            int x = 0;
            int y = 0;
            int mask = (1 << blockBits) - 1;
            boolean entered = true;
            while (done < pixels.length) {
                if (blocks.length > 0 && (entered || (x & mask) == 0)) {
                    group = groups[blocks[(y >> blockBits) * blocksAcross + (x >> blockBits)]];
                }
                int before = done;
                symbol(group);
                x += done - before;
                entered = done - before > 1 || x >= width;
                y += x / width;
                x %= width;
            }
            return pixels;
        }

        private void symbol(PrefixCode[] group) {
            int symbol = group[GREEN].read(in);
            if (symbol < PrefixCodes.LITERALS) {
                int red = group[RED].read(in);
                int blue = group[BLUE].read(in);
                pixels[done++] = group[ALPHA].read(in) << 24 | red << 16 | symbol << 8 | blue;
            } else if (symbol < PrefixCodes.LITERALS + PrefixCodes.LENGTHS) {
                copy(extended(symbol - PrefixCodes.LITERALS), extended(group[DISTANCE].read(in)));
            } else {
                remember();
                pixels[done++] = cache[symbol - PrefixCodes.LITERALS - PrefixCodes.LENGTHS];
            }
        }

        /** Puts the pixels read so far into the cache. */
        private void remember() {
            for (; cached < done; cached++) {
                cache[(pixels[cached] * CACHE_MULTIPLIER) >>> cacheShift] = pixels[cached];
            }
        }

        private int extended(int symbol) {
            if (symbol < 4) {
                return symbol + 1;
            }
            int bits = (symbol - 2) >> 1;
            return ((2 + (symbol & 1)) << bits) + in.read(bits) + 1;
        }

        private void copy(int length, int code) {
            int distance = code > NEAR.length ? code - NEAR.length : near(NEAR[code - 1]);
            if (distance > done || length > pixels.length - done) {
                throw WebpErrors.corrupt("a copy from outside the picture");
            }
            for (int i = 0; i < length; i++, done++) {
                pixels[done] = pixels[done - distance];
            }
        }

        private int near(int place) {
            return Math.max(1, (place >> 4) * width + 8 - (place & 15));
        }
    }
}

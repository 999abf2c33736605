package dev.triptych.media.webp;

/**
 * Smooths the edges between and within macroblocks (RFC 6386, section 15), after all of them are decoded.
 *
 * <p>Strengths come by segment and by whether a macroblock was predicted in blocks: index {@code 2 * segment + inBlocks}.
 */
final class Vp8Filters {
    private final boolean simple;
    private final int sharpness;
    private final int[] levels;

    private byte[] plane = new byte[0];
    private int limit;
    private int inner;
    private int variance;

    Vp8Filters(boolean simple, int sharpness, int[] levels) {
        this.simple = simple;
        this.sharpness = sharpness;
        this.levels = levels;
    }

    /**
     * Filters a picture in place.
     *
     * @param strengths by macroblock: the index of its strength, plus 8 when the edges within it are filtered too
     */
    void apply(Vp8Planes planes, byte[] strengths) {
        for (int row = 0; row < planes.rows; row++) {
            for (int column = 0; column < planes.columns; column++) {
                int strength = strengths[row * planes.columns + column];
                int level = levels[strength & 7];
                if (level > 0) {
                    choose(level);
                    macroblock(planes, column, row, strength >= 8);
                }
            }
        }
    }

    private void choose(int level) {
        inner = level;
        if (sharpness > 0) {
            inner >>= sharpness > 4 ? 2 : 1;
            inner = Math.min(inner, 9 - sharpness);
        }
        inner = Math.max(inner, 1);
        limit = 2 * level + inner;
        variance = level >= 40 ? 2 : level >= 15 ? 1 : 0;
    }

    private void macroblock(Vp8Planes planes, int column, int row, boolean within) {
        square(planes.luma, planes.stride, 16, column, row, within);
        if (!simple) {
            square(planes.u, planes.chromaStride, 8, column, row, within);
            square(planes.v, planes.chromaStride, 8, column, row, within);
        }
    }

    private void square(byte[] of, int stride, int size, int column, int row, boolean within) {
        plane = of;
        int at = size * (row * stride + column);
        if (column > 0) {
            edge(at, stride, 1, size, true);
        }
        for (int i = 4; within && i < size; i += 4) {
            edge(at + i, stride, 1, size, false);
        }
        if (row > 0) {
            edge(at, 1, stride, size, true);
        }
        for (int i = 4; within && i < size; i += 4) {
            edge(at + i * stride, 1, stride, size, false);
        }
    }

    /** Filters along an edge; {@code across} leads over it. */
    private void edge(int from, int along, int across, int length, boolean outer) {
        int bound = outer ? limit + 4 : limit;
        for (int i = 0, at = from; i < length; i++, at += along) {
            int p1 = plane[at - 2 * across] & 0xFF;
            int p0 = plane[at - across] & 0xFF;
            int q0 = plane[at] & 0xFF;
            int q1 = plane[at + across] & 0xFF;
            if (4 * Math.abs(p0 - q0) + Math.abs(p1 - q1) > 2 * bound + 1) {
                continue;
            }
            if (simple) {
                two(at, across, p1, p0, q0, q1);
            } else if (calm(at, across, p1, p0, q0, q1)) {
                if (Math.abs(p1 - p0) > variance || Math.abs(q1 - q0) > variance) {
                    two(at, across, p1, p0, q0, q1);
                } else if (outer) {
                    six(at, across, p1, p0, q0, q1);
                } else {
                    four(at, across, p1, p0, q0, q1);
                }
            }
        }
    }

    /** Whether both sides are smooth enough for the edge to be an artefact. */
    private boolean calm(int at, int across, int p1, int p0, int q0, int q1) {
        int p3 = plane[at - 4 * across] & 0xFF;
        int p2 = plane[at - 3 * across] & 0xFF;
        int q2 = plane[at + 2 * across] & 0xFF;
        int q3 = plane[at + 3 * across] & 0xFF;
        return Math.abs(p3 - p2) <= inner
                && Math.abs(p2 - p1) <= inner
                && Math.abs(p1 - p0) <= inner
                && Math.abs(q1 - q0) <= inner
                && Math.abs(q2 - q1) <= inner
                && Math.abs(q3 - q2) <= inner;
    }

    private void two(int at, int across, int p1, int p0, int q0, int q1) {
        int a = 3 * (q0 - p0) + signed(p1 - q1);
        plane[at - across] = clip(p0 + eighth(a + 3));
        plane[at] = clip(q0 - eighth(a + 4));
    }

    private void four(int at, int across, int p1, int p0, int q0, int q1) {
        int a = 3 * (q0 - p0);
        int right = eighth(a + 4);
        int outside = (right + 1) >> 1;
        plane[at - 2 * across] = clip(p1 + outside);
        plane[at - across] = clip(p0 + eighth(a + 3));
        plane[at] = clip(q0 - right);
        plane[at + across] = clip(q1 - outside);
    }

    private void six(int at, int across, int p1, int p0, int q0, int q1) {
        int a = signed(3 * (q0 - p0) + signed(p1 - q1));
        int near = (27 * a + 63) >> 7;
        int middle = (18 * a + 63) >> 7;
        int far = (9 * a + 63) >> 7;
        plane[at - 3 * across] = clip((plane[at - 3 * across] & 0xFF) + far);
        plane[at - 2 * across] = clip(p1 + middle);
        plane[at - across] = clip(p0 + near);
        plane[at] = clip(q0 - near);
        plane[at + across] = clip(q1 - middle);
        plane[at + 2 * across] = clip((plane[at + 2 * across] & 0xFF) - far);
    }

    private static int eighth(int value) {
        return Math.max(-16, Math.min(15, value >> 3));
    }

    private static int signed(int value) {
        return Math.max(-128, Math.min(127, value));
    }

    private static byte clip(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}

package dev.triptych.media.testing;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** JPEG files made by hand: as many scans as wanted of a picture of one grey, in next to no bytes. */
public final class Jpegs {
    private static final int LONGEST_RUN = 32_767;

    private Jpegs() {}

    /**
     * A sound progressive file: the mean of each block, then scans of coefficients that are all zero, each finer by a bit
     * than the one before or of the next coefficient.
     *
     * @param components 1 or 3
     * @param scans scans in all, 1 to 882 for each component
     */
    public static byte[] progressive(int width, int height, int components, int scans) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        start(out, width, height, components);
        // One code, of one bit, for both kinds: no difference, and a run of blocks without coefficients.
        segment(out, 0xC4, table(0x00, 0x00));
        segment(out, 0xC4, table(0x10, 0xE0));
        int blocks = ((width + 7) / 8) * ((height + 7) / 8);
        segment(out, 0xDA, scan(components, 0, components, 0, 0, 0));
        out.writeBytes(new byte[(blocks * components + 7) / 8]);
        byte[] empty = runs(blocks);
        for (int i = 0; i < scans - 1; i++) {
            int component = i % components;
            int step = i / components;
            int bit = 13 - step % 14;
            int before = bit == 13 ? 0 : bit + 1;
            int coefficient = 63 - step / 14;
            segment(out, 0xDA, scan(components, component, 1, coefficient, coefficient, before << 4 | bit));
            out.writeBytes(empty);
        }
        out.write(0xFF);
        out.write(0xD9);
        return out.toByteArray();
    }

    /** A sound file of one scan with so many empty restart intervals stated before it. */
    public static byte[] withSegments(int segments) {
        byte[] plain = progressive(8, 8, 1, 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(plain, 0, 2);
        for (int i = 0; i < segments; i++) {
            segment(out, 0xDD, new byte[2]);
        }
        out.write(plain, 2, plain.length - 2);
        return out.toByteArray();
    }

    private static void start(ByteArrayOutputStream out, int width, int height, int components) {
        out.write(0xFF);
        out.write(0xD8);
        byte[] steps = new byte[65];
        Arrays.fill(steps, 1, 65, (byte) 1);
        segment(out, 0xDB, steps);
        byte[] frame = new byte[6 + 3 * components];
        frame[0] = 8;
        frame[1] = (byte) (height >> 8);
        frame[2] = (byte) height;
        frame[3] = (byte) (width >> 8);
        frame[4] = (byte) width;
        frame[5] = (byte) components;
        for (int i = 0; i < components; i++) {
            frame[6 + 3 * i] = (byte) (i + 1);
            frame[7 + 3 * i] = 0x11;
        }
        segment(out, 0xC2, frame);
    }

    private static byte[] table(int place, int symbol) {
        byte[] table = new byte[18];
        table[0] = (byte) place;
        table[1] = 1;
        table[17] = (byte) symbol;
        return table;
    }

    private static byte[] scan(int all, int first, int count, int from, int to, int bits) {
        byte[] scan = new byte[4 + 2 * count];
        scan[0] = (byte) count;
        for (int i = 0; i < count; i++) {
            scan[1 + 2 * i] = (byte) ((all == 1 ? 0 : first) + i + 1);
        }
        scan[1 + 2 * count] = (byte) from;
        scan[2 + 2 * count] = (byte) to;
        scan[3 + 2 * count] = (byte) bits;
        return scan;
    }

    /** Blocks without coefficients: a bit of code and 14 of the run's length, from 16384 up; the last may run over. */
    private static byte[] runs(int blocks) {
        int codes = (blocks + LONGEST_RUN - 1) / LONGEST_RUN;
        StringBuilder bits = new StringBuilder();
        for (int i = 0; i < codes; i++) {
            int run = Math.max(16_384, Math.min(blocks - i * LONGEST_RUN, LONGEST_RUN)) - 16_384;
            bits.append('0')
                    .append(String.format("%14s", Integer.toBinaryString(run)).replace(' ', '0'));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < bits.length(); at += 8) {
            String eight = (bits.substring(at, Math.min(at + 8, bits.length())) + "1111111").substring(0, 8);
            int value = Integer.parseInt(eight, 2);
            out.write(value);
            if (value == 0xFF) {
                out.write(0);
            }
        }
        return out.toByteArray();
    }

    private static void segment(ByteArrayOutputStream out, int marker, byte[] data) {
        out.write(0xFF);
        out.write(marker);
        out.write((data.length + 2) >> 8);
        out.write(data.length + 2);
        out.writeBytes(data);
    }
}

package dev.triptych.media.testing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;

/** Random harm to a file: bytes and runs changed, cut, doubled or moved; reproducible by its seed. */
public final class Damage {
    private static final int[] TELLING = {0, 1, 0x7F, 0x80, 0xFF, 0xFE};

    private Damage() {}

    /** A harmed copy. */
    public static byte[] harm(byte[] file, long seed, int times) {
        Random random = new Random(seed);
        byte[] bytes = file;
        for (int i = 0; i < times && bytes.length > 1; i++) {
            bytes = once(bytes, random);
        }
        return bytes;
    }

    private static byte[] once(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        int length = Math.min(1 + random.nextInt(16), bytes.length - at);
        byte[] copy = bytes.clone();
        switch (random.nextInt(8)) {
            case 0 -> copy = Arrays.copyOf(bytes, at);
            case 1 -> {
                copy = new byte[bytes.length - length];
                System.arraycopy(bytes, 0, copy, 0, at);
                System.arraycopy(bytes, at + length, copy, at, copy.length - at);
            }
            case 2 -> {
                copy = new byte[bytes.length + length];
                System.arraycopy(bytes, 0, copy, 0, at + length);
                System.arraycopy(bytes, at, copy, at + length, bytes.length - at);
            }
            case 3 -> System.arraycopy(bytes, at, copy, random.nextInt(bytes.length - length + 1), length);
            case 4 -> Arrays.fill(copy, at, at + length, (byte) TELLING[random.nextInt(TELLING.length)]);
            // Headers are short, and matter most.
            case 5 -> copy[random.nextInt(Math.min(40, copy.length))] = (byte) random.nextInt();
            case 6 -> copy[at] = (byte) TELLING[random.nextInt(TELLING.length)];
            default -> copy[at] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    /** The file with right checksums, if it is a PNG: else most harm would end there. */
    public static byte[] rightChecksums(byte[] png) {
        ByteBuffer bytes = ByteBuffer.wrap(png);
        if (png.length < 8 || bytes.getInt(0) != 0x89504E47) {
            return png;
        }
        int at = 8;
        while (at + 12 <= png.length) {
            int length = bytes.getInt(at);
            if (length < 0 || length > png.length - at - 12) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(png, at + 4, length + 4);
            bytes.putInt(at + 8 + length, (int) crc.getValue());
            at += 12 + length;
        }
        return png;
    }
}

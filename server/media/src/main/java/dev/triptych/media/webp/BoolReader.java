package dev.triptych.media.webp;

/**
 * The arithmetic decoder of VP8 over one partition (RFC 6386, section 7).
 *
 * <p>Past the partition's end it reads zeros and remembers having done so: the last symbols of a whole file need some.
 */
final class BoolReader {
    private final byte[] data;
    private final int end;
    private int next;
    private int value;
    /** The range, less one: 127 to 254. */
    private int range = 254;
    /** Bits in {@code value} beyond the 8 that are compared; refilled when below 0. */
    private int bits = -8;

    private boolean ended;

    BoolReader(byte[] data, int from, int to) {
        this.data = data;
        this.next = from;
        this.end = to;
    }

    /** Whether more than the partition was asked for. */
    boolean ended() {
        return ended;
    }

    /** One bit that is 0 with a probability of {@code probability / 256}. */
    int bit(int probability) {
        if (bits < 0) {
            load();
        }
        int split = (range * probability) >> 8;
        int bit = value >> bits > split ? 1 : 0;
        int left;
        if (bit == 1) {
            left = range - split;
            value -= (split + 1) << bits;
        } else {
            left = split + 1;
        }
        int shift = Integer.numberOfLeadingZeros(left) - 24;
        range = (left << shift) - 1;
        bits -= shift;
        return bit;
    }

    /** A flag that is as often set as not. */
    boolean flag() {
        return bit(128) == 1;
    }

    /** An unsigned number, high bit first. */
    int number(int width) {
        int number = 0;
        for (int i = 0; i < width; i++) {
            number = (number << 1) | bit(128);
        }
        return number;
    }

    /** A flag, and where it is set a magnitude and a sign; else 0. */
    int optionalSigned(int width) {
        if (!flag()) {
            return 0;
        }
        int number = number(width);
        return flag() ? -number : number;
    }

    private void load() {
        int more = 0;
        if (next < end) {
            more = data[next++] & 0xFF;
        } else {
            // One byte of zeros is part of every file's end; the second is not.
            ended = true;
        }
        value = (value << 8) | more;
        bits += 8;
    }
}

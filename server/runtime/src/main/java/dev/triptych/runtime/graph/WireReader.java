package dev.triptych.runtime.graph;

import dev.triptych.spi.error.TaskException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A cursor over one protobuf message inside a buffer: field by field, values taken or skipped in place.
 *
 * <p>Call {@link #next()}, look at {@link #field()}, then take the value by exactly one of the other methods. Nothing is
 * read outside the message; whatever does not add up throws {@code MODEL_CORRUPT} with the byte's position. Not
 * thread-safe; nested readers share the buffer and the budget, never the cursor.
 */
final class WireReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteBuffer data;
    private final String file;
    private final Budget budget;
    private final int end;
    private int position;
    private int start;
    private int field;
    private int wire;

    /** Reads the whole buffer as one message. */
    WireReader(ByteBuffer data, String file, Budget budget) {
        this(data.duplicate().order(ByteOrder.LITTLE_ENDIAN), file, budget, 0, data.limit());
    }

    private WireReader(ByteBuffer data, String file, Budget budget, int position, int end) {
        this.data = data;
        this.file = file;
        this.budget = budget;
        this.position = position;
        this.end = end;
    }

    /** Moves to the next field; false at the message's end. */
    boolean next() {
        if (position == end) {
            return false;
        }
        start = position;
        long tag = readVarint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        if (tag >>> 32 != 0 || field == 0) {
            throw corrupt("there is no field of such a number");
        }
        return true;
    }

    /** The number of the field under the cursor. */
    int field() {
        return field;
    }

    /** Where the field under the cursor lies, tag included; call it after the value was taken or skipped. */
    Span span() {
        return new Span(start, position - start);
    }

    Budget budget() {
        return budget;
    }

    String file() {
        return file;
    }

    /** The bytes left in this message. */
    int remaining() {
        return end - position;
    }

    /** Takes a varint. */
    long varint() {
        expect(VARINT);
        return readVarint();
    }

    /** Takes an enumeration or a small count. */
    int int32() {
        long value = varint();
        if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
            throw corrupt("a number is out of its range");
        }
        return (int) value;
    }

    /** Takes a 32-bit float. */
    float float32() {
        expect(FIXED32);
        return Float.intBitsToFloat(readFixed32());
    }

    /** Takes a nested message, or a packed list. */
    WireReader message() {
        expect(BYTES);
        int length = readLength();
        int from = position;
        position += length;
        return new WireReader(data, file, budget, from, position);
    }

    /** Takes a name: UTF-8, counted against the budget. */
    String name() {
        expect(BYTES);
        int length = readLength();
        budget.name(length, start);
        ByteBuffer bytes = data.slice(position, length);
        position += length;
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw corrupt("a name is not UTF-8");
        }
    }

    /** Takes a list element of 64 bits: one varint, or the next of a packed list handled by the caller. */
    boolean packed() {
        return wire == BYTES;
    }

    /** Reads a bare varint of a packed list. */
    long readVarint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (position == end) {
                throw corrupt("a number is cut off");
            }
            byte next = data.get(position++);
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw corrupt("a number is longer than 10 bytes");
    }

    /** The message's bytes as they lie, not copied. */
    ByteBuffer bytes() {
        return data.slice(position, end - position).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Passes over the value, whatever it is. */
    void skip() {
        switch (wire) {
            case VARINT -> readVarint();
            case FIXED64 -> advance(8);
            case BYTES -> advance(readLength());
            case FIXED32 -> advance(4);
            default -> throw corrupt("there is no wire type " + wire);
        }
    }

    /** A refusal that names the position of the field under the cursor. */
    TaskException corrupt(String what) {
        return Trouble.corrupt(file, what + " (byte " + start + ")");
    }

    private int readFixed32() {
        int at = position;
        advance(4);
        return data.getInt(at);
    }

    private int readLength() {
        long length = readVarint();
        if (length < 0 || length > end - position) {
            throw corrupt("a length of " + Long.toUnsignedString(length) + " bytes goes past the " + (end - position)
                    + " bytes left");
        }
        return (int) length;
    }

    private void advance(int bytes) {
        if (bytes > end - position) {
            throw corrupt("a value is cut off");
        }
        position += bytes;
    }

    private void expect(int wanted) {
        if (wire != wanted) {
            throw corrupt("field " + field + " has wire type " + wire + ", not " + wanted);
        }
    }
}

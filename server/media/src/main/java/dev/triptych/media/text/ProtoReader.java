package dev.triptych.media.text;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Walks a message in protobuf's wire format, field by field; damage is {@link Reason#MODEL_CORRUPT}. */
final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteBuffer in;
    private final String file;
    private int wireType;

    ProtoReader(ByteBuffer in, String file) {
        this.in = in.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.file = file;
    }

    /** The number of the next field, 0 at the end. Its value must be read or skipped before the next call. */
    int next() {
        if (!in.hasRemaining()) {
            return 0;
        }
        long tag = varint();
        wireType = (int) (tag & 7);
        long field = tag >>> 3;
        if (field < 1 || field > 536_870_911) {
            throw damaged();
        }
        return (int) field;
    }

    long number() {
        expect(VARINT);
        return varint();
    }

    float float32() {
        expect(FIXED32);
        return read(4).getFloat();
    }

    String text() {
        return StandardCharsets.UTF_8.decode(bytes()).toString();
    }

    ByteBuffer bytes() {
        expect(BYTES);
        return read(varint());
    }

    ProtoReader message() {
        return new ProtoReader(bytes(), file);
    }

    void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> read(8);
            case BYTES -> read(varint());
            case FIXED32 -> read(4);
            default -> throw damaged();
        }
    }

    private void expect(int type) {
        if (wireType != type) {
            throw damaged();
        }
    }

    private ByteBuffer read(long length) {
        if (length < 0 || length > in.remaining()) {
            throw damaged();
        }
        ByteBuffer out = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + (int) length);
        return out;
    }

    private long varint() {
        long value = 0;
        try {
            for (int shift = 0; shift < 64; shift += 7) {
                byte b = in.get();
                value |= (long) (b & 0x7F) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        } catch (BufferUnderflowException end) {
            throw damaged();
        }
        throw damaged();
    }

    private TaskException damaged() {
        return TaskException.of(
                Reason.MODEL_CORRUPT, file + ": it is not a SentencePiece model, or cut short; fetch the file again");
    }
}

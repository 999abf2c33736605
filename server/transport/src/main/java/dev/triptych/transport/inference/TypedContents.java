package dev.triptych.transport.inference;

import com.google.protobuf.ByteString;
import dev.triptych.inference.InferTensorContents;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.tensor.DType;
import dev.triptych.transport.inference.Inputs.Input;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes typed elements into tensor memory; the counts are checked before. */
final class TypedContents {
    private static final long UNSIGNED_32 = 0xffff_ffffL;

    private TypedContents() {}

    /** Checks that the one field of the type holds as many elements as the shape asks for, and no other field any. */
    static void check(Input input, DType type, long elements) {
        InferTensorContents contents = input.tensor().getContents();
        if (type == DType.FP16 || type == DType.BF16) {
            throw Words.at(
                    Reason.TENSOR_CONTENTS,
                    input.contentsPath(),
                    input.where() + ": " + type + " has no typed field; send it in raw_input_contents");
        }
        int got = count(contents, type);
        if (got != total(contents)) {
            throw Words.at(
                    Reason.TENSOR_CONTENTS,
                    input.contentsPath(),
                    input.where() + ": elements stand in a field that is not the one of " + type);
        }
        if (got != elements) {
            throw Words.at(
                    Reason.TENSOR_SIZE,
                    input.contentsPath(),
                    input.where() + ": expected " + elements + " elements for shape "
                            + Words.shape(input.tensor().getShapeList()) + ", got " + got);
        }
    }

    /** Bytes that the elements of a BYTES tensor take when encoded. */
    static long encodedBytes(List<ByteString> elements) {
        return elements.stream().mapToLong(element -> 4L + element.size()).sum();
    }

    /** Writes all elements. */
    static void write(Input input, DType type, ByteBuffer to) {
        InferTensorContents contents = input.tensor().getContents();
        switch (type) {
            case BOOL -> contents.getBoolContentsList().forEach(value -> to.put((byte) (value ? 1 : 0)));
            case INT8 -> signed(input, contents, Byte.MIN_VALUE, Byte.MAX_VALUE, value -> to.put((byte) value));
            case INT16 ->
                signed(input, contents, Short.MIN_VALUE, Short.MAX_VALUE, value -> to.putShort((short) value));
            case INT32 -> contents.getIntContentsList().forEach(to::putInt);
            case INT64 -> contents.getInt64ContentsList().forEach(to::putLong);
            case UINT8 -> unsigned(input, contents, 0xff, value -> to.put((byte) value));
            case UINT16 -> unsigned(input, contents, 0xffff, value -> to.putShort((short) value));
            case UINT32 -> contents.getUintContentsList().forEach(to::putInt);
            case UINT64 -> contents.getUint64ContentsList().forEach(to::putLong);
            case FP32 -> contents.getFp32ContentsList().forEach(to::putFloat);
            case FP64 -> contents.getFp64ContentsList().forEach(to::putDouble);
            case BYTES ->
                contents.getBytesContentsList().forEach(element -> {
                    to.putInt(element.size());
                    element.copyTo(to);
                });
            case FP16, BF16 -> throw new IllegalArgumentException(type + " was refused before");
        }
    }

    private interface IntSink {
        void put(int value);
    }

    private static void signed(Input input, InferTensorContents contents, int least, int most, IntSink sink) {
        for (int i = 0; i < contents.getIntContentsCount(); i++) {
            int value = contents.getIntContents(i);
            if (value < least || value > most) {
                throw range(input, i, value, least, most);
            }
            sink.put(value);
        }
    }

    private static void unsigned(Input input, InferTensorContents contents, int most, IntSink sink) {
        for (int i = 0; i < contents.getUintContentsCount(); i++) {
            long value = contents.getUintContents(i) & UNSIGNED_32;
            if (value > most) {
                throw range(input, i, value, 0, most);
            }
            sink.put((int) value);
        }
    }

    private static TaskException range(Input input, int element, long got, int least, int most) {
        return Words.at(
                Reason.FIELD_INVALID,
                input.contentsPath(),
                input.where() + " element " + element + ": " + got + " is not between " + least + " and " + most);
    }

    private static int count(InferTensorContents contents, DType type) {
        return switch (type) {
            case BOOL -> contents.getBoolContentsCount();
            case INT8, INT16, INT32 -> contents.getIntContentsCount();
            case INT64 -> contents.getInt64ContentsCount();
            case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
            case UINT64 -> contents.getUint64ContentsCount();
            case FP32 -> contents.getFp32ContentsCount();
            case FP64 -> contents.getFp64ContentsCount();
            case BYTES -> contents.getBytesContentsCount();
            case FP16, BF16 -> 0;
        };
    }

    private static int total(InferTensorContents contents) {
        return contents.getBoolContentsCount()
                + contents.getIntContentsCount()
                + contents.getInt64ContentsCount()
                + contents.getUintContentsCount()
                + contents.getUint64ContentsCount()
                + contents.getFp32ContentsCount()
                + contents.getFp64ContentsCount()
                + contents.getBytesContentsCount();
    }
}

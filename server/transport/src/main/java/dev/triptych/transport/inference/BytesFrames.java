package dev.triptych.transport.inference;

import com.google.protobuf.ByteString;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.transport.inference.Inputs.Input;
import java.util.ArrayList;
import java.util.List;

/** Takes BYTES tensors apart: each element a 4-byte little-endian length, then that many bytes. Copies nothing. */
final class BytesFrames {
    private static final int PREFIX = 4;

    private BytesFrames() {}

    /**
     * The elements of raw contents.
     *
     * @param count how many the shape asks for
     * @throws TaskException naming the element whose length does not add up
     */
    static List<ByteString> split(Input input, ByteString data, long count) {
        // Four bytes an element at least: a false count is found before anything is allocated for it.
        if (count > data.size() / PREFIX) {
            throw malformed(
                    input,
                    data.size() / PREFIX,
                    "the shape asks for " + count + " elements, the " + data.size() + " bytes end before");
        }
        List<ByteString> elements = new ArrayList<>((int) count);
        int at = 0;
        for (int i = 0; i < count; i++) {
            if (data.size() - at < PREFIX) {
                throw malformed(input, i, "the bytes end inside its length");
            }
            long length = length(data, at);
            at += PREFIX;
            if (length > data.size() - at) {
                throw malformed(input, i, "its length says " + length + " bytes, " + (data.size() - at) + " are left");
            }
            elements.add(data.substring(at, at + (int) length));
            at += (int) length;
        }
        if (at < data.size()) {
            throw malformed(
                    input,
                    (int) count,
                    (data.size() - at) + " bytes trail after the last element that the shape asks for");
        }
        return elements;
    }

    private static long length(ByteString data, int at) {
        return (data.byteAt(at) & 0xffL)
                | (data.byteAt(at + 1) & 0xffL) << 8
                | (data.byteAt(at + 2) & 0xffL) << 16
                | (data.byteAt(at + 3) & 0xffL) << 24;
    }

    private static TaskException malformed(Input input, int element, String problem) {
        return Words.at(
                Reason.BYTES_MALFORMED,
                input.contentsPath(),
                input.where() + " element " + element + ": " + problem
                        + "; prefix each element with its length in 4 bytes, little-endian");
    }
}

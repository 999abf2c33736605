package dev.triptych.transport.call;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import dev.triptych.transport.call.Parsed.Good;
import io.grpc.Detachable;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of one type with as few copies as can be.
 *
 * <p>A message is copied off the wire once, in one piece, and its {@code bytes} fields are parts of that piece. A large one
 * of a service that {@link BorrowsMessages} is not copied at all: its fields are parts of the network's buffers, 16 KiB
 * each, which are lent to it. Below the threshold a copy is cheaper than pinning a receive buffer for it.
 */
final class MessageReader<Q> {
    /** From this size on a message is lent, in bytes. */
    static final int LARGE = 64 << 10;

    private final Parser<Q> parser;
    private final boolean borrows;
    private final ReadCounts counts;

    /**
     * @param prototype any message of the type
     * @param borrows whether large messages may be lent
     */
    MessageReader(Q prototype, boolean borrows, ReadCounts counts) {
        this.parser = parser(prototype);
        this.borrows = borrows;
        this.counts = counts;
    }

    @SuppressWarnings("unchecked") // A message's parser makes messages of its own type.
    private static <Q> Parser<Q> parser(Q prototype) {
        return (Parser<Q>) ((MessageLite) prototype).getParserForType();
    }

    /** Reads a message; the stream stays the caller's, which finds it empty when the message is lent. */
    Good<Q> read(InputStream stream) throws IOException {
        if (!(stream instanceof KnownLength)) {
            counts.read(ReadPath.STREAMED);
            return new Good<>(parse(CodedInputStream.newInstance(stream)), Loan.NONE);
        }
        int size = stream.available();
        if (!borrows || size < LARGE) {
            return copy(stream, size, ReadPath.COPIED);
        }
        if (!(stream instanceof Detachable source)
                || !(stream instanceof HasByteBuffer buffers)
                || !buffers.byteBufferSupported()
                || !stream.markSupported()) {
            return copy(stream, size, ReadPath.COPIED_NO_BUFFERS);
        }
        return lend(source.detach(), size);
    }

    private Good<Q> copy(InputStream stream, int size, ReadPath path) throws IOException {
        byte[] all = stream.readNBytes(size);
        counts.read(path);
        CodedInputStream input = UnsafeByteOperations.unsafeWrap(all).newCodedInput();
        input.enableAliasing(true);
        return new Good<>(parse(input), Loan.NONE);
    }

    private Good<Q> lend(InputStream detached, int size) throws IOException {
        Loan loan = new Loan(detached, counts);
        boolean kept = false;
        try {
            ByteString whole = whole(detached, size);
            if (whole == null) {
                detached.reset();
                return copy(detached, size, ReadPath.COPIED_HEAP_BUFFERS);
            }
            CodedInputStream input = whole.newCodedInput();
            input.enableAliasing(true);
            Q message = parse(input);
            counts.read(ReadPath.LENT);
            kept = true;
            return new Good<>(message, loan);
        } finally {
            if (!kept) {
                loan.giveBack();
            }
        }
    }

    /** The message in the network's buffers; null when one of them lies on the heap, which protobuf would copy anyway. */
    private static @Nullable ByteString whole(InputStream stream, int size) throws IOException {
        // Without the mark, skipping a buffer would give it back.
        stream.mark(size);
        List<ByteString> slices = new ArrayList<>(size / (16 << 10) + 2);
        int left = size;
        while (left > 0) {
            ByteBuffer buffer = ((HasByteBuffer) stream).getByteBuffer();
            if (buffer == null || !buffer.hasRemaining()) {
                throw new IOException("the message ends " + left + " bytes early");
            }
            if (!buffer.isDirect()) {
                return null;
            }
            int length = buffer.remaining();
            slices.add(UnsafeByteOperations.unsafeWrap(buffer));
            stream.skipNBytes(length);
            left -= length;
        }
        return ByteString.copyFrom(slices);
    }

    private Q parse(CodedInputStream input) throws IOException {
        input.setSizeLimit(Integer.MAX_VALUE);
        Q message = parser.parseFrom(input, ExtensionRegistryLite.getEmptyRegistry());
        input.checkLastTagWas(0);
        return message;
    }
}

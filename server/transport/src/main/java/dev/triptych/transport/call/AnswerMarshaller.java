package dev.triptych.transport.call;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Writes answers through one array of the writing thread, where gRPC's own marshaller makes one of up to 4 KiB for each.
 *
 * @param plain what it stands before; also takes what does not fit the array
 */
record AnswerMarshaller<R>(Marshaller<R> plain) implements Marshaller<R> {
    /** What a thread keeps; larger answers are worth a buffer of their own. */
    private static final int SMALL = 16 << 10;

    private static final ThreadLocal<byte[]> SCRATCH = ThreadLocal.withInitial(() -> new byte[SMALL]);

    @Override
    public InputStream stream(R value) {
        return value instanceof MessageLite message && message.getSerializedSize() <= SMALL
                ? new Answer(message)
                : plain.stream(value);
    }

    @Override
    public R parse(InputStream stream) {
        return plain.parse(stream);
    }

    /** A message that is written when it is drained; whoever reads it instead gets the same bytes. */
    private static final class Answer extends InputStream implements Drainable, KnownLength {
        private final MessageLite message;
        private byte[] bytes = {};
        private int at;
        private boolean read;

        Answer(MessageLite message) {
            this.message = message;
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int size = available();
            if (read) {
                target.write(bytes, at, size);
                at += size;
                return size;
            }
            byte[] scratch = SCRATCH.get();
            message.writeTo(CodedOutputStream.newInstance(scratch, 0, size));
            target.write(scratch, 0, size);
            read = true;
            return size;
        }

        @Override
        public int available() {
            return read ? bytes.length - at : message.getSerializedSize();
        }

        @Override
        public int read() {
            load();
            return at < bytes.length ? bytes[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int from, int length) {
            load();
            int count = Math.min(length, bytes.length - at);
            if (count <= 0) {
                return length == 0 ? 0 : -1;
            }
            System.arraycopy(bytes, at, target, from, count);
            at += count;
            return count;
        }

        private void load() {
            if (!read) {
                bytes = message.toByteArray();
                read = true;
            }
        }
    }
}

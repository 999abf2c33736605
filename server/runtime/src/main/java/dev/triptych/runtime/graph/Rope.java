package dev.triptych.runtime.graph;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A file to be written, as a list of pieces: bytes made here, and ranges of other files that are copied by the operating
 * system and never come to the heap. Its length is known before anything is written. Not thread-safe.
 */
final class Rope {
    private final List<Piece> pieces = new ArrayList<>();
    private long length;

    /** How many bytes it comes to. */
    long length() {
        return length;
    }

    /** Appends bytes. */
    Rope bytes(byte[] bytes) {
        return piece(new Made(bytes));
    }

    /** Appends a range of a file; ranges that touch become one. */
    Rope range(Path file, long at, long size) {
        Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
        if (last instanceof Copied before && before.file().equals(file) && before.at() + before.length() == at) {
            pieces.set(pieces.size() - 1, new Copied(file, before.at(), before.length() + size));
            length += size;
            return this;
        }
        return piece(new Copied(file, at, size));
    }

    /** Appends all of another. */
    Rope rope(Rope other) {
        other.pieces.forEach(this::piece);
        return this;
    }

    /** Appends a protobuf field with a number. */
    Rope varintField(int field, long value) {
        return bytes(varint((long) field << 3)).bytes(varint(value));
    }

    /** Appends a protobuf field with a text. */
    Rope textField(int field, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return header(field, utf8.length).bytes(utf8);
    }

    /** Appends a protobuf field with a message. */
    Rope messageField(int field, Rope message) {
        return header(field, message.length).rope(message);
    }

    /** Appends the tag and length of a protobuf field whose bytes come next. */
    Rope header(int field, long size) {
        return bytes(varint((long) field << 3 | 2)).bytes(varint(size));
    }

    /** Writes everything to a file that is open at its start. */
    void writeTo(FileChannel out) throws IOException {
        Map<Path, FileChannel> open = new HashMap<>();
        try {
            for (Piece piece : pieces) {
                if (piece instanceof Copied range) {
                    FileChannel in = open.get(range.file());
                    if (in == null) {
                        in = FileChannel.open(range.file(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                        open.put(range.file(), in);
                    }
                    copy(in, range, out);
                } else if (piece instanceof Made made) {
                    ByteBuffer bytes = ByteBuffer.wrap(made.bytes());
                    while (bytes.hasRemaining()) {
                        out.write(bytes);
                    }
                }
            }
        } finally {
            for (FileChannel channel : open.values()) {
                channel.close();
            }
        }
    }

    private static void copy(FileChannel in, Copied range, FileChannel out) throws IOException {
        long done = 0;
        while (done < range.length()) {
            long moved = in.transferTo(range.at() + done, range.length() - done, out);
            if (moved <= 0) {
                throw new EOFException("the file ends before byte " + (range.at() + range.length()));
            }
            done += moved;
        }
    }

    private Rope piece(Piece piece) {
        pieces.add(piece);
        length += piece.length();
        return this;
    }

    private static byte[] varint(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(10);
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
        return out.toByteArray();
    }

    private sealed interface Piece permits Made, Copied {
        long length();
    }

    @SuppressWarnings("ArrayRecordComponent") // made here, never shared
    private record Made(byte[] bytes) implements Piece {
        @Override
        public long length() {
            return bytes.length;
        }
    }

    private record Copied(Path file, long at, long length) implements Piece {}
}

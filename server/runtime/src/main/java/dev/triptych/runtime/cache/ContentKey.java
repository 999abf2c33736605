package dev.triptych.runtime.cache;

import java.nio.ByteBuffer;

/** A SHA-256 of everything that an answer depends on; equal keys mean equal answers. */
public record ContentKey(long first, long second, long third, long fourth) {
    /** Bytes of heap that a key takes. */
    static final int BYTES = 48;

    static ContentKey of(byte[] sha256) {
        ByteBuffer bytes = ByteBuffer.wrap(sha256);
        return new ContentKey(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }
}

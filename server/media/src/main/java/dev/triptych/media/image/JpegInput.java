package dev.triptych.media.image;

import java.nio.ByteBuffer;
import javax.imageio.stream.ImageInputStreamImpl;

/** Two runs of bytes as one image stream in memory: no cache file, no copy of the second run. */
final class JpegInput extends ImageInputStreamImpl {
    private final byte[] head;
    private final ByteBuffer tail;

    JpegInput(byte[] head, ByteBuffer tail) {
        this.head = head;
        this.tail = tail;
    }

    @Override
    public int read() {
        bitOffset = 0;
        if (streamPos >= length()) {
            return -1;
        }
        int at = (int) streamPos++;
        return (at < head.length ? head[at] : tail.get(at - head.length)) & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int wanted) {
        bitOffset = 0;
        int at = (int) streamPos;
        if (at >= length()) {
            return wanted == 0 ? 0 : -1;
        }
        int count;
        if (at < head.length) {
            count = Math.min(wanted, head.length - at);
            System.arraycopy(head, at, into, offset, count);
        } else {
            count = Math.min(wanted, tail.limit() - (at - head.length));
            tail.get(at - head.length, into, offset, count);
        }
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return (long) head.length + tail.limit();
    }
}

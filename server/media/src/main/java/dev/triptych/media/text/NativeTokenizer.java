package dev.triptych.media.text;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The one place that calls the native tokenizers.
 *
 * <p>DJL's own class above these calls is passed over: it reports its use to a cloud's metadata address, and fetches
 * every token's text and place across the native boundary.
 *
 * <p>Safe for use by many threads: encoding only reads the native object. Closing waits for encodings in flight, since
 * freeing what native code reads would end the process.
 */
final class NativeTokenizer implements AutoCloseable {
    private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final long handle;
    private boolean closed;

    private NativeTokenizer(long handle) {
        this.handle = handle;
    }

    /** Loads the native library, which finds its own description through the thread's context class loader. */
    static void load() {
        LibUtils.checkStatus();
    }

    /**
     * Builds a tokenizer that cuts to a length and does not pad, whatever its file says of both.
     *
     * @param cut where a long text is cut
     * @throws RuntimeException when the library refuses the file
     */
    static NativeTokenizer of(ObjectNode tree, int maxLength, Side cut) {
        LibUtils.checkStatus();
        // The library's own call always cuts on the right.
        tree.putObject("truncation")
                .put("direction", cut == Side.LEFT ? "Left" : "Right")
                .put("max_length", maxLength)
                .put("strategy", "LongestFirst")
                .put("stride", 0);
        NativeTokenizer tokenizer = new NativeTokenizer(LIBRARY.createTokenizerFromString(Json.write(tree)));
        try {
            LIBRARY.disablePadding(tokenizer.handle);
            return tokenizer;
        } catch (RuntimeException refused) {
            tokenizer.close();
            throw refused;
        }
    }

    /** The tokens of a text that holds no lone surrogates. */
    Tokens encode(String text) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the tokenizer is closed");
            }
            return read(LIBRARY.encode(handle, text, true));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** How many tokens a text has, special ones included, before anything is cut. */
    int count(String text) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the tokenizer is closed");
            }
            return count(LIBRARY.encode(handle, text, true));
        } finally {
            lock.readLock().unlock();
        }
    }

    // What was cut off comes in pieces, each with special tokens of its own.
    private static int count(long encoding) {
        try {
            int count = LIBRARY.getTokenIds(encoding).length;
            for (long piece : LIBRARY.getOverflowing(encoding)) {
                try {
                    for (long special : LIBRARY.getSpecialTokenMask(piece)) {
                        count += special == 0 ? 1 : 0;
                    }
                } finally {
                    LIBRARY.deleteEncoding(piece);
                }
            }
            return count;
        } finally {
            LIBRARY.deleteEncoding(encoding);
        }
    }

    private static Tokens read(long encoding) {
        try {
            return new Tokens(
                    ints(LIBRARY.getTokenIds(encoding)),
                    ints(LIBRARY.getAttentionMask(encoding)),
                    ints(LIBRARY.getTypeIds(encoding)),
                    LIBRARY.getOverflowCount(encoding) > 0);
        } finally {
            LIBRARY.deleteEncoding(encoding);
        }
    }

    private static int[] ints(long[] longs) {
        int[] out = new int[longs.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.toIntExact(longs[i]);
        }
        return out;
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                LIBRARY.deleteTokenizer(handle);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}

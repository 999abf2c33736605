package dev.triptych.runtime.graph;

/**
 * What one file may put on the heap: a count of things (nodes, names, tensors, values) and the bytes of all names.
 *
 * <p>A real graph has some ten thousands of things; a made one may state a billion empty nodes in 2 GiB. Not thread-safe.
 */
final class Budget {
    static final int MAX_ITEMS = 2_000_000;
    static final long MAX_TEXT = 64L << 20;
    static final int MAX_NAME = 64 << 10;
    static final int MAX_DEPTH = 16;
    static final int MAX_RANK = 64;

    private final String file;
    private int items;
    private long text;

    Budget(String file) {
        this.file = file;
    }

    /** Counts one more thing. */
    void item() {
        if (++items > MAX_ITEMS) {
            throw Trouble.corrupt(file, "it holds more than " + MAX_ITEMS + " nodes, names and tensors");
        }
    }

    /** Counts one more name of some bytes. */
    void name(int bytes, int at) {
        item();
        text += bytes;
        if (bytes > MAX_NAME) {
            throw Trouble.corrupt(
                    file, "a name at byte " + at + " has " + bytes + " bytes, at most " + MAX_NAME + " are accepted");
        }
        if (text > MAX_TEXT) {
            throw Trouble.corrupt(file, "its names together have more than " + MAX_TEXT + " bytes");
        }
    }

    /** Refuses graphs nested too deeply. */
    void depth(int depth) {
        if (depth > MAX_DEPTH) {
            throw Trouble.corrupt(file, "graphs are nested deeper than " + MAX_DEPTH);
        }
    }
}

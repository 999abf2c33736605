package dev.triptych.transport.typed;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;

/** The bytes that are left in an answer: items take theirs in order, and one that finds too few fails by itself. */
final class AnswerRoom {
    private final String what;
    private final long limit;
    private long bytes;

    /**
     * An answer without items.
     *
     * @param what an item's part that takes the bytes, for messages
     * @param limit bytes of all items together
     */
    AnswerRoom(String what, long limit) {
        this.what = what;
        this.limit = limit;
    }

    /** Takes an item's bytes; false, and none taken, where they do not fit. */
    boolean take(long size) {
        if (bytes + size > limit) {
            return false;
        }
        bytes += size;
        return true;
    }

    /** Why an item did not fit. */
    TaskException tooLarge(long size) {
        return TaskException.of(
                        Reason.MESSAGE_TOO_LARGE,
                        "the item's " + what + " take " + size + " bytes beside " + bytes
                                + " before them, the limit of an answer is " + limit + "; send fewer items")
                .with("limit", Long.toString(limit));
    }
}

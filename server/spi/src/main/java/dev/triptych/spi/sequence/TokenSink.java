package dev.triptych.spi.sequence;

import dev.triptych.spi.error.TaskException;
import java.util.List;

/**
 * Who reads an item's tokens as they are made.
 *
 * <p>After any number of {@link #token} comes exactly one of {@link #done} and {@link #failed}, and nothing after it. The
 * calls come one at a time, from a lane's thread or the one that cancels: they hand on and return, and never throw.
 */
public interface TokenSink {
    /**
     * Whether more tokens may come now. While it is false the item makes no steps; when others wait for its slots, it gives
     * them up and resumes later from where it was.
     */
    boolean ready();

    /**
     * Registers what to run when {@link #ready} may have become true; at once when it is. At most one is registered at a
     * time. Without it a loop whose readers are all slow would have to poll.
     */
    void onReady(Runnable resume);

    /**
     * The next token of a greedy or sampled sequence, owned by the sink. Beams have none: theirs are known at the end.
     *
     * @param sequence which of the item's sequences, from 0
     */
    void token(int sequence, Token token);

    /** The item's sequences, owned by the sink: of beams the best first, else in order of their numbers. */
    void done(List<Hypothesis> sequences);

    /** The item failed, was cancelled or is too late; what was handed over stays the sink's. */
    void failed(TaskException error);
}

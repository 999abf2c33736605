package dev.triptych.app.endtoend.chaos;

import io.grpc.MethodDescriptor;
import java.util.List;

/**
 * What one call sends, and how its answers are told from those of any other call. Immutable.
 *
 * @param <Q> what is sent
 * @param <R> what is answered
 */
public interface Script<Q, R> {
    /** The method that is called. */
    MethodDescriptor<Q, R> method();

    /** What is sent: one message, or those of a stream. */
    List<Q> messages();

    /** Whose items the server counts, as {@code model/task}. */
    String series();

    /** How many items are sent. */
    int items();

    /** How many items more the server may count for it: those that it makes itself, such as labels to embed. */
    default int made() {
        return 0;
    }

    /** The reasons that its bad items may be refused for; empty when all are good. */
    List<String> reasons();

    /**
     * Holds answers against what was sent.
     *
     * @param whole whether the call ended well, so that no answer may be missing
     */
    Check check(List<R> answers, boolean whole);
}

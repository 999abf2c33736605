package dev.triptych.transport.call;

import dev.triptych.spi.error.TaskException;

/** A message off the wire: what it says, or why it cannot be read. */
sealed interface Parsed<Q> {
    /**
     * A message.
     *
     * @param loan the memory behind its bytes; whoever receives the message gives it back
     */
    record Good<Q>(Q message, Loan loan) implements Parsed<Q> {}

    record Bad<Q>(TaskException error) implements Parsed<Q> {}

    /** Gives back what a message that nobody will read holds. */
    default void drop() {
        if (this instanceof Good<Q> good) {
            good.loan().giveBack();
        }
    }
}

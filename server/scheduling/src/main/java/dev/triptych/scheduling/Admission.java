package dev.triptych.scheduling;

/** The answer to an offer: a permit, or a refusal with its reason. Refusal is a value; nothing was kept of the work. */
public sealed interface Admission permits Admission.Admitted, Admission.Refused {
    /** The work waits in a queue, or has already left it. */
    non-sealed interface Admitted extends Admission {
        /**
         * Takes the work out of its queue and drops it as {@link DropReason#CANCELLED}.
         *
         * @return true if it was still queued; false if it was dispatched or dropped before, and then nothing happens
         */
        boolean withdraw();
    }

    /**
     * The work was not taken.
     *
     * @param reason why
     * @param depth how many works wait under its key
     * @param retryAfterNanos when trying again makes sense; 0 when it never does
     */
    record Refused(Reason reason, int depth, long retryAfterNanos) implements Admission {}

    /** Why a work was not taken. */
    enum Reason {
        /** The queue of its key, or all queues together, are full. */
        FULL,
        /** Its latest start has passed already. */
        DEADLINE,
        /** It has more rows than a batch may have; it can never run. */
        TOO_LARGE,
        /** Nobody waits for its result. */
        CANCELLED,
        /** No new work: the server is going down. */
        DRAINING,
        /** The dispatcher is closed. */
        CLOSED
    }
}

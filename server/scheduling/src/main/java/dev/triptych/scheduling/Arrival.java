package dev.triptych.scheduling;

import java.util.Objects;

/**
 * Work that may come to a device, as far as its finish depends on it.
 *
 * @param flow whose it is
 * @param readyNanos when it comes, on the ticker; a past reading means now
 * @param serviceNanos what it takes once it runs, at least 0
 * @param batchNanos how long a full batch takes that it may share ({@link BatchPolicy#fullNanos}): behind so much of its own
 *     flow it ends with such a batch; {@link Long#MAX_VALUE} for none
 * @param latestStartNanos its latest start: what its own flow has to start later goes after it; {@link Long#MAX_VALUE} for
 *     after everything
 */
public record Arrival(Flow flow, long readyNanos, long serviceNanos, long batchNanos, long latestStartNanos) {
    /** Refuses a null. */
    public Arrival {
        Objects.requireNonNull(flow, "flow");
    }

    /** Work that runs alone, after all that its flow has waiting. */
    public Arrival(Flow flow, long readyNanos, long serviceNanos) {
        this(flow, readyNanos, serviceNanos, Long.MAX_VALUE, Long.MAX_VALUE);
    }
}

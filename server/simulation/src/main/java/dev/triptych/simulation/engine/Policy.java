package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Arrival;
import dev.triptych.scheduling.Flow;
import dev.triptych.scheduling.Lane;
import dev.triptych.scheduling.Promise;
import org.jspecify.annotations.Nullable;

/**
 * What decides which waiting work runs next at one station: the scheduler under test, or another server's way.
 *
 * <p>Belongs to the simulation's thread. A job that it took leaves it once: in a {@link Bound}, or by being dropped.
 */
public interface Policy {
    /** What becomes of the other works of a batch in which one is bad. */
    enum Recovery {
        /** Halves are run again until the bad one stands alone. */
        BISECT,
        /** Each work is run again alone. */
        SINGLY,
        /** All fail. */
        FAIL_ALL
    }

    /**
     * Takes a job, or says in a word why not.
     *
     * @param bounded whether it begins its item; a later stage is not refused for a full queue
     */
    @Nullable String offer(Job job, boolean bounded);

    /** When such work should have ended; at once where nobody predicts. */
    default long finish(Arrival work, Stage stage) {
        return work.readyNanos() + work.serviceNanos();
    }

    /** Counts time that a flow will ask for at a stage among what waits. */
    default Promise promise(Flow flow, Stage stage, long nanos, long latestStartNanos) {
        return Promise.NONE;
    }

    /** Told that nobody waits for a queued job any more. */
    void abandon(Job job);

    /** The batch that a lane runs now; null for none. */
    @Nullable Bound poll(Lane lane, long now);

    /** Told that a lane's batch has ended. */
    void finished(Lane lane, Bound bound, long started, long ended);

    /** When a lane without work should ask again unasked; {@link Long#MAX_VALUE} for never. */
    long pollAgain(Lane lane);

    /** How many jobs wait. */
    int queued();

    /** Takes no new items from now on. */
    void drain();

    /** What it does with a batch that fails. */
    Recovery recovery();
}

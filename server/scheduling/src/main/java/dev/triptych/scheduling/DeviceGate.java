package dev.triptych.scheduling;

/**
 * Decides when a lane may bind a batch.
 *
 * <p>Binding late is what makes batches grow: while a device is busy, its queue collects. A device whose lanes run truly
 * side by side (cores) uses {@link #open}; a device whose lanes take turns (streams of a GPU) lets a second lane bind
 * only when the running batch is about to end, see {@link StagingGate}.
 *
 * <p><b>Threading.</b> Every method is called with the dispatcher's lock held, so never by two threads at once for one
 * group; none may block or throw.
 */
@FunctionalInterface
public interface DeviceGate {
    /** Whether this lane may bind a batch now. */
    boolean mayBind(Lane lane, long nowNanos);

    /** When a closed gate opens by the passing of time alone; {@link Long#MAX_VALUE} if it does not. */
    default long opensAtNanos() {
        return Long.MAX_VALUE;
    }

    /** How many of so many lanes run at the same speed as one alone; 1 where they take turns. */
    default int parallel(int lanes) {
        return lanes;
    }

    /** Told that the lane took a batch, and when it should end; {@link Long#MAX_VALUE} when nobody knows yet. */
    default void bound(Lane lane, long nowNanos, long predictedEndNanos) {}

    /** Told that the lane's batch has ended. */
    default void finished(Lane lane, long nowNanos) {}

    /** A gate for lanes that do not share a device: always open. */
    static DeviceGate open() {
        return (lane, nowNanos) -> true;
    }
}

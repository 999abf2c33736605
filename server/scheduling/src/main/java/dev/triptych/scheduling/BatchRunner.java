package dev.triptych.scheduling;

/**
 * Runs batches on a lane's thread.
 *
 * <p><b>Failure.</b> The runner gives each work its result or its error itself, failures of the device included. What it
 * throws is a defect: the lane reports it, drops every work of the batch as {@link DropReason#FAULT} and goes on.
 *
 * @param <W> the work
 */
@FunctionalInterface
public interface BatchRunner<W extends Work> {
    /** Runs the batch and completes each of its works. */
    void run(Lane lane, Batch<W> batch) throws Exception;
}

package dev.triptych.scheduling;

/**
 * What the dispatcher looks up when it meets a bucket key.
 *
 * <p><b>Threading.</b> Called with the dispatcher's lock held, once each time a queue appears: quick, no blocking, no
 * throwing. Answers are kept as long as the queue is, so a change reaches a queue after it has been idle for a while.
 */
@FunctionalInterface
public interface PolicyBook {
    /** The limits for works of this key. */
    BatchPolicy policy(Object key);

    /**
     * What is known of the time that batches of this key take on this device. Should outlive the queue, so the same
     * object for the same (model, stage, device).
     */
    default ServiceProfile profile(Object key, LaneGroup group) {
        return ServiceProfile.UNKNOWN;
    }
}

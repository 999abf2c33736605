package dev.triptych.runtime.execution;

import dev.triptych.scheduling.BatchPolicy;
import dev.triptych.scheduling.LinearProfile;

/**
 * What the dispatcher knows of a stage: how large its batches get and how long they take. Thread-safe.
 *
 * <p>Also the stage's identity in its bucket keys, by reference. It holds nothing of the model: the dispatcher keeps keys
 * for a while after their last work, and they must not keep an unloaded plugin's classes in memory.
 */
final class StageLimits {
    private final LinearProfile profile = new LinearProfile();
    private volatile BatchPolicy policy;

    StageLimits(BatchPolicy policy) {
        this.policy = policy;
    }

    BatchPolicy policy() {
        return policy;
    }

    /** Sets the policy of queues that appear from now on. */
    void policy(BatchPolicy next) {
        policy = next;
    }

    LinearProfile profile() {
        return profile;
    }
}

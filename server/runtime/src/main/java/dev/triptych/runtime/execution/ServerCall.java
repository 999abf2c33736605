package dev.triptych.runtime.execution;

import dev.triptych.runtime.serving.Watch;
import dev.triptych.scheduling.RequestScope;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Call;

/** A call as the server sees it: a plugin's call, and the scope under which its work is queued. Thread-safe. */
public interface ServerCall extends Call, RequestScope {
    /** Whether the item was admitted already, so that a further stage is not refused for a full queue. */
    boolean admitted();

    /** Hears where its time goes. */
    Watch watch();

    /** Told that work for the stage has been offered: what was promised there is kept. */
    default void offered(String stage) {}

    /** Whether it runs to find out whether its forecast is right, so that the forecast does not count. */
    default boolean probing() {
        return false;
    }

    /** Whether what it submits are parts of a submission that whoever cut it counts as one. */
    default boolean inParts() {
        return false;
    }

    /**
     * Why the call ended, or is about to: its deadline passed, or its caller went away.
     *
     * @param where the stage or step that it had reached
     * @param waitedNanos how long it waited there
     */
    TaskException ending(String where, long waitedNanos);
}

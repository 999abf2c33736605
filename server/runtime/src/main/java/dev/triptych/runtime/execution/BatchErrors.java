package dev.triptych.runtime.execution;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What callers are told of a run that failed. */
final class BatchErrors {
    private static final Duration SOON = Duration.ofMillis(100);

    private BatchErrors() {}

    /** The failure of the works that ran together and will not be run again. */
    static TaskException of(Verdict verdict, List<StageWork> works) {
        StageImpl stage = works.get(0).stage();
        String where = "Stage " + stage.name() + " of " + stage.model();
        Throwable cause = verdict.cause();
        return switch (verdict.kind()) {
            case LOST -> DeviceHost.lostError();
            case MEMORY -> memory(where, works.size() == 1, cause);
            case ITEM ->
                error(
                        Reason.MODEL_REJECTED_INPUT,
                        where + " failed on this input alone; check its values against what the model expects.",
                        cause);
            default ->
                error(Reason.BACKEND_FAILURE, where + " failed on the device; report it with the request id.", cause);
        };
    }

    private static TaskException memory(String where, boolean alone, @Nullable Throwable cause) {
        return alone
                ? error(
                        Reason.ITEM_TOO_LARGE,
                        where + " needs more memory for this input alone than the device has left; send a smaller one.",
                        cause)
                : error(Reason.MEMORY_SHORT, where + " ran out of device memory; retry later.", cause)
                        .retryAfter(SOON);
    }

    private static TaskException error(Reason reason, String text, @Nullable Throwable cause) {
        return cause == null ? TaskException.of(reason, text) : TaskException.of(reason, text, cause);
    }
}

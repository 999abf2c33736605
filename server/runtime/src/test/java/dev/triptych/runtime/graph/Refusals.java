package dev.triptych.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts that something is refused, in words that may be shown. */
final class Refusals {
    private Refusals() {}

    /** Expects a refusal for a reason whose message holds all the given parts and no path of this machine. */
    static void assertRefused(ThrowingCallable call, Reason reason, String... parts) {
        TaskException refusal = catchThrowableOfType(TaskException.class, call);
        assertThat(refusal).isNotNull();
        assertThat(refusal.reason()).as(refusal.text()).isEqualTo(reason);
        assertThat(refusal.text())
                .contains(parts)
                .doesNotContain(System.getProperty("java.io.tmpdir"))
                .hasSizeLessThanOrEqualTo(512);
    }
}

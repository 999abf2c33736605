package dev.triptych.runtime.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.runtime.serving.RequestInfo;
import dev.triptych.scheduling.HostLanes;
import dev.triptych.scheduling.QueueBounds;
import dev.triptych.testing.LedgerAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestEndTest {
    private final HostLanes lanes = new HostLanes(1, 1, QueueBounds.NONE, () -> 0, Thread::new, (where, fault) -> {});
    private final RequestDesk desk = new RequestDesk(() -> 0, new LedgerAllocator(), lanes, Duration.ofMinutes(1));
    private final RequestImpl request = desk.open(new RequestInfo("r", "tenant", 1000));
    private final List<String> ran = new ArrayList<>();

    @Test
    void listenerThatThrows_keepsNoOtherFromRunning() {
        request.onEnd(() -> ran.add("first"));
        request.onEnd(() -> {
            throw new IllegalStateException("broken");
        });
        request.onEnd(() -> ran.add("last"));
        assertThatThrownBy(request::cancel).hasMessage("broken");
        assertThat(ran).containsExactly("first", "last");
    }

    @Test
    void close_withAListenerThatThrows_givesTheRequestBack() {
        request.onEnd(() -> {
            throw new StackOverflowError("broken");
        });
        assertThatThrownBy(request::close).hasMessage("broken");
        assertThat(desk.inFlight()).isZero();
        request.close();
        assertThat(desk.inFlight()).isZero();
    }
}

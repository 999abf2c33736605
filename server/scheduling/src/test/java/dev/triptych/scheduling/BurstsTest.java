package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class BurstsTest {
    private final Bursts bursts = new Bursts();
    private final List<String> woken = new ArrayList<>();

    @Test
    void wake_outsideABurst_isAtOnce() {
        bursts.wake(() -> woken.add("lane"));
        assertThat(woken).containsExactly("lane");
        bursts.end();
        assertThat(woken).hasSize(1);
    }

    @Test
    void wake_insideABurst_isAtItsEndAndOnce() {
        assertThat(bursts.begin()).isTrue();
        assertThat(bursts.begin()).isFalse();
        bursts.wake(() -> woken.add("first"));
        bursts.wake(() -> woken.add("second"));
        assertThat(woken).isEmpty();
        bursts.end();
        bursts.end();
        assertThat(woken).containsExactly("first", "second");
        bursts.wake(() -> woken.add("later"));
        assertThat(woken).hasSize(3);
    }

    @Test
    void begin_longBurst_wakesOnItsWay() {
        assertThat(bursts.begin()).isTrue();
        bursts.wake(() -> woken.add("lane"));
        for (int i = 0; i < 16; i++) {
            assertThat(bursts.begin()).isFalse();
        }
        assertThat(woken).containsExactly("lane");
        bursts.end();
        assertThat(woken).hasSize(1);
    }

    @Test
    void wake_byAnotherThread_isAtOnce() {
        assertThat(bursts.begin()).isTrue();
        CompletableFuture.runAsync(() -> bursts.wake(() -> woken.add("other"))).join();
        assertThat(woken).containsExactly("other");
        bursts.end();
    }
}

package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RequestLedgerTest {
    private final RequestLedger ledger = new RequestLedger();

    @Test
    void terminal_finish_isTrueOnce() {
        Terminal terminal = ledger.open().orElseThrow();
        assertThat(terminal.done()).isFalse();
        assertThat(terminal.finish()).isTrue();
        assertThat(terminal.finish()).isFalse();
        assertThat(terminal.done()).isTrue();
        assertThat(ledger.inFlight()).isZero();
    }

    @Test
    void terminal_raced_isFinishedByOne() throws Exception {
        AtomicInteger winners = new AtomicInteger();
        int rounds = 2_000;
        Terminal[] terminals = new Terminal[rounds];
        for (int i = 0; i < rounds; i++) {
            terminals[i] = ledger.open().orElseThrow();
        }
        Race.run(3, thread -> {
            for (Terminal terminal : terminals) {
                if (terminal.finish()) {
                    winners.incrementAndGet();
                }
            }
        });
        assertThat(winners).hasValue(rounds);
        assertThat(ledger.inFlight()).isZero();
    }

    @Test
    void drain_withOneOpen_completesWhenItIsDone() {
        Terminal terminal = ledger.open().orElseThrow();
        Drain drain = ledger.drain();
        assertThat(ledger.open()).isEmpty();
        assertThat(ledger.draining()).isTrue();
        assertThat(ended(drain)).isFalse();
        terminal.finish();
        assertThat(ended(drain)).isTrue();
    }

    @Test
    void drain_empty_completesAtOnceAndTwiceIsHarmless() {
        assertThat(ended(ledger.drain())).isTrue();
        assertThat(ended(ledger.drain())).isTrue();
    }

    @Test
    void drain_racedWithOpen_endsWithNobodyInside() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        Race.run(3, thread -> {
            for (int i = 0; i < 2_000; i++) {
                ledger.open().ifPresent(terminal -> {
                    opened.incrementAndGet();
                    terminal.finish();
                });
                if (thread == 0 && i == 1_000) {
                    ledger.drain();
                }
            }
        });
        assertThat(opened.get()).isPositive();
        assertThat(ended(ledger.drain())).isTrue();
        assertThat(ledger.inFlight()).isZero();
    }

    @Test
    void leave_moreOftenThanEntered_isADefect() {
        assertThatThrownBy(() -> new Drain().leave()).isInstanceOf(IllegalStateException.class);
    }

    private static boolean ended(Drain drain) {
        return drain.emptied().toCompletableFuture().isDone();
    }
}

package dev.triptych.runtime.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import org.junit.jupiter.api.Test;

class ItemGateTest {
    private final ItemGate gate = new ItemGate(100);

    @Test
    void fullGate_refusesWhoFillsIt() {
        gate.enter("flood", 100);
        assertThatThrownBy(() -> gate.enter("flood", 1)).isInstanceOfSatisfying(TaskException.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(Reason.QUEUE_FULL);
            assertThat(refusal.retryAfter()).isPresent();
        });
        assertThat(gate.inside()).isEqualTo(100);
    }

    @Test
    void fullGate_stillTakesAnotherTenantsEvenShare() {
        gate.enter("flood", 100);
        gate.enter("light", 50);
        assertThatThrownBy(() -> gate.enter("light", 1)).isInstanceOf(TaskException.class);
        // Of three, each has a third.
        gate.enter("third", 33);
        assertThatThrownBy(() -> gate.enter("third", 1)).isInstanceOf(TaskException.class);
        assertThat(gate.inside()).isEqualTo(183);
    }

    @Test
    void gateAtTwiceItsCapacity_takesNobody() {
        gate.enter("flood", 150);
        gate.enter("light", 50);
        assertThatThrownBy(() -> gate.enter("other", 1)).isInstanceOf(TaskException.class);
        assertThat(gate.inside()).isEqualTo(200);
        assertThat(gate.tenants()).isEqualTo(2);
    }

    @Test
    void emptyGate_takesACallOfAnySize() {
        gate.enter("one", 1000);
        assertThat(gate.inside()).isEqualTo(1000);
    }

    @Test
    void tenantWithoutItems_isForgotten() {
        gate.enter("one", 2);
        gate.enter("other", 1);
        gate.leave("one");
        assertThat(gate.tenants()).isEqualTo(2);
        gate.leave("one");
        gate.leave("other");
        assertThat(gate.tenants()).isZero();
        assertThat(gate.inside()).isZero();
        assertThatThrownBy(() -> {
                    gate.enter("one", 100);
                    gate.enter("one", 1);
                })
                .isInstanceOf(TaskException.class);
        assertThat(gate.tenants()).isEqualTo(1);
    }
}

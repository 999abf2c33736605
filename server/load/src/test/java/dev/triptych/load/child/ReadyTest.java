package dev.triptych.load.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadyTest {
    @Test
    void readyLine_givesAddressAndCounts() {
        assertThat(Ready.parse("READY grpc=127.0.0.1:4711 metrics=127.0.0.1:2 admin=127.0.0.1:3 models=2 failed=1"))
                .contains(new Ready("127.0.0.1:4711", "127.0.0.1:2", 2, 1));
    }

    @Test
    void otherLine_isNotReady() {
        assertThat(Ready.parse("FAILED vit NO_GRAPH no graph")).isEmpty();
    }
}

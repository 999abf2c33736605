package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A tenant that floods the server, and one beside it. */
final class FloodIT {
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int FLOOD = 40 * CORES;

    @Test
    void row47_oneTenantFloods_anotherOvertakesItsBacklog() {
        try (ServerProcess server = ServerProcess.serve(
                Launcher.checkout(),
                "--trust-tenant-header",
                "--models",
                SlowGraph.write(Launcher.folder("flood"), 4))) {
            ManagedChannel channel = server.channel();
            List<SlowCall> flood = SlowCall.many(channel, FLOOD, "heavy");
            // One is answered, so all lanes are at it; the rest stands in the queue.
            flood.get(0).code();

            SlowCall light = SlowCall.many(channel, 1, "light").get(0);

            assertThat(light.answered()).isTrue();
            // Before it: what ran when it came, and what was answered on its own way.
            assertThat(flood)
                    .filteredOn(light::sawEndOf)
                    .as("answered before it")
                    .hasSizeLessThan(FLOOD / 2);
            assertThat(flood).allMatch(SlowCall::answered);
            server.awaitIdle();
        }
    }
}

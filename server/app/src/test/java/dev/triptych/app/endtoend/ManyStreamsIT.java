package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** More callers at once than the server can answer in time. */
final class ManyStreamsIT {
    private static final int CONNECTIONS = 100;
    private static final int CALLS = 100;

    /** Far less than what all of them take. */
    private static final Duration TIME = Duration.ofSeconds(8);

    @Test
    void row39_tenThousandStreamsOfAHundredConnections_whatFitsIsAnsweredAndTheRestTurnedAway() {
        try (ServerProcess server =
                ServerProcess.serve(Launcher.checkout(), "--models", SlowGraph.write(Launcher.folder("streams"), 4))) {
            // The profile knows by then what a call takes.
            assertThat(SlowCall.many(server.channel(), 20, "default")).allMatch(SlowCall::answered);
            List<ManagedChannel> channels = IntStream.range(0, CONNECTIONS)
                    .mapToObj(i -> NettyChannelBuilder.forTarget(server.grpc())
                            .usePlaintext()
                            .disableRetry()
                            .build())
                    .toList();
            List<SlowCall> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                for (ManagedChannel channel : channels) {
                    calls.add(SlowCall.before(channel, calls.size(), TIME));
                }
            }
            List<SlowCall> refused = calls.stream()
                    .filter(call -> call.code() == Status.Code.UNAVAILABLE)
                    .toList();
            assertThat(refused).isNotEmpty().allMatch(call -> call.reason().equals("QUEUE_FULL"));
            List<SlowCall> answered =
                    calls.stream().filter(call -> call.code() == Status.Code.OK).toList();
            assertThat(answered).isNotEmpty().allMatch(SlowCall::answered);
            assertThat(calls)
                    .allMatch(call -> call.code() == Status.Code.OK
                            || call.code() == Status.Code.UNAVAILABLE
                            || call.code() == Status.Code.DEADLINE_EXCEEDED);
            channels.forEach(ManagedChannel::shutdownNow);
            server.awaitIdle();
        }
    }
}

package dev.triptych.transport.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.Phase;
import dev.triptych.runtime.serving.Timeline;
import io.grpc.Metadata;
import org.junit.jupiter.api.Test;

class ServerTimingTest {
    @Test
    void put_steps_areMillisecondsAfterTheTotal() {
        Timeline timeline = Timeline.recording();
        timeline.step(new Timeline.Step(Phase.INFER, "m", "image", 1, 0, 4_511_000));
        timeline.step(new Timeline.Step(Phase.DECODE, "m", "", 0, 0, 3_127_400));
        Metadata trailers = new Metadata();
        ServerTiming.put(trailers, timeline, 8_412_000);
        assertThat(trailers.get(ServerTiming.TRAILER)).isEqualTo("total;dur=8.412, decode;dur=3.127, infer;dur=4.511");
    }

    @Test
    void asked_byAnythingButNo() {
        assertThat(asked("1")).isTrue();
        assertThat(asked("true")).isTrue();
        assertThat(asked("0")).isFalse();
        assertThat(asked("False")).isFalse();
        assertThat(ServerTiming.asked(new Metadata())).isFalse();
    }

    private static boolean asked(String value) {
        Metadata headers = new Metadata();
        headers.put(ServerTiming.ASK, value);
        return ServerTiming.asked(headers);
    }
}

package dev.triptych.app.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.runtime.serving.Phase;
import dev.triptych.runtime.serving.Timeline;
import dev.triptych.scheduling.Priority;
import dev.triptych.transport.call.CallEnd;
import dev.triptych.transport.call.CallInfo;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanWriterTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String NOT_SAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-00";

    private final Ended spans = new Ended();

    @Test
    void ended_tracedCall_writesItsSpanAndOneForEachStep() {
        Timeline timeline = Timeline.recording();
        timeline.step(new Timeline.Step(Phase.DECODE, "m", "", 0, 110, 120));
        timeline.step(new Timeline.Step(Phase.INFER, "m", "image", 4, 130, 150));
        writer(0).ended(call("OK", SAMPLED, timeline));
        assertThat(spans.all).extracting(SpanData::getName).containsExactly("decode", "infer", "a.B/C");
        SpanData call = spans.all.get(2);
        assertThat(call.getTraceId()).isEqualTo(TRACE);
        assertThat(call.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(call.getStartEpochNanos()).isEqualTo(1_000_100);
        assertThat(call.getEndEpochNanos()).isEqualTo(1_000_200);
        SpanData infer = spans.all.get(1);
        assertThat(infer.getParentSpanId()).isEqualTo(call.getSpanId());
        assertThat(infer.getStartEpochNanos()).isEqualTo(1_000_130);
        assertThat(infer.getAttributes().asMap())
                .isEqualTo(Attributes.builder()
                        .put("triptych.model", "m")
                        .put("triptych.stage", "image")
                        .put("triptych.batch.rows", 4)
                        .build()
                        .asMap());
    }

    @Test
    void ended_failedCall_hasStatusError() {
        writer(0).ended(call("UNAVAILABLE", "", Timeline.recording()));
        assertThat(spans.all.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(spans.all.get(0).getParentSpanContext().isValid()).isFalse();
    }

    @Test
    void ended_callThatNobodyWatches_writesNothing() {
        writer(1).ended(call("OK", SAMPLED, Timeline.NONE));
        assertThat(spans.all).isEmpty();
    }

    @Test
    void watches_parent_decidesByItsFlagWhateverTheRatio() {
        assertThat(writer(0).watches(SAMPLED)).isTrue();
        assertThat(writer(1).watches(NOT_SAMPLED)).isFalse();
    }

    @Test
    void watches_noParent_decidesByChance() {
        assertThat(writer(0.51).watches("")).isTrue();
        assertThat(writer(0.5).watches("")).isFalse();
        assertThat(writer(0).watches("")).isFalse();
    }

    @Test
    void options_whatIsNoAddressOrShare_isRefused() {
        assertThat(new TraceOptions(URI.create("http://127.0.0.1:4318/"), 1).traces())
                .isEqualTo("http://127.0.0.1:4318/v1/traces");
        assertThatThrownBy(() -> new TraceOptions(URI.create("localhost:4318"), 1))
                .hasMessageContaining("must be http://");
        assertThatThrownBy(() -> new TraceOptions(URI.create("http://h:1"), 1.5))
                .hasMessage("trace-ratio: got 1.5, must be 0 to 1");
    }

    private SpanWriter writer(double ratio) {
        return new SpanWriter(spans, "1", ratio, () -> 0.5, 1_000_000);
    }

    private static CallEnd call(String code, String traceparent, Timeline timeline) {
        return new CallEnd(
                "a.B/C",
                code,
                100,
                new CallInfo("r-1", traceparent, "t", 100, 0, Priority.NORMAL, false, timeline),
                "");
    }

    /** Keeps what has ended. */
    private static final class Ended implements SpanProcessor {
        private final List<SpanData> all = new ArrayList<>();

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            all.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}

package dev.triptych.runtime.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimelineTest {
    @Test
    void longest_ofSeveralItems_isTheSlowestOfEachPhaseInTheirOrder() {
        Timeline timeline = Timeline.recording();
        Watch watch = new Watch(Meter.NONE, timeline, "m", "image");
        watch.stage(Phase.INFER, "image", 2, 50, 90);
        watch.host(Phase.DECODE, 0, 10);
        watch.host(Phase.DECODE, 10, 40);
        assertThat(timeline.longest()).containsExactly(Map.entry(Phase.DECODE, 30L), Map.entry(Phase.INFER, 40L));
        assertThat(timeline.steps()).hasSize(3);
        assertThat(timeline.steps().get(0)).isEqualTo(new Timeline.Step(Phase.INFER, "m", "image", 2, 50, 90));
    }

    @Test
    void recording_manySteps_keepsTheFirst512() {
        Timeline timeline = Timeline.recording();
        for (int i = 0; i < 600; i++) {
            timeline.step(new Timeline.Step(Phase.POST, "m", "", 0, i, i));
        }
        assertThat(timeline.steps()).hasSize(512);
        assertThat(timeline.steps().get(511).startNanos()).isEqualTo(511);
    }

    @Test
    void watch_withoutATimeline_stillMeters() {
        List<String> heard = new ArrayList<>();
        Meter meter = new Meter() {
            @Override
            public void phase(String model, String modality, Phase phase, long nanos) {
                heard.add(model + " " + modality + " " + phase.label() + " " + nanos);
            }
        };
        new Watch(meter, Timeline.NONE, "m", "text").host(Phase.DECODE_QUEUE, 3, 8);
        assertThat(heard).containsExactly("m text decode_queue 5");
        assertThat(Timeline.NONE.steps()).isEmpty();
    }
}

package dev.triptych.towers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Exporters may leave the length of vectors free. */
class DimsTest {
    private static final Port FREE = Port.batched("text_embeds", DType.FP32, List.of(-1L, -1L));

    @Test
    void fix_freeLength_isTakenFromTheConfiguration() {
        assertThat(new Dims(OptionalInt.of(512)).fix(FREE, Pooling.NONE).dims()).containsExactly(-1L, 512L);
    }

    @Test
    void fix_freeLengthAndNoConfiguration_saysWhatToState() {
        assertThatThrownBy(() -> new Dims(OptionalInt.empty()).fix(FREE, Pooling.NONE))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("projection_dim");
    }

    @Test
    void fix_statedByTheGraph_staysAsItIs() {
        Port port = Port.batched("text_embeds", DType.FP32, List.of(-1L, 32L));
        assertThat(new Dims(OptionalInt.of(512)).fix(port, Pooling.NONE).dims()).containsExactly(-1L, 32L);
    }

    @Test
    void fix_wholeNumbers_areRefused() {
        Port port = Port.batched("text_embeds", DType.INT64, List.of(-1L, 32L));
        assertThatThrownBy(() -> new Dims(OptionalInt.empty()).fix(port, Pooling.NONE))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("INT64");
    }
}

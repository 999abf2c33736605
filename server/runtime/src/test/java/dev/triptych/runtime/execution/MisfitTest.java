package dev.triptych.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.LedgerAllocator;
import dev.triptych.testing.LedgerExtension;
import dev.triptych.testing.TestTensors;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
final class MisfitTest {
    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    /** Inputs that do not fit the stage {@code scale} of at most 4 rows. */
    private record Misfit(
            String name, int rows, Reason reason, String says, Function<LedgerAllocator, Tensors> inputs) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Tensor x(LedgerAllocator memory, long... shape) {
        int size = 1;
        for (long dim : shape) {
            size *= (int) dim;
        }
        return TestTensors.floats(memory, shape, new float[size]);
    }

    private static Tensors pair(Tensor x, Tensor factor) {
        return Tensors.of(Map.of("x", x, "factor", factor));
    }

    static Stream<Misfit> misfits() {
        return Stream.of(
                new Misfit(
                        "a missing input",
                        1,
                        Reason.INPUT_MISSING,
                        "'factor'",
                        memory -> Tensors.of("x", x(memory, 1, 2))),
                new Misfit(
                        "an unknown input",
                        1,
                        Reason.INPUT_UNKNOWN,
                        "'no\\u00e9'",
                        memory -> Tensors.of(
                                Map.of("x", x(memory, 1, 2), "factor", x(memory, 1), "no\u00e9", x(memory, 1)))),
                new Misfit(
                        "another type",
                        1,
                        Reason.TENSOR_TYPE,
                        "'x' got INT64; send FP32",
                        memory -> pair(TestTensors.longs(memory, new long[] {1, 2}, 1, 2), x(memory, 1))),
                new Misfit(
                        "another fixed dimension",
                        1,
                        Reason.TENSOR_SHAPE,
                        "'x' got shape [1, 3]; the model takes [-1, 2]",
                        memory -> pair(x(memory, 1, 3), x(memory, 1))),
                new Misfit("another rank", 1, Reason.TENSOR_SHAPE, "[2]", memory -> pair(x(memory, 2), x(memory, 1))),
                new Misfit(
                        "fewer rows than stated",
                        2,
                        Reason.TENSOR_SHAPE,
                        "'x' got shape [1, 2]; the model takes [-1, 2]",
                        memory -> pair(x(memory, 1, 2), x(memory, 1))),
                new Misfit(
                        "another shared shape",
                        1,
                        Reason.TENSOR_SHAPE,
                        "'factor'",
                        memory -> pair(x(memory, 1, 2), x(memory, 2))),
                new Misfit(
                        "no rows",
                        0,
                        Reason.BATCH_TOO_LARGE,
                        "takes 1 to 4",
                        memory -> pair(x(memory, 0, 2), x(memory, 1))),
                new Misfit(
                        "too many rows",
                        5,
                        Reason.BATCH_TOO_LARGE,
                        "takes 1 to 4",
                        memory -> pair(x(memory, 5, 2), x(memory, 1))));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void submit_misfit_isRefusedInWordsAndInputsAreClosed(Misfit misfit) {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.scale(4));
            int before = rig.backend.script().launches().size();
            TaskException failure = Rig.failure(
                    stage.submit(rig.call(), misfit.rows(), misfit.inputs().apply(rig.memory)));
            assertThat(failure.reason()).isEqualTo(misfit.reason());
            assertThat(failure.text()).contains(misfit.says());
            assertThat(stage.underWay()).isZero();
            assertThat(rig.backend.script().launches()).hasSize(before);
        }
    }
}

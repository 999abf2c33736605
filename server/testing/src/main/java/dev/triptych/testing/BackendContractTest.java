package dev.triptych.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.CompileSpec;
import dev.triptych.spi.backend.Compiled;
import dev.triptych.spi.backend.Execution;
import dev.triptych.spi.backend.Progress;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every backend must do; each backend's tests extend this. */
public abstract class BackendContractTest {
    private static final int MAX_ROWS = 8;
    private static final int COPY_LIMIT = 64 * 1024;

    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the extension
    Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();

    /** The backend under test; it is not closed by this class. */
    protected abstract Backend backend();

    /** The element types that the backend does not offer; compiling a graph that has one fails with UNSUPPORTED. */
    protected Set<DType> unsupported() {
        return Set.of();
    }

    @AfterEach
    void closeInOrder() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void devices_always_haveLanesAndTheBackendsName() {
        assertThat(backend().devices()).isNotEmpty().allSatisfy(device -> {
            assertThat(device.backend()).isEqualTo(backend().name());
            assertThat(device.lanes()).isPositive();
        });
    }

    @Test
    void run_rowsAlongAxis0_eachItemGetsItsOwn() throws BackendException {
        Runner runner = runner(ContractGraph.SCALE);
        runner.begin(3)
                .factor(2)
                .floats(0, 1, 2, 1, 2)
                .floats(1, 2, 2, 3, 4, 5, 6)
                .run();
        runner.expect(1, 2, new long[] {2, 2}, 6, 8, 10, 12);
        runner.expect(0, 1, new long[] {1, 2}, 2, 4);
    }

    @Test
    void run_rowsAlongAnotherAxis_eachItemGetsItsOwn() throws BackendException {
        Runner runner = runner(ContractGraph.SCALE_ACROSS);
        runner.begin(3)
                .factor(10)
                .floats(0, 2, 1, 1, 2)
                .floats(1, 2, 2, 3, 4, 5, 6)
                .run();
        runner.expect(0, 1, new long[] {2, 1}, 10, 20);
        runner.expect(1, 2, new long[] {2, 2}, 30, 40, 50, 60);
    }

    @Test
    void run_itemsOfDifferentLengths_arePaddedWithThePadValue() throws BackendException {
        Runner runner = runner(ContractGraph.SCALE_PADDED);
        runner.begin(2, 3).factor(1).floats(0, 1, 1, 5).floats(1, 1, 3, 6, 7, 8).run();
        runner.expect(0, 1, new long[] {1, 3}, 5, 9, 9);
    }

    @Test
    void take_itemsOwnLength_cutsThePaddingOff() throws BackendException {
        Runner runner = runner(ContractGraph.SCALE_PADDED);
        runner.begin(2, 3).factor(1).floats(0, 1, 1, 5).floats(1, 1, 3, 6, 7, 8).run();
        runner.expectCut(0, 1, 1, new long[] {1, 1}, 5);
        runner.expectCut(1, 1, 3, new long[] {1, 3}, 6, 7, 8);
        runner.expectCut(0, 2, 2, new long[] {2, 2}, 5, 9, 6, 7);
    }

    @Test
    void begin_shorterAfterLonger_leavesNothingOfTheBatchBefore() throws BackendException {
        Runner runner = runner(ContractGraph.SCALE_PADDED);
        runner.begin(2, 3)
                .factor(1)
                .floats(0, 1, 3, 1, 2, 3)
                .floats(1, 1, 3, 4, 5, 6)
                .run();
        runner.begin(2, 3).factor(1).floats(0, 1, 1, 7).floats(1, 1, 2, 8, 8).run();
        runner.expect(0, 2, new long[] {2, 3}, 7, 9, 9, 8, 8, 9);
    }

    @Test
    void begin_otherShapesInTurn_eachIsRight() throws BackendException {
        Runner runner = runner(ContractGraph.SCALE);
        for (int round = 0; round < 3; round++) {
            for (int rows = 1; rows <= MAX_ROWS; rows++) {
                for (int width : new int[] {3, 1, 7}) {
                    float[] values = new float[rows * width];
                    Arrays.fill(values, rows + 100 * width);
                    runner.begin(rows).factor(1).floats(0, rows, width, values).run();
                    runner.expect(0, rows, new long[] {rows, width}, values);
                }
            }
        }
    }

    @Test
    void begin_inTheMiddleOfABatch_givesItUp() throws BackendException {
        Runner runner = runner(ContractGraph.SCALE);
        runner.begin(4).factor(3).floats(2, 1, 2, 1, 1);
        runner.begin(1).factor(2).floats(0, 1, 1, 21).run();
        runner.begin(1).factor(2).floats(0, 1, 1, 4).run();
        runner.expect(0, 1, new long[] {1, 1}, 8);
    }

    @Test
    void run_nanAndInfinityInOneItem_leaveNeighboursBitIdentical() throws BackendException {
        Runner runner = runner(ContractGraph.SCALE);
        runner.begin(3)
                .factor(0.1f)
                .floats(0, 1, 2, 0.3f, 7)
                .floats(1, 1, 2, 1, 1)
                .floats(2, 1, 2, -3.7f, 1e-40f);
        runner.run();
        float[] first = runner.take(0);
        float[] last = runner.take(2);
        runner.begin(3).factor(0.1f).floats(0, 1, 2, 0.3f, 7).floats(2, 1, 2, -3.7f, 1e-40f);
        runner.floats(1, 1, 2, Float.NaN, Float.POSITIVE_INFINITY).run();
        assertThat(runner.take(0)).containsExactly(first);
        assertThat(runner.take(2)).containsExactly(last);
        assertThat(runner.take(1)).containsExactly(Float.NaN, Float.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void run_identityOfAnyType_givesTheSameBytes(DType type) throws BackendException {
        ContractGraph graph = ContractGraph.identity(type);
        if (unsupported().contains(type)) {
            BackendException refused = catchThrowableOfType(BackendException.class, () -> runner(graph));
            assertThat(refused.kind()).isEqualTo(BackendException.Kind.UNSUPPORTED);
            assertThat(refused).hasMessageContaining(type.name());
            return;
        }
        Runner runner = runner(graph);
        try (Tensor first = Samples.of(memory.allocator(), type, 0);
                Tensor second = Samples.of(memory.allocator(), type, 1)) {
            runner.begin(2).put("X", 0, first).put("X", 1, second).run();
            for (int row = 0; row < 2; row++) {
                try (Tensor out = runner.tensor(row, 1)) {
                    assertThat(out.type()).isEqualTo(type);
                    assertThat(out.shape()).containsExactly(1, 3);
                    assertThat(TestTensors.raw(out)).isEqualTo(TestTensors.raw(row == 0 ? first : second));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"61006200", "f09f9880", "ff", "c3", "eda0bd"})
    void run_bytesThatAreNotPlainText_areExactOrTheItemsFault(String hex) throws BackendException {
        byte[] odd = HexFormat.of().parseHex(hex);
        Runner runner = runner(ContractGraph.identity(DType.BYTES));
        try (Tensor item = TestTensors.bytes(memory.allocator(), new long[] {1, 3}, odd, odd, odd)) {
            runner.begin(1).put("X", 0, item).run();
        } catch (BackendException e) {
            assertThat(e.kind()).isEqualTo(BackendException.Kind.ITEM);
            return;
        }
        try (Tensor out = runner.tensor(0, 1)) {
            assertThat(TestTensors.elements(out)).isDeepEqualTo(new byte[][] {odd, odd, odd});
        }
    }

    @Test
    void take_atTheLimit_isACopyThatHoldsOnlyItself() throws BackendException {
        Runner runner = runner(ContractGraph.SCALE);
        int width = COPY_LIMIT / Float.BYTES;
        runner.begin(2).factor(1).fill(0, width, 1).fill(1, width, 2).run();
        Tensor share = runner.tensor(1, 1);
        closeGraph();
        assertThat(memory.allocator().liveBytes()).isEqualTo(COPY_LIMIT);
        assertThat(TestTensors.floats(share)).hasSize(width).containsOnly(2);
        share.close();
    }

    @Test
    void take_aboveTheLimit_pinsTheBatchAndSurvivesTheNextOnes() throws BackendException {
        Runner runner = runner(ContractGraph.SCALE);
        int width = COPY_LIMIT / Float.BYTES + 1;
        runner.begin(2).factor(1).fill(0, width, 1).fill(1, width, 2).run();
        Tensor share = runner.tensor(1, 1);
        runner.begin(2).factor(1).fill(0, width, 3).fill(1, width, 4).run();
        runner.begin(2).factor(1).fill(0, width, 5).fill(1, width, 6).run();
        closeGraph();
        assertThat(memory.allocator().liveBytes()).isGreaterThanOrEqualTo(2L * width * Float.BYTES);
        assertThat(TestTensors.floats(share)).hasSize(width).containsOnly(2);
        share.close();
    }

    @Test
    void launch_badItem_failsAsItemAndTheNextBatchIsRight() throws BackendException {
        Runner runner = runner(ContractGraph.LOOKUP);
        runner.begin(2).longs(0, 1).longs(1, 10_000);
        BackendException failure = catchThrowableOfType(BackendException.class, runner::run);
        assertThat(failure.kind()).isEqualTo(BackendException.Kind.ITEM);
        assertThat(failure.getMessage())
                .doesNotContain("/", "0x", folder.getFileName().toString())
                .hasSizeLessThan(512);
        runner.begin(2).longs(0, 1).longs(1, 3).run();
        runner.expect(0, 2, new long[] {2, 1}, 10, 30);
    }

    @Test
    void open_twice_executionsDoNotShareBatches() throws BackendException {
        Compiled compiled = compile(ContractGraph.SCALE);
        Runner one = runner(ContractGraph.SCALE, compiled);
        Runner two = runner(ContractGraph.SCALE, compiled);
        one.begin(1).factor(2).floats(0, 1, 1, 1);
        two.begin(1).factor(3).floats(0, 1, 1, 1).run();
        one.run();
        two.expect(0, 1, new long[] {1, 1}, 3);
        one.expect(0, 1, new long[] {1, 1}, 2);
    }

    @Test
    void estimates_always_areNotNegative() throws BackendException {
        Compiled compiled = compile(ContractGraph.SCALE_PADDED);
        assertThat(compiled.residentBytes()).isNotNegative();
        assertThat(compiled.scratchBytes(MAX_ROWS, new int[] {3})).isNotNegative();
    }

    private Compiled compile(ContractGraph tiny) throws BackendException {
        Graph graph = tiny.at(folder.resolve(tiny.name() + ".onnx"));
        Compiled compiled = backend()
                .compile(graph, backend().devices().get(0), new CompileSpec(MAX_ROWS, List.of()), Progress.NONE);
        opened.add(compiled);
        return compiled;
    }

    private Runner runner(ContractGraph tiny) throws BackendException {
        return runner(tiny, compile(tiny));
    }

    private Runner runner(ContractGraph tiny, Compiled compiled) throws BackendException {
        Execution execution = compiled.open(memory.allocator());
        opened.add(execution);
        return new Runner(tiny, execution, memory.allocator());
    }

    private void closeGraph() {
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.remove(i).close();
            } catch (Exception e) {
                throw new AssertionError("closing failed", e);
            }
        }
    }
}

package dev.triptych.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.BatchFacts;
import dev.triptych.runtime.serving.Meter;
import dev.triptych.scheduling.Cores;
import dev.triptych.spi.backend.Device;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.CostRule;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.FakeScript.Launch;
import dev.triptych.testing.LedgerExtension;
import dev.triptych.testing.TestTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
final class StageBatchingTest {
    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    @Test
    void submit_mixedFromEightThreads_eachCallerGetsItsOwnAnswer() {
        try (Rig rig = Rig.of(memory.allocator(), 2)) {
            StageImpl sum = rig.load(Rig.sum(32));
            StageImpl scale = rig.load(Rig.scale(32));
            StageImpl twice = rig.load(Rig.twice(32));
            CompletableFuture<?>[] threads = IntStream.range(0, 8)
                    .mapToObj(thread -> CompletableFuture.runAsync(
                            () -> submitMixed(rig, sum, scale, twice, thread), run -> new Thread(run).start()))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(threads).join();
            assertThat(rig.faults).isEmpty();
            assertThat(sum.underWay() + scale.underWay() + twice.underWay()).isZero();
            assertThat(rig.device.queued()).isZero();
        }
    }

    private static void submitMixed(Rig rig, StageImpl sum, StageImpl scale, StageImpl twice, int thread) {
        Random random = new Random(thread);
        List<CompletionStage<Tensors>> results = new ArrayList<>();
        List<Runnable> checks = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            CompletionStage<Tensors> result;
            float value = thread * 1000 + i;
            int length = 1 + random.nextInt(12);
            switch (i % 3) {
                case 0 -> {
                    long[] ids = random.longs(length, 1, 1_000_000).toArray();
                    result = sum.submit(rig.call(), 1, rig.ids(ids));
                    checks.add(() -> assertSum(result, ids));
                }
                case 1 -> {
                    float factor = 1 + random.nextInt(3);
                    result = scale.submit(rig.call(), 1, rig.scaled(factor, value, length));
                    checks.add(
                            () -> assertThat(Rig.floats(result, "y")).containsExactly(value * factor, length * factor));
                }
                default -> {
                    float[] row = new float[length];
                    row[0] = value;
                    result = twice.submit(rig.call(), 1, rig.x(row));
                    row[0] = 2 * value;
                    checks.add(() -> assertThat(Rig.floats(result, "y")).containsExactly(row));
                }
            }
            results.add(result);
        }
        assertThat(results).hasSize(250);
        checks.forEach(Runnable::run);
    }

    private static void assertSum(CompletionStage<Tensors> result, long[] ids) {
        try (Tensors outputs = result.toCompletableFuture().join()) {
            assertThat(TestTensors.longs(outputs.get("sum")))
                    .containsExactly(LongStream.of(ids).sum());
            assertThat(outputs.get("echo").shape()).containsExactly(1, ids.length);
            assertThat(TestTensors.longs(outputs.get("echo"))).containsExactly(ids);
        }
    }

    @Test
    void submit_raggedLengths_shareABatchAndAreCutApart() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.sum(8));
            Held held = Held.on(rig, stage);
            long[] nine = LongStream.rangeClosed(1, 9).toArray();
            long[] ten = LongStream.rangeClosed(11, 20).toArray();
            CompletionStage<Tensors> first = stage.submit(rig.call(), 1, rig.ids(nine));
            CompletionStage<Tensors> second = stage.submit(rig.call(), 1, rig.ids(ten));
            assertThat(held.release()).containsExactly(new Launch("sum", 2, List.of(10)));
            assertThat(Rig.longs(first, "echo")).containsExactly(nine);
            assertThat(Rig.longs(second, "echo")).containsExactly(ten);
        }
    }

    @Test
    void submit_manyRowsOfOneCall_stayTogetherInOrder() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(8));
            Held held = Held.on(rig, stage);
            Tensors two = Tensors.of("x", TestTensors.floats(rig.memory, new long[] {2, 1}, 5, 6));
            CompletionStage<Tensors> alone = stage.submit(rig.call(), 1, rig.x(4));
            CompletionStage<Tensors> both = stage.submit(rig.call(), 2, two);
            assertThat(held.release()).extracting(Launch::rows).containsExactly(3);
            assertThat(Rig.floats(alone, "y")).containsExactly(8);
            assertThat(Rig.floats(both, "y")).containsExactly(10, 12);
        }
    }

    @Test
    void submit_differentFreeDimensions_neverShareABatch() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(8));
            Held held = Held.on(rig, stage);
            List<CompletionStage<Tensors>> results = List.of(
                    stage.submit(rig.call(), 1, rig.x(1, 2)),
                    stage.submit(rig.call(), 1, rig.x(1, 2, 3)),
                    stage.submit(rig.call(), 1, rig.x(4, 5)));
            assertThat(held.release()).extracting(Launch::rows).containsExactlyInAnyOrder(2, 1);
            assertThat(Rig.floats(results.get(0), "y")).containsExactly(2, 4);
            assertThat(Rig.floats(results.get(1), "y")).containsExactly(2, 4, 6);
            assertThat(Rig.floats(results.get(2), "y")).containsExactly(8, 10);
        }
    }

    @Test
    void submit_differentSharedValues_neverShareABatch() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.scale(8));
            Held held = Held.on(rig, stage);
            List<CompletionStage<Tensors>> results = List.of(
                    stage.submit(rig.call(), 1, rig.scaled(3, 1, 1)),
                    stage.submit(rig.call(), 1, rig.scaled(5, 1, 1)),
                    stage.submit(rig.call(), 1, rig.scaled(3, 2, 2)));
            assertThat(held.release()).extracting(Launch::rows).containsExactlyInAnyOrder(2, 1);
            assertThat(Rig.floats(results.get(0), "y")).containsExactly(3, 3);
            assertThat(Rig.floats(results.get(1), "y")).containsExactly(5, 5);
            assertThat(Rig.floats(results.get(2), "y")).containsExactly(6, 6);
        }
    }

    @Test
    void submit_nothingIsBatched_eachWorkRunsAlone() {
        Port x = new Port("x", DType.FP32, List.of(-1L), Port.NO_BATCH, List.of(), 0);
        Port y = new Port("y", DType.FP32, List.of(-1L), Port.NO_BATCH, List.of(), 0);
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.spec("twice", List.of(x), List.of(y), CostRule.UNIT, 1));
            int before = rig.backend.script().launches().size();
            List<CompletionStage<Tensors>> results = new ArrayList<>();
            for (int i = 1; i <= 5; i++) {
                Tensors inputs = Tensors.of("x", TestTensors.floats(rig.memory, new long[] {i}, new float[i]));
                results.add(stage.submit(rig.call(), 1, inputs));
            }
            for (int i = 1; i <= 5; i++) {
                assertThat(Rig.floats(results.get(i - 1), "y")).hasSize(i);
            }
            assertThat(rig.backend.script().launches()).hasSize(before + 5);
        }
    }

    @Test
    void submit_longRowsOnACpu_batchesStaySmallButOneLargeSubmissionRuns() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            // Its width is free, so no warm-up tells how long a row takes.
            StageImpl stage = rig.load(Rig.twice(32));
            Held held = Held.on(rig, stage);
            List<CompletionStage<Tensors>> results = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                results.add(stage.submit(rig.call(), 1, rig.x(i)));
            }
            Tensors many = Tensors.of("x", TestTensors.floats(rig.memory, new long[] {32, 1}, new float[32]));
            results.add(stage.submit(rig.call(), 32, many));
            assertThat(held.release()).extracting(Launch::rows).containsExactlyInAnyOrder(8, 8, 32);
            results.forEach(result -> assertThat(Rig.floats(result, "y")).isNotEmpty());
        }
    }

    @Test
    void submit_rowsOfAMillisecondOnACpu_tenShareABatch() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            rig.backend.script().onLaunch(launch -> rig.ticker.advance(1_000_000));
            StageImpl stage = rig.load(Rig.scale(32));
            Held held = Held.on(rig, stage);
            List<CompletionStage<Tensors>> results = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                results.add(stage.submit(rig.call(), 1, rig.scaled(1, i, i)));
            }
            assertThat(held.release()).extracting(Launch::rows).containsExactly(10, 10);
            results.forEach(result -> assertThat(Rig.floats(result, "y")).hasSize(2));
        }
    }

    @Test
    void batchCap_byDevice_holdsOnACpuAlone() {
        Device cpu = new Device("fake", 0, "", 2, 0);
        Device gpu = new Device("fake", 0, "", 2, 1L << 30);
        assertThat(BatchCap.cost(gpu, 0, 1, 1_000_000)).isEqualTo(Long.MAX_VALUE);
        assertThat(BatchCap.cost(cpu, 0, 1, 0)).isEqualTo(8);
        assertThat(BatchCap.cost(cpu, 0, 1, 50_000_000)).isEqualTo(8);
        assertThat(BatchCap.cost(cpu, 0, 1, 1_000)).isEqualTo(10_000);
        assertThat(BatchCap.cost(cpu, 0, 128, 0)).isEqualTo(8 * 128);
    }

    @Test
    void batchCap_ofWhoeverRunsTheServer_holdsOnEachDevice() {
        Device cpu = new Device("fake", 0, "", 2, 0);
        Device gpu = new Device("fake", 0, "", 2, 1L << 30);
        assertThat(BatchCap.cost(gpu, 4, 128, 1_000)).isEqualTo(4 * 128);
        assertThat(BatchCap.cost(cpu, 32, 128, 1_000)).isEqualTo(32 * 128);
    }

    @Test
    void gate_byDevice_lanesTakeTurnsWhereTheDeviceHasItsOwnMemory() {
        assertThat(parallel(new Device("fake", 0, "", 2, 0))).isEqualTo(2);
        assertThat(parallel(new Device("fake", 0, "", 2, 1L << 30))).isEqualTo(1);
    }

    private static int parallel(Device device) {
        return DeviceHost.group(device, new Cores(2)).gate().parallel(2);
    }

    @Test
    void meter_afterABatch_hearsRowsCostAndTimes() {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        Meter meter = new Meter() {
            @Override
            public void batch(BatchFacts batch) {
                heard.add(batch.model() + " " + batch.stage() + " " + batch.rows() + " " + batch.cost() + " "
                        + batch.queueNanos() + " " + batch.runNanos() + " " + batch.release());
            }
        };
        try (Rig rig = new Rig(memory.allocator(), 1, 100, meter)) {
            StageImpl stage = rig.load(Rig.sum(8));
            Held held = Held.on(rig, stage);
            CompletionStage<Tensors> first = stage.submit(rig.call(), 1, rig.ids(1, 2, 3));
            rig.ticker.advance(70);
            CompletionStage<Tensors> second = stage.submit(rig.call(), 1, rig.ids(4, 5, 6));
            rig.ticker.advance(5);
            assertThat(held.release()).hasSize(1);
            assertThat(Rig.longs(first, "sum")).containsExactly(6);
            assertThat(Rig.longs(second, "sum")).containsExactly(15);
            assertThat(heard).containsExactly("model sum 1 1 0 75 empty", "model sum 2 6 75 0 empty");
        }
    }
}

package dev.triptych.testing;

import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.tensor.DType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What a {@link FakeBackend} does beside computing: scripted failures, a hook for latency, a record of its runs.
 *
 * <p>Thread-safe; change it while lanes run.
 */
public final class FakeScript {
    /**
     * One run, as it was launched.
     *
     * @param graph the graph's name
     * @param rows rows of the batch
     * @param lengths padded lengths
     */
    public record Launch(String graph, int rows, List<Integer> lengths) {
        public Launch {
            lengths = List.copyOf(lengths);
        }
    }

    private final List<Launch> launches = new CopyOnWriteArrayList<>();
    private final Deque<BackendException.Kind> next = new ArrayDeque<>();
    private volatile Predicate<Map<String, Batch>> poison = inputs -> false;
    private volatile Consumer<Launch> hook = launch -> {};
    private volatile int memoryRows = Integer.MAX_VALUE;
    private volatile boolean lost;

    /** Fails the next run with a kind; several calls fail several runs, in order. */
    public FakeScript failNext(BackendException.Kind kind) {
        synchronized (next) {
            next.add(kind);
        }
        return this;
    }

    /** Fails each run whose stacked inputs match, with kind ITEM. */
    public FakeScript poison(Predicate<Map<String, Batch>> when) {
        poison = when;
        return this;
    }

    /** Fails each run whose FP32 inputs hold the value, with kind ITEM. */
    public FakeScript poisonValue(float value) {
        return poison(inputs -> inputs.values().stream().anyMatch(batch -> holds(batch, value)));
    }

    /** Fails each run of more rows, with kind MEMORY. */
    public FakeScript memoryFor(int rows) {
        memoryRows = rows;
        return this;
    }

    /** Loses the device: this and every later run fails with kind DEVICE_LOST. */
    public FakeScript loseDevice() {
        lost = true;
        return this;
    }

    /** Calls the hook on the lane's thread when a run starts; it may wait to play latency. */
    public FakeScript onLaunch(Consumer<Launch> newHook) {
        hook = newHook;
        return this;
    }

    /** The runs so far, failed ones too, in order of their starts. */
    public List<Launch> launches() {
        return List.copyOf(launches);
    }

    void play(Launch launch, Map<String, Batch> inputs) throws BackendException {
        launches.add(launch);
        hook.accept(launch);
        if (lost) {
            throw failure(BackendException.Kind.DEVICE_LOST);
        }
        BackendException.Kind scripted;
        synchronized (next) {
            scripted = next.poll();
        }
        if (scripted == BackendException.Kind.DEVICE_LOST) {
            lost = true;
        }
        if (scripted != null) {
            throw failure(scripted);
        }
        if (launch.rows() > memoryRows) {
            throw failure(BackendException.Kind.MEMORY);
        }
        if (poison.test(inputs)) {
            throw failure(BackendException.Kind.ITEM);
        }
    }

    private static BackendException failure(BackendException.Kind kind) {
        return new BackendException(kind, "scripted failure: " + kind, null);
    }

    private static boolean holds(Batch batch, float value) {
        if (batch.type() != DType.FP32) {
            return false;
        }
        for (float element : batch.floats()) {
            if (element == value) {
                return true;
            }
        }
        return false;
    }
}

package dev.triptych.testing;

import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Shapes;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Test memory that keeps a ledger: every builder, tensor and view is entered with the stack that made it and struck out
 * when it is released; released memory is overwritten with {@link #POISON}.
 *
 * <p>Thread-safe. End a test with {@link #assertNoLeaks}, or let {@link LedgerExtension} do it.
 */
public final class LedgerAllocator implements TensorAllocator {
    /** What released memory holds: a NaN as a float, a large negative number as an integer. */
    public static final byte POISON = (byte) 0xff;

    private final Map<Object, Throwable> open = new ConcurrentHashMap<>();
    private final AtomicLong created = new AtomicLong();
    private final AtomicLong live = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();

    @Override
    public TensorBuilder allocate(DType type, long... shape) {
        return new LedgerBuilder(new LedgerMemory(this, Shapes.bytes(type, shape)), type, shape.clone());
    }

    @Override
    public TensorBuilder allocateBytes(long byteLength, long... shape) {
        Shapes.elements(shape);
        return new LedgerBuilder(new LedgerMemory(this, byteLength), DType.BYTES, shape.clone());
    }

    /** Bytes that are allocated and not yet released. */
    public long liveBytes() {
        return live.get();
    }

    /** The most bytes that were allocated at once since the start or the last {@link #resetPeak}. */
    public long peakBytes() {
        return peak.get();
    }

    /** Begins a new measurement of the peak. */
    public void resetPeak() {
        peak.set(live.get());
    }

    /** How many builders, tensors and views were made in all. */
    public long created() {
        return created.get();
    }

    /** How many of them are not released. */
    public int open() {
        return open.size();
    }

    /**
     * Fails when something was made and not released.
     *
     * @throws AssertionError with the number of leaks and, as suppressed exceptions, the stacks that made the first eight
     */
    public void assertNoLeaks() {
        List<Throwable> leaks = List.copyOf(open.values());
        if (leaks.isEmpty()) {
            return;
        }
        AssertionError error = new AssertionError(leaks.size() + " tensors or builders were not closed; " + live.get()
                + " bytes are still allocated. The first was made at " + site(leaks.get(0)));
        leaks.stream().limit(8).forEach(error::addSuppressed);
        throw error;
    }

    void enter(Object entry, String what) {
        created.incrementAndGet();
        open.put(entry, new Throwable(what + " made here and not closed"));
    }

    void strike(Object entry) {
        open.remove(entry);
    }

    void charge(long bytes) {
        long now = live.addAndGet(bytes);
        peak.accumulateAndGet(now, Math::max);
    }

    private static String site(Throwable made) {
        return Arrays.stream(made.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("dev.triptych.testing.Ledger"))
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse("an unknown place");
    }
}

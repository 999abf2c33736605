package dev.triptych.runtime.task;

import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.RawGraph;
import java.util.List;
import java.util.Map;

/** A model lent to one call; closing it twice does nothing. */
public interface Lease extends AutoCloseable {
    /** The served name. */
    String model();

    /** The version. */
    String version();

    /** The loaded model's identity: equal to itself alone, another one after a reload. */
    Object identity();

    /** Digests all that the model's answers depend on: weights, preprocessing, device; equal after a reload of the same. */
    String digest();

    /** An item was answered without a run of its own, so long after it was asked for. */
    void answered(boolean well, long nanos);

    /** An item was looked up, and nobody had computed it. */
    void missed();

    /** The label sets that the model may use, by name: its own, then the server's. */
    Map<String, List<String>> labelSets();

    /** What the model takes at most. */
    ModelInfo.Limits limits();

    /** The model's capabilities of a kind, the main one first. */
    <T extends Capability> List<T> all(Class<T> kind);

    /** The raw graph that was named; only for leases of the INFER task. */
    RawGraph raw();

    @Override
    void close();
}

package dev.triptych.runtime.passage;

import dev.triptych.runtime.execution.StageImpl;
import dev.triptych.runtime.model.Hold;
import dev.triptych.runtime.plugin.PluginGuard;
import dev.triptych.runtime.task.Lease;
import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.RawGraph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model of the registry, lent to one call. */
final class LentModel implements Lease {
    private final Hold hold;
    private final @Nullable RawGraph raw;
    private final Map<String, List<String>> serverSets;

    /**
     * @param raw the graph that was named; null unless tensors are sent
     * @param serverSets the server's label sets
     */
    LentModel(Hold hold, @Nullable RawGraph raw, Map<String, List<String>> serverSets) {
        this.hold = hold;
        this.raw = raw;
        this.serverSets = serverSets;
    }

    /** What stands around every call into the model. */
    PluginGuard guard() {
        return hold.loaded().guard();
    }

    /** The model's stage of that name; null when it has none. */
    @Nullable StageImpl stage(String name) {
        List<StageImpl> stages = hold.loaded().stages();
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i).name().equals(name)) {
                return stages.get(i);
            }
        }
        return null;
    }

    /** A hold of its own for what may outlast the call; the receiver closes it. */
    Hold retain() {
        return hold.retain();
    }

    @Override
    public String model() {
        return hold.name();
    }

    @Override
    public String version() {
        return hold.version();
    }

    @Override
    public Object identity() {
        return hold.loaded();
    }

    @Override
    public String digest() {
        return hold.loaded().digest();
    }

    @Override
    public void answered(boolean well, long nanos) {
        hold.loaded().items().answered(well, nanos);
    }

    @Override
    public void missed() {
        hold.loaded().items().missed();
    }

    @Override
    public Map<String, List<String>> labelSets() {
        Map<String, List<String>> own = hold.loaded().labelSets();
        if (own.isEmpty()) {
            return serverSets;
        }
        Map<String, List<String>> all = new HashMap<>(serverSets);
        all.putAll(own);
        return all;
    }

    @Override
    public ModelInfo.Limits limits() {
        return hold.loaded().info().limits();
    }

    @Override
    public <T extends Capability> List<T> all(Class<T> kind) {
        return hold.loaded().all(kind);
    }

    @Override
    public RawGraph raw() {
        if (raw == null) {
            throw new IllegalStateException("no graph was named");
        }
        return raw;
    }

    @Override
    public void close() {
        hold.close();
    }
}

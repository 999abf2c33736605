package dev.triptych.scheduling;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The limits and profiles of host work. Safe for use by many threads; as many profiles as served names. */
final class HostBook implements PolicyBook {
    private final BatchPolicy decodes;
    private final BatchPolicy others = BatchPolicy.single(QueueBounds.NONE);
    private final Map<HostKey, LinearProfile> profiles = new ConcurrentHashMap<>();

    HostBook(QueueBounds decodes) {
        this.decodes = BatchPolicy.single(decodes);
    }

    @Override
    public BatchPolicy policy(Object key) {
        return ((HostKey) key).kind() == HostKind.DECODE ? decodes : others;
    }

    @Override
    public ServiceProfile profile(Object key, LaneGroup group) {
        return profile((HostKey) key);
    }

    LinearProfile profile(HostKey key) {
        return profiles.computeIfAbsent(key, unseen -> new LinearProfile());
    }
}

package dev.triptych.media.image;

import java.util.LinkedHashMap;
import java.util.Map;

/** The weights of recent sizes, since callers' images tend to share them; bounded, safe for use by many threads. */
final class AxisWeightsCache {
    private static final int MAX_ENTRIES = 64;
    /** Larger tables are made anew each time: they are rare, and beside such an image their cost is small. */
    private static final int MAX_WEIGHTS = 1 << 14;

    private final Map<Key, AxisWeights> recent = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(int source, int target, ResampleFilter filter, int from, int length) {}

    AxisWeights get(int source, int target, ResampleFilter filter, int from, int length) {
        Key key = new Key(source, target, filter, from, length);
        synchronized (recent) {
            AxisWeights known = recent.get(key);
            if (known != null) {
                return known;
            }
        }
        AxisWeights made = AxisWeights.of(source, target, filter, from, length);
        if (made.weights().length <= MAX_WEIGHTS) {
            keep(key, made);
        }
        return made;
    }

    private void keep(Key key, AxisWeights made) {
        synchronized (recent) {
            recent.put(key, made);
            if (recent.size() > MAX_ENTRIES) {
                recent.remove(recent.keySet().iterator().next());
            }
        }
    }
}

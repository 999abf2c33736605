package dev.triptych.client;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The classifications of one call, as many as items and in their order. Immutable. */
public final class Classifications extends Results<Classification> {
    private final Set<Integer> truncatedLabels;

    Classifications(
            String model, String modelVersion, List<Result<Classification>> items, List<Integer> truncatedLabels) {
        super(model, modelVersion, items);
        this.truncatedLabels = Collections.unmodifiableSet(new TreeSet<>(truncatedLabels));
    }

    /** Positions, in the list or set that was asked for, of labels that were cut to fit the model. */
    public Set<Integer> truncatedLabels() {
        return truncatedLabels;
    }
}

package dev.triptych.client;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * The results of one call, as many as items and in their order, with the model that answered. Immutable.
 *
 * @param <T> what a successful item yields
 */
public sealed class Results<T> extends AbstractList<Result<T>> implements RandomAccess permits Classifications {
    private final String model;
    private final String modelVersion;
    private final List<Result<T>> items;

    Results(String model, String modelVersion, List<Result<T>> items) {
        this.model = model;
        this.modelVersion = modelVersion;
        this.items = List.copyOf(items);
    }

    /** Name of the model that answered. */
    public String model() {
        return model;
    }

    /** Version of the model that answered. */
    public String modelVersion() {
        return modelVersion;
    }

    /**
     * All values.
     *
     * @throws TriptychException of the first item that failed
     */
    public List<T> values() {
        return items.stream().map(Result::value).toList();
    }

    @Override
    public Result<T> get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }
}

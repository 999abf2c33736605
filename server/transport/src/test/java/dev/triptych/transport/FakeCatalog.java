package dev.triptych.transport;

import dev.triptych.runtime.serving.Catalog;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.ModelTotals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A catalogue that tests write. */
public final class FakeCatalog implements Catalog {
    private final List<ModelListing> models = new CopyOnWriteArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, ModelTotals> totals = new ConcurrentHashMap<>();
    private volatile boolean ready = true;

    public FakeCatalog(List<ModelListing> models) {
        this.models.addAll(models);
    }

    /** Puts a version in place of the one it replaces, and tells the listeners. */
    public void put(ModelListing listing) {
        models.removeIf(
                old -> old.name().equals(listing.name()) && old.version().equals(listing.version()));
        models.add(listing);
        listeners.forEach(Runnable::run);
    }

    public void remove(String name) {
        models.removeIf(old -> old.name().equals(name));
        listeners.forEach(Runnable::run);
    }

    public void ready(boolean now) {
        ready = now;
        listeners.forEach(Runnable::run);
    }

    @Override
    public List<ModelListing> models() {
        return List.copyOf(models);
    }

    @Override
    public Optional<ModelListing> find(ModelRef model) {
        return models.stream()
                .filter(listing -> listing.name().equals(model.name()))
                .filter(listing ->
                        model.version().isEmpty() || listing.version().equals(model.version()))
                .reduce((first, second) -> second);
    }

    /** Gives a model's versions their totals. */
    public void totals(String name, ModelTotals values) {
        totals.put(name, values);
    }

    @Override
    public Optional<ModelTotals> totals(ModelRef model) {
        return find(model).map(listing -> totals.get(listing.name()));
    }

    @Override
    public Map<String, List<String>> labelSets() {
        return Map.of("pets", List.of("cat", "dog", "fish"));
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }
}

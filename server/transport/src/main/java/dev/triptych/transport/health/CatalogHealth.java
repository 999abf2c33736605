package dev.triptych.transport.health;

import dev.triptych.runtime.serving.Catalog;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.State;
import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * {@code grpc.health.v1} over the catalogue: {@code ""} is the server, {@code M} a model with a ready version,
 * {@code M/version} a version. Watchers hear of every change; names that are gone become unknown.
 *
 * <p>Thread-safe: updates are taken one at a time, each from a snapshot read inside.
 */
public final class CatalogHealth {
    private final Catalog catalog;
    private final HealthStatusManager manager = new HealthStatusManager();
    private final Set<String> known = new HashSet<>();
    private boolean draining;

    /** Follows the catalogue from now on. */
    public CatalogHealth(Catalog catalog) {
        this.catalog = catalog;
        catalog.onChange(this::update);
        update();
    }

    /** The service. */
    public BindableService service() {
        return manager.getHealthService();
    }

    /** Says NOT_SERVING for every name from now on. */
    public synchronized void drain() {
        if (!draining) {
            draining = true;
            manager.enterTerminalState();
        }
    }

    private synchronized void update() {
        if (draining) {
            return;
        }
        Map<String, Boolean> serving = new HashMap<>();
        serving.put(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, catalog.ready());
        for (ModelListing listing : catalog.models()) {
            boolean ready = listing.state() == State.READY;
            serving.merge(listing.name(), ready, Boolean::logicalOr);
            serving.put(listing.name() + "/" + listing.version(), ready);
        }
        for (String gone : Set.copyOf(known)) {
            if (!serving.containsKey(gone)) {
                manager.clearStatus(gone);
            }
        }
        serving.forEach(
                (name, ready) -> manager.setStatus(name, ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING));
        known.clear();
        known.addAll(serving.keySet());
    }
}

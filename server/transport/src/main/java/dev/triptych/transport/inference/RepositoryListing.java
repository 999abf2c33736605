package dev.triptych.transport.inference;

import dev.triptych.inference.RepositoryIndexRequest;
import dev.triptych.inference.RepositoryIndexResponse;
import dev.triptych.inference.RepositoryIndexResponse.ModelIndex;
import dev.triptych.runtime.serving.Catalog;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.State;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;

/**
 * Lists what may be called with tensors and its state, in Triton's words: models, and graphs of typed ones under names of
 * their own. What is READY here is what ModelReady says is ready.
 */
final class RepositoryListing {
    private static final String UNAVAILABLE = "UNAVAILABLE";

    private RepositoryListing() {}

    static RepositoryIndexResponse write(Catalog catalog, RepositoryIndexRequest request) {
        if (!request.getRepositoryName().isEmpty()) {
            throw Words.at(
                    Reason.FIELD_INVALID,
                    "repository_name",
                    "repositories have no names on this server; leave repository_name empty");
        }
        RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
        for (ModelListing listing : catalog.models()) {
            if (listing.state() == State.READY) {
                if (Targets.takesTensors(listing)) {
                    index.addModels(entry(listing, listing.name(), "READY", ""));
                } else if (!request.getReady()) {
                    index.addModels(entry(listing, listing.name(), UNAVAILABLE, reason(Targets.typedAlone(listing))));
                }
                for (String graph : Targets.graphs(listing, catalog)) {
                    index.addModels(entry(listing, graph, "READY", ""));
                }
            } else if (!request.getReady()) {
                boolean failed = listing.state() == State.FAILED;
                index.addModels(entry(
                        listing,
                        listing.name(),
                        failed ? UNAVAILABLE : listing.state().name(),
                        reason(listing)));
            }
        }
        return index.build();
    }

    private static ModelIndex entry(ModelListing listing, String name, String state, String reason) {
        return ModelIndex.newBuilder()
                .setName(name)
                .setVersion(listing.version())
                .setState(state)
                .setReason(reason)
                .build();
    }

    private static String reason(ModelListing listing) {
        Reason reason = listing.reason();
        return reason == null ? "" : words(reason, listing.message());
    }

    private static String reason(TaskException failure) {
        return words(failure.reason(), failure.text());
    }

    private static String words(Reason reason, String message) {
        return reason.name() + ": " + message;
    }
}

package dev.triptych.transport.inference;

import dev.triptych.inference.RepositoryIndexRequest;
import dev.triptych.inference.RepositoryIndexResponse;
import dev.triptych.inference.RepositoryIndexResponse.ModelIndex;
import dev.triptych.runtime.serving.Catalog;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.State;
import dev.triptych.spi.error.Reason;

/** Lists models and their states in Triton's words. */
final class RepositoryListing {
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
            if (listing.state() == State.READY || !request.getReady()) {
                index.addModels(ModelIndex.newBuilder()
                        .setName(listing.name())
                        .setVersion(listing.version())
                        .setState(
                                listing.state() == State.FAILED
                                        ? "UNAVAILABLE"
                                        : listing.state().name())
                        .setReason(reason(listing)));
            }
        }
        return index.build();
    }

    private static String reason(ModelListing listing) {
        Reason reason = listing.reason();
        return reason == null ? "" : reason.name() + ": " + listing.message();
    }
}

package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.FieldRules;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.transport.EdgeLimits;
import dev.triptych.transport.call.UnaryCalls;
import dev.triptych.transport.models.Models;
import dev.triptych.v1.GetModelRequest;
import dev.triptych.v1.GetModelResponse;
import dev.triptych.v1.ListLabelsRequest;
import dev.triptych.v1.ListLabelsResponse;
import dev.triptych.v1.ListModelsRequest;
import dev.triptych.v1.ListModelsResponse;
import dev.triptych.v1.ModelServiceGrpc;
import dev.triptych.v1.ServerInfo;
import dev.triptych.v1.ServerLimits;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Serves {@code triptych.v1.ModelService}. A page's token is the last name of the page before. */
public final class ModelsEndpoint extends ModelServiceGrpc.ModelServiceImplBase {
    private static final int DEFAULT_PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    private final Models models;
    private final UnaryCalls calls;
    private final LabelPages labels;
    private final ServerInfo server;

    /** Serves listings of a server of the given version. */
    public ModelsEndpoint(Models models, EdgeLimits limits, String version, UnaryCalls calls) {
        this.models = models;
        this.calls = calls;
        this.labels = new LabelPages(models);
        this.server = ServerInfo.newBuilder()
                .setVersion(version)
                .setLimits(ServerLimits.newBuilder()
                        .setMaxMessageBytes(limits.messageBytes())
                        .setMaxItems(limits.items())
                        .setMaxLabels(limits.labels())
                        .setMaxTextBytes(limits.textBytes())
                        .setMaxImagePixels(limits.imagePixels())
                        .setMaxStreamItems(limits.streamItems()))
                .addAllLabelSets(ListingCodec.labelSets(models.catalog().labelSets()))
                .build();
    }

    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> out) {
        calls.answer(out, () -> page(request));
    }

    @Override
    public void getModel(GetModelRequest request, StreamObserver<GetModelResponse> out) {
        calls.answer(out, () -> {
            ModelListing known = models.find(new ModelRef(request.getName(), ""));
            return GetModelResponse.newBuilder()
                    .setModel(ListingCodec.model(models.versions(known.name())))
                    .build();
        });
    }

    @Override
    public void listLabels(ListLabelsRequest request, StreamObserver<ListLabelsResponse> out) {
        calls.answer(out, () -> labels.page(request));
    }

    private ListModelsResponse page(ListModelsRequest request) {
        if (request.getPageSize() < 0) {
            throw FieldRules.invalid(
                    "page_size", "got " + request.getPageSize() + ", must be 0 (the server's choice) or more");
        }
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : Math.min(request.getPageSize(), LARGEST_PAGE);
        SortedMap<String, List<ModelListing>> byName = models.catalog().models().stream()
                .filter(listing -> listing.name().compareTo(request.getPageToken()) > 0)
                .collect(Collectors.groupingBy(ModelListing::name, TreeMap::new, Collectors.toList()));
        ListModelsResponse.Builder page = ListModelsResponse.newBuilder().setServer(server);
        byName.values().stream().limit(size).forEach(versions -> page.addModels(ListingCodec.model(versions)));
        if (byName.size() > size) {
            page.setNextPageToken(page.getModels(size - 1).getName());
        }
        return page.build();
    }
}

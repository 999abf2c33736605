package dev.triptych.transport.inference;

import dev.triptych.inference.ModelConfigRequest;
import dev.triptych.inference.ModelConfigResponse;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.inference.ModelMetadataRequest;
import dev.triptych.inference.ModelMetadataResponse;
import dev.triptych.inference.ModelReadyRequest;
import dev.triptych.inference.ModelReadyResponse;
import dev.triptych.inference.RepositoryIndexRequest;
import dev.triptych.inference.RepositoryIndexResponse;
import dev.triptych.inference.ServerLiveRequest;
import dev.triptych.inference.ServerLiveResponse;
import dev.triptych.inference.ServerMetadataRequest;
import dev.triptych.inference.ServerMetadataResponse;
import dev.triptych.inference.ServerReadyRequest;
import dev.triptych.inference.ServerReadyResponse;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.spi.model.Embedding;
import dev.triptych.transport.EdgeLimits;
import dev.triptych.transport.call.CallInfo;
import dev.triptych.transport.call.UnaryCalls;
import dev.triptych.transport.models.Models;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Serves the calls of {@code inference.GRPCInferenceService} that are offered. */
public final class InferenceEndpoint extends NotOffered {
    /** What is implemented beyond the core, in Triton's words, and nothing else. */
    private static final List<String> EXTENSIONS = List.of("model_configuration", "binary_tensor_data");

    private final Inference inference;
    private final Models models;
    private final Targets targets;
    private final EdgeLimits limits;
    private final String version;
    private final UnaryCalls calls;

    /** Serves a server of the given version. */
    public InferenceEndpoint(Inference inference, Models models, EdgeLimits limits, String version, UnaryCalls calls) {
        super(calls.errors());
        this.inference = inference;
        this.models = models;
        this.targets = new Targets(models);
        this.limits = limits;
        this.version = version;
        this.calls = calls;
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> out) {
        calls.answer(out, () -> ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> out) {
        calls.answer(out, () -> ServerReadyResponse.newBuilder()
                .setReady(models.catalog().ready())
                .build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> out) {
        calls.answer(out, () -> ModelReadyResponse.newBuilder()
                .setReady(targets.answers(request.getName(), request.getVersion()))
                .build());
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> out) {
        calls.answer(out, () -> ServerMetadataResponse.newBuilder()
                .setName("triptych")
                .setVersion(version)
                .addAllExtensions(EXTENSIONS)
                .build());
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> out) {
        calls.answer(out, () -> {
            Target target = targets.ready(request.getName(), request.getVersion());
            return Describer.metadata(target, targets.readyVersions(target));
        });
    }

    @Override
    public void modelConfig(ModelConfigRequest request, StreamObserver<ModelConfigResponse> out) {
        calls.answer(out, () -> ModelConfigResponse.newBuilder()
                .setConfig(Describer.config(targets.ready(request.getName(), request.getVersion())))
                .build());
    }

    @Override
    public void repositoryIndex(RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> out) {
        calls.answer(out, () -> RepositoryListing.write(models.catalog(), request));
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> out) {
        CallInfo info = CallInfo.current().endingWithin(Parameters.check(request));
        Target target = targets.ready(request.getModelName(), request.getModelVersion());
        if (target instanceof Target.Raw raw) {
            RawInfer work = new RawInfer(raw, request);
            calls.run(info, out, open -> inference.infer(open, work.read(open.tensors())), work::write);
        } else if (target instanceof Target.Typed typed) {
            TypedInfer work = new TypedInfer(typed, request, limits.items());
            calls.run(info, out, open -> embed(open, work), work::write);
        }
    }

    private CompletionStage<List<Outcome<Embedding>>> embed(
            dev.triptych.runtime.serving.Request open, TypedInfer work) {
        return work.query().items().isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : inference.embed(open, work.query());
    }
}

package dev.triptych.transport.inference;

import dev.triptych.inference.ModelConfigRequest;
import dev.triptych.inference.ModelConfigResponse;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.inference.ModelMetadataRequest;
import dev.triptych.inference.ModelMetadataResponse;
import dev.triptych.inference.ModelReadyRequest;
import dev.triptych.inference.ModelReadyResponse;
import dev.triptych.inference.ModelStatisticsRequest;
import dev.triptych.inference.ModelStatisticsResponse;
import dev.triptych.inference.ModelStreamInferResponse;
import dev.triptych.inference.RepositoryIndexRequest;
import dev.triptych.inference.RepositoryIndexResponse;
import dev.triptych.inference.ServerLiveRequest;
import dev.triptych.inference.ServerLiveResponse;
import dev.triptych.inference.ServerMetadataRequest;
import dev.triptych.inference.ServerMetadataResponse;
import dev.triptych.inference.ServerReadyRequest;
import dev.triptych.inference.ServerReadyResponse;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.scheduling.Ticker;
import dev.triptych.transport.EdgeLimits;
import dev.triptych.transport.call.BorrowsMessages;
import dev.triptych.transport.call.CallInfo;
import dev.triptych.transport.call.UnaryCalls;
import dev.triptych.transport.inference.Parameters.Wishes;
import dev.triptych.transport.models.Models;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves the calls of {@code inference.GRPCInferenceService} that are offered.
 *
 * <p>Tensors are copied into pooled memory, and files out of the message, while the event loop is in the call.
 */
public final class InferenceEndpoint extends NotOffered implements BorrowsMessages {
    /** What is implemented beyond the core, in Triton's words, and nothing else. */
    private static final List<String> EXTENSIONS = List.of(
            "classification",
            "model_configuration",
            "binary_tensor_data",
            "parameters",
            "schedule_policy",
            "statistics");

    /** As many as calls of a connection: a stream stands for them. */
    private static final int STREAM_WINDOW = 256;

    /**
     * What the endpoint says of its server, and its clocks.
     *
     * @param version the server's version, such as {@code 0.1.0}
     * @param ticker the time in which the core counts
     * @param clock the time in which callers count
     */
    public record About(String version, Ticker ticker, InstantSource clock) {}

    private final Inference inference;
    private final Models models;
    private final Targets targets;
    private final EdgeLimits limits;
    private final About about;
    private final UnaryCalls calls;
    private final StatisticsWriter statistics;
    private final Set<InferStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    public InferenceEndpoint(Inference inference, Models models, EdgeLimits limits, UnaryCalls calls, About about) {
        super(calls.errors());
        this.inference = inference;
        this.models = models;
        this.targets = new Targets(models);
        this.limits = limits;
        this.about = about;
        this.calls = calls;
        this.statistics = new StatisticsWriter(about.ticker(), about.clock());
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
                .setVersion(about.version())
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
    public void modelStatistics(ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> out) {
        calls.answer(out, () -> {
            List<Target> asked = request.getName().isEmpty()
                    ? targets.all()
                    : List.of(targets.ready(request.getName(), request.getVersion()));
            ModelStatisticsResponse.Builder all = ModelStatisticsResponse.newBuilder();
            for (Target target : asked) {
                ModelRef model =
                        new ModelRef(target.listing().name(), target.listing().version());
                models.catalog().totals(model).ifPresent(totals -> all.addModelStats(statistics.write(target, totals)));
            }
            return all.build();
        });
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> out) {
        InferStream.Prepared prepared = prepare(CallInfo.current(), request);
        run(prepared.info(), prepared.job(), out);
    }

    @Override
    public StreamObserver<ModelInferRequest> modelStreamInfer(StreamObserver<ModelStreamInferResponse> out) {
        InferStream stream = new InferStream(
                (ServerCallStreamObserver<ModelStreamInferResponse>) out,
                CallInfo.current(),
                inference,
                (info, request) -> prepare(info.startingAt(about.ticker().nanos()), request),
                calls.errors(),
                STREAM_WINDOW);
        streams.add(stream);
        stream.open(() -> streams.remove(stream));
        if (draining) {
            stream.drain();
        }
        return stream;
    }

    /** Lets open streams end once their requests under way are answered. */
    public void drain() {
        draining = true;
        streams.forEach(InferStream::drain);
    }

    private InferStream.Prepared prepare(CallInfo info, ModelInferRequest request) {
        Wishes wishes = Parameters.check(request);
        Target target = targets.ready(request.getModelName(), request.getModelVersion());
        InferJob<?> job = target instanceof Target.Raw raw
                ? new RawInfer(raw, request)
                : new TypedInfer((Target.Typed) target, request, limits.items());
        return new InferStream.Prepared(info.with(wishes.priority()).endingWithin(wishes.timeoutNanos()), job);
    }

    private <T> void run(CallInfo info, InferJob<T> job, StreamObserver<ModelInferResponse> out) {
        calls.run(info, out, open -> job.start(inference, open), job::write);
    }
}

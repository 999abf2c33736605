package dev.triptych.client;

import dev.triptych.v1.ClassifyRequest;
import dev.triptych.v1.ClassifyResponse;
import dev.triptych.v1.ClassifyServiceGrpc;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedResponse;
import dev.triptych.v1.EmbedServiceGrpc;
import dev.triptych.v1.EmbedStreamRequest;
import dev.triptych.v1.EmbedStreamResponse;
import dev.triptych.v1.FeaturesRequest;
import dev.triptych.v1.FeaturesResponse;
import dev.triptych.v1.FeaturesServiceGrpc;
import dev.triptych.v1.GetModelRequest;
import dev.triptych.v1.GetModelResponse;
import dev.triptych.v1.ListLabelsRequest;
import dev.triptych.v1.ListLabelsResponse;
import dev.triptych.v1.ListModelsRequest;
import dev.triptych.v1.ListModelsResponse;
import dev.triptych.v1.ModelServiceGrpc;
import dev.triptych.v1.RankRequest;
import dev.triptych.v1.RankResponse;
import dev.triptych.v1.RankServiceGrpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The typed API on a loopback port, each call answered by what the test puts into its field; a throwing answer becomes
 * the call's status.
 */
final class FakeServer implements AutoCloseable {
    Function<EmbedRequest, EmbedResponse> embed = request -> EmbedResponse.getDefaultInstance();
    Function<ClassifyRequest, ClassifyResponse> classify = request -> ClassifyResponse.getDefaultInstance();
    Function<RankRequest, RankResponse> rank = request -> RankResponse.getDefaultInstance();
    Function<FeaturesRequest, FeaturesResponse> features = request -> FeaturesResponse.getDefaultInstance();
    Function<ListLabelsRequest, ListLabelsResponse> labels = request -> ListLabelsResponse.getDefaultInstance();
    Function<ListModelsRequest, ListModelsResponse> list = request -> ListModelsResponse.getDefaultInstance();
    Function<GetModelRequest, GetModelResponse> get = request -> GetModelResponse.getDefaultInstance();
    Function<ServerCallStreamObserver<EmbedStreamResponse>, StreamObserver<EmbedStreamRequest>> embedStream =
            answers -> {
                throw Status.UNIMPLEMENTED.asRuntimeException();
            };

    /** Takes an embed call over in place of {@link #embed}, when set. */
    BiConsumer<EmbedRequest, ServerCallStreamObserver<EmbedResponse>> embedByHand;

    /** The headers of all calls, one entry for each attempt. */
    final List<Metadata> headers = new CopyOnWriteArrayList<>();

    private final Server server;

    FakeServer() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .maxInboundMessageSize(64 << 20)
                .addService(new Embed())
                .addService(new Classify())
                .addService(new Rank())
                .addService(new Features())
                .addService(new Models())
                .intercept(new ServerInterceptor() {
                    @Override
                    public <Q, A> ServerCall.Listener<Q> interceptCall(
                            ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
                        headers.add(metadata);
                        return next.startCall(call, metadata);
                    }
                })
                .build()
                .start();
    }

    String target() {
        return "127.0.0.1:" + server.getPort();
    }

    TriptychClient client() {
        return TriptychClient.connect(target());
    }

    int attempts() {
        return headers.size();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static <Q, A> void answer(Function<Q, A> script, Q request, StreamObserver<A> answers) {
        A answer;
        try {
            answer = script.apply(request);
        } catch (RuntimeException e) {
            answers.onError(e);
            return;
        }
        answers.onNext(answer);
        answers.onCompleted();
    }

    private final class Embed extends EmbedServiceGrpc.EmbedServiceImplBase {
        @Override
        public void embed(EmbedRequest request, StreamObserver<EmbedResponse> answers) {
            if (embedByHand != null) {
                embedByHand.accept(request, (ServerCallStreamObserver<EmbedResponse>) answers);
            } else {
                answer(embed, request, answers);
            }
        }

        @Override
        public StreamObserver<EmbedStreamRequest> embedStream(StreamObserver<EmbedStreamResponse> answers) {
            return embedStream.apply((ServerCallStreamObserver<EmbedStreamResponse>) answers);
        }
    }

    private final class Classify extends ClassifyServiceGrpc.ClassifyServiceImplBase {
        @Override
        public void classify(ClassifyRequest request, StreamObserver<ClassifyResponse> answers) {
            answer(classify, request, answers);
        }
    }

    private final class Rank extends RankServiceGrpc.RankServiceImplBase {
        @Override
        public void rank(RankRequest request, StreamObserver<RankResponse> answers) {
            answer(rank, request, answers);
        }
    }

    private final class Features extends FeaturesServiceGrpc.FeaturesServiceImplBase {
        @Override
        public void features(FeaturesRequest request, StreamObserver<FeaturesResponse> answers) {
            answer(features, request, answers);
        }
    }

    private final class Models extends ModelServiceGrpc.ModelServiceImplBase {
        @Override
        public void listLabels(ListLabelsRequest request, StreamObserver<ListLabelsResponse> answers) {
            answer(labels, request, answers);
        }

        @Override
        public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> answers) {
            answer(list, request, answers);
        }

        @Override
        public void getModel(GetModelRequest request, StreamObserver<GetModelResponse> answers) {
            answer(get, request, answers);
        }
    }
}

package dev.triptych.app.cli.client;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.triptych.v1.ClassifyRequest;
import dev.triptych.v1.ClassifyResponse;
import dev.triptych.v1.ClassifyServiceGrpc;
import dev.triptych.v1.Content;
import dev.triptych.v1.DataType;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedResponse;
import dev.triptych.v1.EmbedResult;
import dev.triptych.v1.EmbedServiceGrpc;
import dev.triptych.v1.FeaturesRequest;
import dev.triptych.v1.FeaturesResponse;
import dev.triptych.v1.FeaturesServiceGrpc;
import dev.triptych.v1.ListModelsRequest;
import dev.triptych.v1.ListModelsResponse;
import dev.triptych.v1.ModelServiceGrpc;
import dev.triptych.v1.RankRequest;
import dev.triptych.v1.RankResponse;
import dev.triptych.v1.RankServiceGrpc;
import dev.triptych.v1.Vector;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;

/** A server whose answers each test scripts; embeds a content to its size and one half unless told otherwise. */
final class FakeServer implements AutoCloseable {
    Function<EmbedRequest, EmbedResponse> embed = FakeServer::embedAll;
    Function<ClassifyRequest, ClassifyResponse> classify = request -> ClassifyResponse.getDefaultInstance();
    Function<RankRequest, RankResponse> rank = request -> RankResponse.getDefaultInstance();
    Function<FeaturesRequest, FeaturesResponse> features = request -> FeaturesResponse.getDefaultInstance();
    Function<ListModelsRequest, ListModelsResponse> list = request -> ListModelsResponse.getDefaultInstance();

    private final Server server;
    private final String address;

    FakeServer() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .maxInboundMessageSize(64 << 20)
                .addService(new EmbedServiceGrpc.EmbedServiceImplBase() {
                    @Override
                    public void embed(EmbedRequest request, StreamObserver<EmbedResponse> answers) {
                        answer(embed, request, answers);
                    }
                })
                .addService(new ClassifyServiceGrpc.ClassifyServiceImplBase() {
                    @Override
                    public void classify(ClassifyRequest request, StreamObserver<ClassifyResponse> answers) {
                        answer(classify, request, answers);
                    }
                })
                .addService(new RankServiceGrpc.RankServiceImplBase() {
                    @Override
                    public void rank(RankRequest request, StreamObserver<RankResponse> answers) {
                        answer(rank, request, answers);
                    }
                })
                .addService(new FeaturesServiceGrpc.FeaturesServiceImplBase() {
                    @Override
                    public void features(FeaturesRequest request, StreamObserver<FeaturesResponse> answers) {
                        answer(features, request, answers);
                    }
                })
                .addService(new ModelServiceGrpc.ModelServiceImplBase() {
                    @Override
                    public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> answers) {
                        answer(list, request, answers);
                    }
                })
                .build()
                .start();
        address = "127.0.0.1:" + server.getPort();
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

    /** Where it listens, or listened. */
    String address() {
        return address;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    static EmbedResponse embedAll(EmbedRequest request) {
        EmbedResponse.Builder response =
                EmbedResponse.newBuilder().setModel("fake").setModelVersion("1");
        request.getItemsList()
                .forEach(item ->
                        response.addResults(EmbedResult.newBuilder().setVector(vector(size(item.getContent()), 0.5f))));
        return response.build();
    }

    static float size(Content content) {
        return content.hasImage()
                ? -content.getImage().getData().size()
                : content.getText().length();
    }

    static Vector vector(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return Vector.newBuilder()
                .setData(ByteString.copyFrom(bytes.flip()))
                .setDtype(DataType.DATA_TYPE_FLOAT32)
                .setDim(values.length)
                .setSpace("fake-1")
                .setNormalized(true)
                .build();
    }

    static Status status(io.grpc.Status.Code code, String reason) {
        return Status.newBuilder()
                .setCode(code.value())
                .setMessage("what went wrong")
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(reason)
                        .setDomain("triptych.dev")
                        .build()))
                .build();
    }

    /** A refusal that clients do not try again. */
    static StatusRuntimeException refusal(io.grpc.Status.Code code, String reason) {
        Metadata trailers = new Metadata();
        trailers.put(Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER), "-1");
        return StatusProto.toStatusRuntimeException(status(code, reason), trailers);
    }
}

package dev.triptych.bench.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.inference.ModelMetadataRequest;
import dev.triptych.inference.ModelMetadataResponse;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Sends float tensors to a graph by the Open Inference Protocol: the server without any decoding, as the bare loop runs.
 *
 * <p>Eight different requests are made once and sent in turn, so that the load costs next to nothing.
 */
public final class RawTensorCaller implements Caller {
    private static final int DIFFERENT = 8;

    private final GRPCInferenceServiceGrpc.GRPCInferenceServiceStub stub;
    private final List<ModelInferRequest> requests;
    private final int perRequest;

    private RawTensorCaller(
            GRPCInferenceServiceGrpc.GRPCInferenceServiceStub stub, List<ModelInferRequest> requests, int perRequest) {
        this.stub = stub;
        this.requests = requests;
        this.perRequest = perRequest;
    }

    /**
     * Asks the server for the graph's first input and makes the requests.
     *
     * @param graph its name as a model, such as {@code vit.image}
     * @param item shape of one row
     * @param perRequest rows in a request, at least 1
     */
    public static RawTensorCaller of(Channel channel, String graph, List<Long> item, int perRequest) {
        ModelMetadataResponse facts = GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .modelMetadata(ModelMetadataRequest.newBuilder().setName(graph).build());
        String input = facts.getInputs(0).getName();
        Random random = new Random(7);
        List<ModelInferRequest> requests = Stream.generate(() -> request(graph, input, item, perRequest, random))
                .limit(DIFFERENT)
                .toList();
        return new RawTensorCaller(GRPCInferenceServiceGrpc.newStub(channel), requests, perRequest);
    }

    private static ModelInferRequest request(
            String graph, String input, List<Long> item, int perRequest, Random random) {
        return ModelInferRequest.newBuilder()
                .setModelName(graph)
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName(input)
                        .setDatatype("FP32")
                        .addShape(perRequest)
                        .addAllShape(item))
                .addRawInputContents(floats(item, perRequest, random))
                .build();
    }

    private static ByteString floats(List<Long> item, int perRequest, Random random) {
        long values = perRequest * item.stream().reduce(1L, Math::multiplyExact);
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.toIntExact(values * Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            bytes.putFloat((float) random.nextGaussian());
        }
        return UnsafeByteOperations.unsafeWrap(bytes.flip());
    }

    @Override
    public CompletableFuture<Answer> call(long number) {
        CompletableFuture<Answer> future = new CompletableFuture<>();
        stub.modelInfer(requests.get((int) (number % requests.size())), new StreamObserver<>() {
            @Override
            public void onNext(ModelInferResponse answer) {
                future.complete(new Answer(perRequest, 0));
            }

            @Override
            public void onError(Throwable error) {
                future.completeExceptionally(error);
            }

            @Override
            public void onCompleted() {}
        });
        return future;
    }
}

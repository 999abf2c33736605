package dev.triptych.transport;

import static dev.triptych.transport.Tensor.floats;
import static dev.triptych.transport.Tensor.framed;
import static dev.triptych.transport.Tensor.input;
import static dev.triptych.transport.Tensor.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.inference.ModelStreamInferResponse;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Reason;
import dev.triptych.transport.FakeInference.Held;
import dev.triptych.transport.call.ReadPath;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How messages of all sizes are read, and that the network gets its buffers back. */
@Timeout(60)
class LargeMessagesTest {
    /** More than a frame, more than the threshold, less than the test edge's limit. */
    private static final int FLOATS = 100_000;

    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension();

    @AfterEach
    void nothingIsLent() throws Exception {
        edge.inference.awaitIdle();
        // Calls end on the client's side first; the event loop has run all of theirs when it has run another one.
        ready();
        assertThat(edge.edge.reads().stillLent()).isZero();
    }

    @Test
    void tensor_large_isReadInPlace() {
        ModelInferRequest request = tensor(FLOATS);
        ModelInferResponse response = stub().modelInfer(request);

        assertThat(response.getRawOutputContents(0)).isEqualTo(request.getRawInputContents(0));
        assertThat(count(ReadPath.LENT)).isEqualTo(1);
        assertThat(count(ReadPath.COPIED)).isZero();
    }

    @Test
    void tensor_atTheThreshold_isReadInPlaceAndNotBelow() {
        ModelInferRequest below = tensor(15 << 10);
        assertThat(stub().modelInfer(below).getRawOutputContents(0)).isEqualTo(below.getRawInputContents(0));
        assertThat(count(ReadPath.COPIED)).isEqualTo(1);
        assertThat(count(ReadPath.LENT)).isZero();

        ModelInferRequest above = tensor(16 << 10);
        assertThat(stub().modelInfer(above).getRawOutputContents(0)).isEqualTo(above.getRawInputContents(0));
        assertThat(count(ReadPath.LENT)).isEqualTo(1);
    }

    @Test
    void tensor_compressed_isReadAsAStream() {
        ModelInferRequest request = tensor(FLOATS);
        ModelInferResponse response = stub().withCompression("gzip").modelInfer(request);

        assertThat(response.getRawOutputContents(0)).isEqualTo(request.getRawInputContents(0));
        assertThat(count(ReadPath.STREAMED)).isEqualTo(1);
    }

    @Test
    void elements_large_outliveTheirMessage() throws Exception {
        edge.inference.hold = true;
        ByteString file = random(300_000);
        var call = GRPCInferenceServiceGrpc.newFutureStub(edge.channel)
                .modelInfer(to("clip")
                        .addInputs(input("image", "BYTES", 2))
                        .addRawInputContents(framed(file, ByteString.copyFromUtf8("x")))
                        .build());
        Held held = edge.inference.held.poll(10, TimeUnit.SECONDS);
        assertThat(held).isNotNull();
        // Other messages take the buffers that were given back.
        edge.inference.hold = false;
        stub().modelInfer(tensor(FLOATS));

        assertThat(ByteString.copyFrom(
                        ((Content.Image) held.query().items().get(0)).data().duplicate()))
                .isEqualTo(file);
        edge.inference.release(held);
        assertThat(call.get(10, TimeUnit.SECONDS).getRawOutputContents(0))
                .isEqualTo(floats(300_000, 0, 0, 1, 1, 0, 0, 1));
    }

    @Test
    void image_largeByTheTypedApi_isCopiedOnce() {
        EmbedServiceGrpc.newBlockingStub(edge.channel)
                .embed(EmbedRequest.newBuilder()
                        .setModel("clip")
                        .addItems(EmbedEndpointTest.image(300_000))
                        .build());

        assertThat(count(ReadPath.COPIED)).isEqualTo(1);
        assertThat(count(ReadPath.LENT)).isZero();
    }

    @Test
    void message_largeAndRefused_givesItsBuffersBack() {
        ModelInferRequest.Builder good = tensor(FLOATS).toBuilder();
        Refusal.of(() -> stub().modelInfer(good.clone().setModelName("nope").build()))
                .is(Reason.MODEL_UNKNOWN);
        Refusal.of(() -> stub().modelInfer(good.clone()
                        .setInputs(0, input("in_x", "FP32", 1, 7))
                        .build()))
                .is(Reason.TENSOR_SIZE);
        assertThat(count(ReadPath.LENT)).isEqualTo(2);
    }

    @Test
    void message_largeAndMalformed_isInvalidArgumentAndGivesItsBuffersBack() {
        byte[] bytes = tensor(FLOATS).toByteArray();
        // A length that reaches beyond the end.
        bytes[bytes.length - 4 * FLOATS - 1] = 0x7f;
        Refusal.of(() -> raw(bytes)).is(Reason.MESSAGE_MALFORMED);
        byte[] group = tensor(FLOATS).toByteArray();
        byte[] ended = java.util.Arrays.copyOf(group, group.length + 1);
        ended[group.length] = 0x0c;
        Refusal.of(() -> raw(ended)).is(Reason.MESSAGE_MALFORMED);
    }

    @Test
    void stream_largeMessages_areReadInPlaceOneByOne() throws Exception {
        Collected<ModelInferRequest, ModelStreamInferResponse> answers = new Collected<>();
        StreamObserver<ModelInferRequest> stream =
                GRPCInferenceServiceGrpc.newStub(edge.channel).modelStreamInfer(answers);
        ModelInferRequest request = tensor(FLOATS);
        for (int i = 0; i < 10; i++) {
            stream.onNext(request);
            assertThat(answers.next().getInferResponse().getRawOutputContents(0))
                    .isEqualTo(request.getRawInputContents(0));
            ready();
            assertThat(edge.edge.reads().stillLent()).isZero();
        }
        stream.onCompleted();
        assertThat(answers.ended()).isNull();
        assertThat(count(ReadPath.LENT)).isEqualTo(10);
    }

    @Test
    void stream_defectInTheMiddle_givesTheBuffersOfLaterMessagesBack() throws Exception {
        Collected<ModelInferRequest, ModelStreamInferResponse> answers = new Collected<>();
        StreamObserver<ModelInferRequest> stream =
                GRPCInferenceServiceGrpc.newStub(edge.channel).modelStreamInfer(answers);
        edge.inference.broken = true;
        for (int i = 0; i < 3; i++) {
            stream.onNext(tensor(FLOATS));
        }
        assertThat(Status.fromThrowable(answers.ended()).getCode()).isEqualTo(Status.Code.INTERNAL);
    }

    private long count(ReadPath path) {
        return edge.edge.reads().of(path);
    }

    private void ready() {
        boolean unused = stub().serverLive(dev.triptych.inference.ServerLiveRequest.getDefaultInstance())
                .getLive();
    }

    private static ByteString random(int bytes) {
        byte[] all = new byte[bytes];
        new Random(bytes).nextBytes(all);
        return ByteString.copyFrom(all);
    }

    private static ModelInferRequest tensor(int count) {
        return to("free")
                .addInputs(input("in_x", "FP32", 1, count))
                .addRawInputContents(random(4 * count))
                .build();
    }

    private void raw(byte[] message) {
        MethodDescriptor<byte[], ModelInferResponse> method = GRPCInferenceServiceGrpc.getModelInferMethod().toBuilder(
                        Bytes.INSTANCE,
                        GRPCInferenceServiceGrpc.getModelInferMethod().getResponseMarshaller())
                .build();
        ModelInferResponse answer = ClientCalls.blockingUnaryCall(edge.channel, method, CallOptions.DEFAULT, message);
        Assertions.fail("the message was taken: " + answer.getModelName());
    }

    private GRPCInferenceServiceBlockingStub stub() {
        return GRPCInferenceServiceGrpc.newBlockingStub(edge.channel);
    }

    private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
        INSTANCE;

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException("requests are only sent");
        }
    }
}

package dev.triptych.transport;

import static dev.triptych.transport.Tensor.floats;
import static dev.triptych.transport.Tensor.framed;
import static dev.triptych.transport.Tensor.input;
import static dev.triptych.transport.Tensor.number;
import static dev.triptych.transport.Tensor.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceStub;
import dev.triptych.inference.InferParameter;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelStreamInferResponse;
import dev.triptych.runtime.serving.RequestInfo;
import dev.triptych.spi.error.Reason;
import dev.triptych.transport.FakeInference.Held;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Streams of the Open Inference Protocol. */
class InferStreamTest {
    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension();

    private final Collected<ModelInferRequest, ModelStreamInferResponse> answers = new Collected<>();

    @Test
    void stream_requestsFinishOutOfOrder_areAnsweredInTheirOrder() throws Exception {
        edge.inference.hold = true;
        StreamObserver<ModelInferRequest> stream = open();
        stream.onNext(text("a", "x"));
        stream.onNext(text("b", "xx"));
        Held first = held();
        Held second = held();
        edge.inference.release(second);
        stream.onNext(raw("c"));
        stream.onCompleted();
        assertThat(answers.messages).isEmpty();
        edge.inference.release(first);

        assertThat(good(answers.next(), "a")).isEqualTo(floats(1, 0, 0, 1));
        assertThat(good(answers.next(), "b")).isEqualTo(floats(2, 0, 0, 1));
        assertThat(good(answers.next(), "c")).isEqualTo(floats(1, 2));
        assertThat(answers.ended()).isNull();
    }

    @Test
    void stream_emptyFinalResponseAsked_theOneAnswerIsFinal() throws Exception {
        StreamObserver<ModelInferRequest> stream = open();
        stream.onNext(raw("a").toBuilder()
                .putParameters(
                        "triton_enable_empty_final_response",
                        InferParameter.newBuilder().setBoolParam(true).build())
                .build());
        stream.onCompleted();

        good(answers.next(), "a");
        assertThat(answers.ended()).isNull();
        assertThat(answers.messages).isEmpty();
    }

    @Test
    void stream_badRequests_areAnsweredInTurnAndTheStreamGoesOn() throws Exception {
        StreamObserver<ModelInferRequest> stream = open();
        stream.onNext(to("nope").setId("a").build());
        stream.onNext(text("b", "bad"));
        stream.onNext(text("c", "boom"));
        stream.onNext(raw("d"));
        stream.onCompleted();

        bad(answers.next(), "a", "'nope'");
        bad(answers.next(), "b", "99 tokens");
        bad(answers.next(), "c", "report it with the request id");
        good(answers.next(), "d");
        assertThat(answers.ended()).isNull();
    }

    @Test
    void stream_statusAsked_aBadRequestEndsTheStream() throws Exception {
        Metadata asked = new Metadata();
        asked.put(Metadata.Key.of("triton_grpc_error", Metadata.ASCII_STRING_MARSHALLER), "true");
        edge.inference.hold = true;
        StreamObserver<ModelInferRequest> stream = stub().withInterceptors(
                        MetadataUtils.newAttachHeadersInterceptor(asked))
                .modelStreamInfer(answers);
        stream.onNext(text("a", "x"));
        Held first = held();
        stream.onNext(to("nope").build());

        Refusal.of((StatusRuntimeException) answers.ended()).is(Reason.MODEL_UNKNOWN, "'nope'");
        first.request().cancelled.get(10, TimeUnit.SECONDS);
        edge.inference.release(first);
    }

    @Test
    void stream_clientCancels_cancelsEveryRequest() throws Exception {
        edge.inference.hold = true;
        StreamObserver<ModelInferRequest> stream = open();
        stream.onNext(text("a", "x"));
        stream.onNext(text("b", "x"));
        Held first = held();
        Held second = held();
        answers.call.cancel("gone", null);

        first.request().cancelled.get(10, TimeUnit.SECONDS);
        second.request().cancelled.get(10, TimeUnit.SECONDS);
        // A result that comes after all is given back, though nobody reads it.
        edge.inference.release(first);
        edge.inference.release(second);
    }

    @Test
    void stream_drain_endsAfterTheAnswersUnderWay() throws Exception {
        edge.inference.hold = true;
        StreamObserver<ModelInferRequest> stream = open();
        stream.onNext(text("a", "x"));
        Held first = held();
        edge.edge.stopAccepting();
        assertThat(edge.edge.awaitDrained(Duration.ZERO)).isFalse();
        edge.inference.release(first);

        good(answers.next(), "a");
        Refusal.of((StatusRuntimeException) answers.ended()).is(Reason.DRAINING);
        assertThat(edge.edge.awaitDrained(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void stream_moreThanTheWindow_isAnsweredWhole() throws Exception {
        StreamObserver<ModelInferRequest> stream = open();
        for (int i = 0; i < 1000; i++) {
            stream.onNext(raw("r" + i));
        }
        stream.onCompleted();

        for (int i = 0; i < 1000; i++) {
            good(answers.next(), "r" + i);
        }
        assertThat(answers.ended()).isNull();
    }

    @Test
    void stream_manyHeld_neverExceedsTheWindow() throws Exception {
        edge.inference.hold = true;
        StreamObserver<ModelInferRequest> stream = open();
        for (int i = 0; i < 300; i++) {
            stream.onNext(text("r" + i, "x"));
        }
        stream.onCompleted();
        for (int i = 0; i < 300; i++) {
            Held call = held();
            assertThat(edge.inference.openRequests()).isLessThanOrEqualTo(256);
            edge.inference.release(call);
        }

        for (int i = 0; i < 300; i++) {
            good(answers.next(), "r" + i);
        }
        assertThat(answers.ended()).isNull();
    }

    @Test
    void stream_timeoutParameter_countsFromTheRequest() throws Exception {
        StreamObserver<ModelInferRequest> stream = open();
        stream.onNext(raw("a"));
        good(answers.next(), "a");
        long before = edge.ticker.nanos();
        stream.onNext(
                raw("b").toBuilder().putParameters("timeout", number(5_000_000)).build());
        good(answers.next(), "b");
        stream.onCompleted();

        assertThat(opened().deadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(opened().deadlineNanos()).isBetween(before + 5_000_000_000L, edge.ticker.nanos() + 5_000_000_000L);
        assertThat(answers.ended()).isNull();
    }

    @Test
    void stream_noRequests_endsWell() throws Exception {
        open().onCompleted();

        assertThat(answers.ended()).isNull();
        assertThat(answers.messages).isEmpty();
    }

    private static ByteString good(ModelStreamInferResponse answer, String id) {
        assertThat(answer.getErrorMessage()).isEmpty();
        assertThat(answer.getInferResponse().getId()).isEqualTo(id);
        assertThat(last(answer)).isTrue();
        return answer.getInferResponse().getRawOutputContents(0);
    }

    private static void bad(ModelStreamInferResponse answer, String id, String words) {
        assertThat(answer.getErrorMessage()).contains(words);
        assertThat(answer.getInferResponse().getId()).isEqualTo(id);
        assertThat(answer.getInferResponse().getOutputsCount()).isZero();
        assertThat(last(answer)).isTrue();
    }

    private static boolean last(ModelStreamInferResponse answer) {
        return answer.getInferResponse()
                .getParametersOrThrow("triton_final_response")
                .getBoolParam();
    }

    private static ModelInferRequest text(String id, String text) {
        return to("clip")
                .setId(id)
                .addInputs(input("text", "BYTES", 1))
                .addRawInputContents(framed(ByteString.copyFromUtf8(text)))
                .addOutputs(Tensor.output("text_embedding"))
                .build();
    }

    private static ModelInferRequest raw(String id) {
        return to("free")
                .setId(id)
                .addInputs(input("in_x", "FP32", 1, 2))
                .addRawInputContents(floats(1, 2))
                .build();
    }

    private RequestInfo opened() throws InterruptedException {
        return edge.inference.opened.poll(10, TimeUnit.SECONDS);
    }

    private Held held() throws InterruptedException {
        Held call = edge.inference.held.poll(10, TimeUnit.SECONDS);
        assertThat(call).as("a request must reach the core").isNotNull();
        return call;
    }

    private StreamObserver<ModelInferRequest> open() {
        return stub().modelStreamInfer(answers);
    }

    private GRPCInferenceServiceStub stub() {
        return GRPCInferenceServiceGrpc.newStub(edge.channel);
    }
}

package dev.triptych.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.error.Reason;
import dev.triptych.transport.FakeInference.Held;
import dev.triptych.v1.EmbedItem;
import dev.triptych.v1.EmbedServiceGrpc;
import dev.triptych.v1.EmbedStreamRequest;
import dev.triptych.v1.EmbedStreamResponse;
import dev.triptych.v1.EmbedStreamSetup;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmbedStreamTest {
    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension();

    private final Collected<EmbedStreamRequest, EmbedStreamResponse> answers = new Collected<>();

    @Test
    void stream_itemsFinishOutOfOrder_areAnsweredAsTheyFinish() throws Exception {
        edge.inference.hold = true;
        StreamObserver<EmbedStreamRequest> stream = open("clip");
        stream.onNext(item("a", "x"));
        stream.onNext(item("b", "xx"));
        stream.onCompleted();
        Held first = held();
        Held second = held();
        edge.inference.release(second);

        assertThat(answers.next().getResult().getId()).isEqualTo("b");
        edge.inference.release(first);
        EmbedStreamResponse last = answers.next();
        assertThat(last.getResult().getId()).isEqualTo("a");
        assertThat(last.getResult().getVector().getData()).isEqualTo(Tensor.floats(1, 0, 0, 1));
        assertThat(last.getModelVersion()).isEqualTo("1");
        assertThat(answers.ended()).isNull();
    }

    @Test
    void stream_badItem_failsAloneAndTheStreamGoesOn() throws Exception {
        StreamObserver<EmbedStreamRequest> stream = open("clip");
        stream.onNext(item("a", "bad"));
        stream.onNext(EmbedStreamRequest.newBuilder()
                .setItem(EmbedItem.newBuilder().setId("b"))
                .build());
        stream.onNext(item("c", "boom"));
        stream.onNext(item("d", "xxx"));
        stream.onCompleted();

        Refusal.of(answers.next().getResult().getError()).is(Reason.TEXT_TOO_LONG);
        Refusal.of(answers.next().getResult().getError())
                .is(Reason.FIELD_MISSING)
                .at("item.content");
        Refusal.of(answers.next().getResult().getError()).is(Reason.SERVER_DEFECT);
        assertThat(answers.next().getResult().hasVector()).isTrue();
        assertThat(answers.ended()).isNull();
    }

    @Test
    void stream_manyItems_neverExceedsTheWindow() throws Exception {
        edge.inference.hold = true;
        StreamObserver<EmbedStreamRequest> stream = open("clip");
        for (int i = 0; i < 20; i++) {
            stream.onNext(item("i" + i, "x"));
        }
        stream.onCompleted();
        for (int i = 0; i < 20; i++) {
            Held call = held();
            // Four places: three more at most are under way beside this one.
            assertThat(edge.inference.held.size()).isLessThanOrEqualTo(3);
            assertThat(edge.inference.openRequests()).isLessThanOrEqualTo(4);
            edge.inference.release(call);
        }

        for (int i = 0; i < 20; i++) {
            answers.next();
        }
        assertThat(answers.ended()).isNull();
    }

    @Test
    void stream_noSetupFirst_isInvalidArgument() throws Exception {
        StreamObserver<EmbedStreamRequest> stream =
                EmbedServiceGrpc.newStub(edge.channel).embedStream(answers);
        stream.onNext(item("a", "x"));

        refused().is(Reason.FIELD_MISSING, "setup").at("setup");
    }

    @Test
    void stream_idMissingOrDoubled_isInvalidArgument() throws Exception {
        edge.inference.hold = true;
        StreamObserver<EmbedStreamRequest> stream = open("clip");
        stream.onNext(item("a", "x"));
        Held first = held();
        stream.onNext(item("a", "x"));

        refused().is(Reason.FIELD_INVALID, "'a' is already under way").at("item.id");
        first.request().cancelled.get(10, TimeUnit.SECONDS);
        edge.inference.release(first);
    }

    @Test
    void stream_unknownModel_failsAtTheSetup() throws Exception {
        open("nope");

        refused().is(Reason.MODEL_UNKNOWN, "'nope'");
    }

    @Test
    void stream_emptyMessage_isInvalidArgument() throws Exception {
        open("clip").onNext(EmbedStreamRequest.getDefaultInstance());

        refused().is(Reason.FIELD_MISSING);
    }

    @Test
    void stream_clientCancels_cancelsEveryItem() throws Exception {
        edge.inference.hold = true;
        StreamObserver<EmbedStreamRequest> stream = open("clip");
        stream.onNext(item("a", "x"));
        stream.onNext(item("b", "x"));
        Held first = held();
        Held second = held();
        answers.call.cancel("gone", null);

        first.request().cancelled.get(10, TimeUnit.SECONDS);
        second.request().cancelled.get(10, TimeUnit.SECONDS);
        edge.inference.release(first);
        edge.inference.release(second);
    }

    @Test
    void stream_setupAlone_endsWell() throws Exception {
        open("clip").onCompleted();

        assertThat(answers.ended()).isNull();
        assertThat(answers.messages).isEmpty();
    }

    private Refusal refused() throws Exception {
        return Refusal.of((StatusRuntimeException) answers.ended());
    }

    private Held held() throws InterruptedException {
        Held call = edge.inference.held.poll(10, TimeUnit.SECONDS);
        assertThat(call).as("an item must reach the core").isNotNull();
        return call;
    }

    private StreamObserver<EmbedStreamRequest> open(String model) {
        StreamObserver<EmbedStreamRequest> stream =
                EmbedServiceGrpc.newStub(edge.channel).embedStream(answers);
        stream.onNext(EmbedStreamRequest.newBuilder()
                .setSetup(EmbedStreamSetup.newBuilder().setModel(model))
                .build());
        return stream;
    }

    private static EmbedStreamRequest item(String id, String text) {
        return EmbedStreamRequest.newBuilder()
                .setItem(EmbedEndpointTest.text(id, text))
                .build();
    }
}

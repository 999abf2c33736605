package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.testing.Fixtures;
import dev.triptych.v1.Content;
import dev.triptych.v1.EmbedItem;
import dev.triptych.v1.EmbedServiceGrpc;
import dev.triptych.v1.EmbedStreamRequest;
import dev.triptych.v1.EmbedStreamResponse;
import dev.triptych.v1.EmbedStreamSetup;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Callers that go away, wherever their calls are: each call ends once, on both sides, and nothing of it stays. */
final class CancelIT {
    private static final String CLIP = "clip-split";
    private static final String INFER = "inference.GRPCInferenceService/ModelInfer";
    private static final String STREAM = "triptych.v1.EmbedService/EmbedStream";
    /** Enough that some wait on any machine. */
    private static final int CALLS = 8 * Runtime.getRuntime().availableProcessors();

    private static ServerProcess server;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() {
        server = ServerProcess.serve(
                Launcher.checkout(),
                "--models",
                SlowGraph.write(Launcher.folder("cancel"), 8),
                "--models",
                Fixtures.path(CLIP));
        channel = server.channel();
    }

    @AfterAll
    static void stop() {
        server.terminate();
        assertThat(server.awaitExit()).isZero();
        server.close();
    }

    @AfterEach
    void nothingIsLeft_andTheServerServes() {
        server.awaitIdle();
        assertThat(SlowCall.many(channel, 1, "default")).allMatch(SlowCall::answered);
    }

    /** Calls of a method that the server ended with a code. */
    private static double ended(String method, String code) {
        return server.metric("triptych_grpc_calls_total{code=\"" + code + "\",method=\"" + method + "\"}");
    }

    @Test
    void row42_clientCancelsInTheQueueAndInABatch_eachCallEndsOnceAndOthersAreAnswered() {
        double endedBefore = server.sum("triptych_grpc_calls_total", INFER);
        double itemsBefore = server.sum("triptych_items_total", "model=\"slow\"");
        List<SlowCall> gone = SlowCall.many(channel, CALLS, "default");
        List<SlowCall> staying = SlowCall.many(channel, CALLS, "default");
        server.awaitTaken(INFER, endedBefore, 2 * CALLS);

        // Most of them wait, and every lane is at one.
        gone.forEach(SlowCall::cancel);

        assertThat(gone).allMatch(call -> call.answered() || call.code() == Status.Code.CANCELLED);
        assertThat(gone).as("cancelled in time").anyMatch(call -> call.code() == Status.Code.CANCELLED);
        assertThat(staying).allMatch(SlowCall::answered);
        server.awaitIdle();
        assertThat(server.sum("triptych_grpc_calls_total", INFER) - endedBefore).isEqualTo(2.0 * CALLS);
        assertThat(server.sum("triptych_items_total", "model=\"slow\"") - itemsBefore)
                .isEqualTo(2.0 * CALLS);
    }

    @Test
    void row42_clientCancelsAfterTheResult_theServerHasAnsweredOnce() {
        assertThat(SlowCall.many(channel, 1, "default")).allMatch(SlowCall::answered);
        double answered = ended(INFER, "OK");
        double cancelled = ended(INFER, "CANCELLED");

        SlowCall call = SlowCall.unread(channel, 7);
        call.awaitHeaders();
        server.awaitMetric("triptych_grpc_calls_total{code=\"OK\",method=\"" + INFER + "\"}", answered + 1);
        call.cancel();

        assertThat(call.code()).isEqualTo(Status.Code.CANCELLED);
        server.awaitIdle();
        assertThat(SlowCall.many(channel, 1, "default")).allMatch(SlowCall::answered);
        assertThat(ended(INFER, "OK")).isEqualTo(answered + 2);
        assertThat(ended(INFER, "CANCELLED")).isEqualTo(cancelled);
    }

    @Test
    void row42_clientCancelsBetweenTwoItemsOfAStream_isCancelledOnce() {
        Items items = new Items();
        EmbedServiceGrpc.newStub(channel).embedStream(items);
        items.out.onNext(EmbedStreamRequest.newBuilder()
                .setSetup(EmbedStreamSetup.newBuilder().setModel(CLIP))
                .build());
        items.out.onNext(item("first"));
        assertThat(items.first.join().getResult().getId()).isEqualTo("first");

        items.out.onNext(item("second"));
        items.out.cancel("the test cancels it", null);

        assertThat(Status.fromThrowable(items.end.join()).getCode()).isEqualTo(Status.Code.CANCELLED);
        server.awaitMetric("triptych_grpc_calls_total{code=\"CANCELLED\",method=\"" + STREAM + "\"}", 1);
        server.awaitIdle();
        assertThat(server.sum("triptych_grpc_calls_total", STREAM)).isEqualTo(1);
    }

    private static EmbedStreamRequest item(String id) {
        return EmbedStreamRequest.newBuilder()
                .setItem(EmbedItem.newBuilder()
                        .setId(id)
                        .setContent(Content.newBuilder().setText("a cat")))
                .build();
    }

    private static final class Items implements ClientResponseObserver<EmbedStreamRequest, EmbedStreamResponse> {
        private final CompletableFuture<EmbedStreamResponse> first = new CompletableFuture<>();
        private final CompletableFuture<Throwable> end = new CompletableFuture<>();
        private ClientCallStreamObserver<EmbedStreamRequest> out;

        @Override
        public void beforeStart(ClientCallStreamObserver<EmbedStreamRequest> stream) {
            out = stream;
        }

        @Override
        public void onNext(EmbedStreamResponse answer) {
            first.complete(answer);
        }

        @Override
        public void onError(Throwable error) {
            end.complete(error);
        }

        @Override
        public void onCompleted() {
            end.completeExceptionally(new AssertionError("ended well"));
        }
    }
}

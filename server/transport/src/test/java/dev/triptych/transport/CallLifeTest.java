package dev.triptych.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.triptych.runtime.serving.RequestInfo;
import dev.triptych.spi.error.Reason;
import dev.triptych.transport.FakeInference.Held;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedResponse;
import dev.triptych.v1.EmbedServiceGrpc;
import dev.triptych.v1.EmbedStreamRequest;
import dev.triptych.v1.EmbedStreamResponse;
import dev.triptych.v1.EmbedStreamSetup;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Identity, cancellation, deadline and drain of calls. */
class CallLifeTest {
    private static final EmbedRequest REQUEST = EmbedRequest.newBuilder()
            .setModel("clip")
            .addItems(EmbedEndpointTest.text("", "abc"))
            .build();

    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension();

    @Test
    void row42_clientCancels_cancelsTheRequestOnce() throws Exception {
        edge.inference.hold = true;
        ListenableFuture<EmbedResponse> call = future();
        Held held = held();
        call.cancel(true);

        held.request().cancelled.get(10, TimeUnit.SECONDS);
        // The result comes after all: its vectors are given back though nobody reads them.
        edge.inference.release(held);
        assertThat(edge.metered.poll(10, TimeUnit.SECONDS).code()).isEqualTo("CANCELLED");
        edge.inference.awaitIdle();
        assertThat(edge.metered).isEmpty();
    }

    @Test
    void row42_thousandsOfCallsOfOneConnectionCancelled_theirNeighbourIsAnswered() throws Exception {
        edge.inference.hold = true;
        ListenableFuture<EmbedResponse> neighbour = future();
        Held held = held();
        for (int i = 0; i < 4_000; i++) {
            ClientCall<EmbedStreamRequest, EmbedStreamResponse> call =
                    edge.channel.newCall(EmbedServiceGrpc.getEmbedStreamMethod(), CallOptions.DEFAULT);
            CompletableFuture<Status> ended = new CompletableFuture<>();
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            ended.complete(status);
                        }
                    },
                    new Metadata());
            call.request(1);
            call.cancel("enough", null);
            assertThat(ended.get(10, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.CANCELLED);
        }
        edge.inference.release(held);
        assertThat(neighbour.get(10, TimeUnit.SECONDS).getResults(0).hasVector())
                .isTrue();
    }

    @Test
    void row44_deadlinePassesInTheCore_isDeadlineExceededAndCancels() throws Exception {
        edge.inference.hold = true;
        ListenableFuture<EmbedResponse> call = EmbedServiceGrpc.newFutureStub(edge.channel)
                .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                .embed(REQUEST);
        Held held = held();

        Assertions.assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .satisfies(failure ->
                        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
        held.request().cancelled.get(10, TimeUnit.SECONDS);
        edge.inference.release(held);
    }

    @Test
    void row44_deadlineGiven_reachesTheCoreOnItsTicker() throws Exception {
        long before = edge.ticker.nanos();
        EmbedServiceGrpc.newBlockingStub(edge.channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .embed(REQUEST);
        EmbedServiceGrpc.newBlockingStub(edge.channel).embed(REQUEST);

        assertThat(opened().deadlineNanos()).isBetween(before, edge.ticker.nanos() + TimeUnit.SECONDS.toNanos(60));
        assertThat(opened().deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void row48_drain_inFlightFinishesAndNewIsRefused() throws Exception {
        edge.inference.hold = true;
        ListenableFuture<EmbedResponse> unary = future();
        Held inFlight = held();
        Collected<EmbedStreamRequest, EmbedStreamResponse> answers = new Collected<>();
        StreamObserver<EmbedStreamRequest> stream =
                EmbedServiceGrpc.newStub(edge.channel).embedStream(answers);
        stream.onNext(EmbedStreamRequest.newBuilder()
                .setSetup(EmbedStreamSetup.newBuilder().setModel("clip"))
                .build());
        stream.onNext(EmbedStreamRequest.newBuilder()
                .setItem(EmbedEndpointTest.text("a", "abc"))
                .build());
        Held streamed = held();

        int port = edge.edge.port();
        edge.edge.stopAccepting();
        refusedOnANewConnection(port);
        assertThat(edge.edge.awaitDrained(Duration.ZERO)).isFalse();
        edge.inference.release(inFlight);
        edge.inference.release(streamed);

        assertThat(unary.get(10, TimeUnit.SECONDS).getResults(0).hasVector()).isTrue();
        assertThat(answers.next().getResult().hasVector()).isTrue();
        Refusal.of((StatusRuntimeException) answers.ended()).is(Reason.DRAINING);
        assertThat(edge.edge.awaitDrained(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void row48_coreDrains_isUnavailableWithPushback() {
        edge.inference.draining = true;

        Refusal refusal = Refusal.of(
                        () -> EmbedServiceGrpc.newBlockingStub(edge.channel).embed(REQUEST))
                .is(Reason.DRAINING);
        assertThat(refusal.trailers().get(dev.triptych.transport.status.ErrorMapper.PUSHBACK))
                .isEqualTo("250");
        assertThat(refusal.retry().orElseThrow().getRetryDelay())
                .isEqualTo(com.google.protobuf.Duration.newBuilder()
                        .setNanos(250_000_000)
                        .build());
    }

    @Test
    void requestId_sane_isKeptAndEchoed() throws Exception {
        assertThat(echoed("my-Request_1.2")).isEqualTo("my-Request_1.2");
        assertThat(opened().id()).isEqualTo("my-Request_1.2");
    }

    @Test
    void requestId_absentOrUnsafe_isMade() throws Exception {
        assertThat(echoed("a b")).isEqualTo("0000000000000001");
        assertThat(echoed("x".repeat(65))).isEqualTo("0000000000000002");
        assertThat(opened().id()).isEqualTo("0000000000000001");
    }

    @Test
    void tenantHeader_trusted_isTheTenant() throws Exception {
        call(header("x-triptych-tenant", "acme"), new AtomicReference<>());
        call(header("x-triptych-tenant", "ac me"), new AtomicReference<>());

        assertThat(opened().tenant()).isEqualTo("acme");
        assertThat(opened().tenant()).isEqualTo("default");
    }

    @Test
    void meter_goodAndBadCalls_areCountedOnceEach() throws Exception {
        EmbedServiceGrpc.newBlockingStub(edge.channel).embed(REQUEST);
        Refusal.of(() -> EmbedServiceGrpc.newBlockingStub(edge.channel).embed(EmbedRequest.getDefaultInstance()));

        assertThat(edge.metered.poll(10, TimeUnit.SECONDS))
                .isEqualTo(new EdgeExtension.Metered("triptych.v1.EmbedService/Embed", "OK"));
        assertThat(edge.metered.poll(10, TimeUnit.SECONDS).code()).isEqualTo("INVALID_ARGUMENT");
    }

    private void refusedOnANewConnection(int port) throws InterruptedException {
        ManagedChannel late = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .disableRetry()
                .build();
        try {
            StatusRuntimeException refused = Assertions.catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> EmbedServiceGrpc.newBlockingStub(late).embed(REQUEST));
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        } finally {
            late.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    private String echoed(String offered) {
        AtomicReference<Metadata> headers = new AtomicReference<>();
        call(header("x-request-id", offered), headers);
        return headers.get().get(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER));
    }

    private void call(Metadata sent, AtomicReference<Metadata> received) {
        ClientInterceptor attach = MetadataUtils.newAttachHeadersInterceptor(sent);
        ClientInterceptor capture = MetadataUtils.newCaptureMetadataInterceptor(received, new AtomicReference<>());
        EmbedServiceGrpc.newBlockingStub(edge.channel)
                .withInterceptors(attach, capture)
                .embed(REQUEST);
    }

    private static Metadata header(String name, String value) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
        return metadata;
    }

    private ListenableFuture<EmbedResponse> future() {
        return EmbedServiceGrpc.newFutureStub(edge.channel).embed(REQUEST);
    }

    private RequestInfo opened() throws InterruptedException {
        return edge.inference.opened.poll(10, TimeUnit.SECONDS);
    }

    private Held held() throws InterruptedException {
        Held call = edge.inference.held.poll(10, TimeUnit.SECONDS);
        assertThat(call).as("the call must reach the core").isNotNull();
        return call;
    }
}

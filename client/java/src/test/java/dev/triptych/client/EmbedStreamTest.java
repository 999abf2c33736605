package dev.triptych.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.v1.EmbedItem;
import dev.triptych.v1.EmbedResult;
import dev.triptych.v1.EmbedStreamRequest;
import dev.triptych.v1.EmbedStreamResponse;
import dev.triptych.v1.EmbedStreamSetup;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbedStreamTest {
    private FakeServer server;
    private TriptychClient client;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        client = server.client();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /** Answers groups of items, each group backwards; a group ends when it is full or the client has finished. */
    private static class Backwards implements StreamObserver<EmbedStreamRequest> {
        final ServerCallStreamObserver<EmbedStreamResponse> answers;
        final int group;
        final List<EmbedItem> held = new ArrayList<>();
        final AtomicReference<EmbedStreamSetup> setup;

        Backwards(
                ServerCallStreamObserver<EmbedStreamResponse> answers,
                int group,
                AtomicReference<EmbedStreamSetup> setup) {
            this.answers = answers;
            this.group = group;
            this.setup = setup;
        }

        @Override
        public void onNext(EmbedStreamRequest request) {
            if (request.hasSetup()) {
                setup.set(request.getSetup());
                return;
            }
            held.add(request.getItem());
            if (held.size() == group) {
                answer();
            }
        }

        private void answer() {
            Collections.reverse(held);
            held.forEach(item -> answers.onNext(EmbedStreamResponse.newBuilder()
                    .setResult(
                            item.getContent().getText().equals("bad")
                                    ? EmbedResult.newBuilder()
                                            .setId(item.getId())
                                            .setError(Answers.status(Status.Code.INVALID_ARGUMENT))
                                            .build()
                                    : Answers.result(item))
                    .build()));
            held.clear();
        }

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {
            answer();
            answers.onCompleted();
        }
    }

    private AtomicReference<EmbedStreamSetup> answerBackwards(int group) {
        AtomicReference<EmbedStreamSetup> setup = new AtomicReference<>();
        server.embedStream = answers -> new Backwards(answers, group, setup);
        return setup;
    }

    private static Stream<Input> texts(int count) {
        return IntStream.range(0, count).mapToObj(i -> Input.text("x".repeat(i)));
    }

    @Test
    void embedAll_answersOutOfOrder_resultsInOrderOfInputs() {
        AtomicReference<EmbedStreamSetup> setup = answerBackwards(4);
        try (Stream<Result<Vector>> results = client.embedAll("clip/2", texts(50), EmbedOptions.DEFAULTS, 4)) {
            List<Float> sizes = results.map(result -> result.value().get(0)).toList();
            assertThat(sizes)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 50).mapToObj(i -> (float) i).toList());
        }
        assertThat(setup.get().getModel()).isEqualTo("clip");
        assertThat(setup.get().getModelVersion()).isEqualTo("2");
    }

    @Test
    void embedAll_noInputs_noResults() {
        answerBackwards(1);
        assertThat(client.embedAll("fake", Stream.of())).isEmpty();
    }

    @Test
    void embedAll_oneItemFails_othersAnswered() {
        answerBackwards(3);
        Stream<Input> inputs = Stream.of("good", "bad", "fine").map(Input::text);
        assertThat(client.embedAll("fake", inputs).map(Result::ok)).containsExactly(true, false, true);
    }

    /** A client whose latch opens when a call has ended on its side. */
    private TriptychClient clientThatTells(ManagedChannel channel, CountDownLatch ended) {
        return TriptychClient.builder()
                .channel(ClientInterceptors.intercept(channel, new ClientInterceptor() {
                    @Override
                    public <Q, A> ClientCall<Q, A> interceptCall(
                            MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
                        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                            @Override
                            public void start(Listener<A> listener, Metadata headers) {
                                Listener<A> telling = new SimpleForwardingClientCallListener<>(listener) {
                                    @Override
                                    public void onClose(Status status, Metadata trailers) {
                                        super.onClose(status, trailers);
                                        ended.countDown();
                                    }
                                };
                                super.start(telling, headers);
                            }
                        };
                    }
                }))
                .build();
    }

    @Test
    void embedAll_streamEndsEarly_answersThatCameAreGivenOutFirst() {
        server.embedStream = answers -> new Backwards(answers, 2, new AtomicReference<>()) {
            @Override
            public void onNext(EmbedStreamRequest request) {
                super.onNext(request);
                if (request.getItem().getId().equals("1")) {
                    answers.onError(Status.FAILED_PRECONDITION.asRuntimeException());
                }
            }
        };
        CountDownLatch ended = new CountDownLatch(1);
        ManagedChannel channel =
                ManagedChannelBuilder.forTarget(server.target()).usePlaintext().build();
        // The third input is taken when the stream has ended, and cannot be sent any more.
        Stream<Input> inputs = IntStream.range(0, 3).mapToObj(i -> {
            if (i == 2) {
                await(ended);
            }
            return Input.text("x".repeat(i));
        });
        List<Float> sizes = new ArrayList<>();
        try (Stream<Result<Vector>> results =
                clientThatTells(channel, ended).embedAll("fake", inputs, EmbedOptions.DEFAULTS, 2)) {
            assertThatThrownBy(() ->
                            results.forEach(result -> sizes.add(result.value().get(0))))
                    .isInstanceOf(FailedPreconditionException.class);
        } finally {
            channel.shutdownNow();
        }
        assertThat(sizes).containsExactly(0f, 1f);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void embedAll_oneResultTaken_takesNoMoreInputsThanItsWindow() {
        answerBackwards(1);
        AtomicInteger taken = new AtomicInteger();
        Stream<Input> inputs = texts(1000).peek(input -> taken.incrementAndGet());
        try (Stream<Result<Vector>> results = client.embedAll("fake", inputs, EmbedOptions.DEFAULTS, 5)) {
            results.iterator().next();
            assertThat(taken).hasValueBetween(1, 5);
        }
    }

    @Test
    void embedAll_closed_closesTheInputsAndCancels() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        server.embedStream = answers -> {
            answers.setOnCancelHandler(cancelled::countDown);
            return new Backwards(answers, 1, new AtomicReference<>());
        };
        AtomicInteger closed = new AtomicInteger();
        Stream<Result<Vector>> results = client.embedAll("fake", texts(100).onClose(closed::incrementAndGet));
        results.iterator().next();

        results.close();

        assertThat(closed).hasValue(1);
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void embedAll_modelUnknown_throws() {
        server.embedStream = answers -> {
            answers.onError(Answers.error(Status.Code.NOT_FOUND));
            return new Backwards(answers, Integer.MAX_VALUE, new AtomicReference<>());
        };
        assertThatThrownBy(() -> client.embedAll("fake", texts(3)).toList()).isInstanceOf(NotFoundException.class);
    }

    @Test
    void send_serverReadsNoMore_waitsUntilItDoes() throws Exception {
        int count = 200;
        CompletableFuture<ServerCallStreamObserver<EmbedStreamResponse>> opened = new CompletableFuture<>();
        server.embedStream = answers -> {
            answers.disableAutoRequest();
            opened.complete(answers);
            return new Backwards(answers, 1, new AtomicReference<>());
        };
        AtomicInteger sent = new AtomicInteger();
        try (EmbedStream stream = client.embedStream("fake", EmbedOptions.DEFAULTS, count)) {
            List<CompletableFuture<Result<Vector>>> futures = new ArrayList<>();
            Input big = Input.image(new byte[256 << 10]);
            Thread sender = new Thread(() -> {
                for (int i = 0; i < count; i++) {
                    futures.add(stream.send(big));
                    sent.incrementAndGet();
                }
                stream.finish();
            });
            sender.start();
            ServerCallStreamObserver<EmbedStreamResponse> answers = opened.get(30, TimeUnit.SECONDS);
            while (sender.isAlive() && (sent.get() == 0 || sender.getState() != Thread.State.WAITING)) {
                Thread.onSpinWait();
            }
            assertThat(sent.get()).isLessThan(count);

            answers.request(Integer.MAX_VALUE);
            sender.join(60_000);

            assertThat(futures).hasSize(count);
            for (CompletableFuture<Result<Vector>> future : futures) {
                assertThat(future.get(60, TimeUnit.SECONDS).ok()).isTrue();
            }
        }
    }

    @Test
    void send_windowFull_waitsForAnAnswer() throws Exception {
        CompletableFuture<StreamObserver<EmbedStreamResponse>> opened = new CompletableFuture<>();
        List<EmbedItem> arrived = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch two = new CountDownLatch(2);
        server.embedStream = answers -> {
            opened.complete(answers);
            return new StreamObserver<>() {
                @Override
                public void onNext(EmbedStreamRequest request) {
                    if (request.hasItem()) {
                        arrived.add(request.getItem());
                        two.countDown();
                    }
                }

                @Override
                public void onError(Throwable error) {}

                @Override
                public void onCompleted() {}
            };
        };
        try (EmbedStream stream = client.embedStream("fake", EmbedOptions.DEFAULTS, 2)) {
            var unusedFirst = stream.send(Input.text("a"));
            CompletableFuture<Result<Vector>> second = stream.send(Input.text("bb"));
            assertThat(two.await(30, TimeUnit.SECONDS)).isTrue();
            AtomicInteger sent = new AtomicInteger(2);
            Thread sender = new Thread(() -> {
                var unusedThird = stream.send(Input.text("c"));
                sent.incrementAndGet();
            });
            sender.start();
            while (sender.isAlive() && sender.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertThat(sent).hasValue(2);
            assertThat(arrived).hasSize(2);

            opened.get(30, TimeUnit.SECONDS)
                    .onNext(EmbedStreamResponse.newBuilder()
                            .setResult(Answers.result(arrived.get(1)))
                            .build());

            assertThat(second.get(30, TimeUnit.SECONDS).value().get(0)).isEqualTo(2);
            sender.join(60_000);
            assertThat(sent).hasValue(3);
        }
    }

    @Test
    void close_itemsUnanswered_failsThemAndCancels() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        server.embedStream = answers -> {
            answers.setOnCancelHandler(cancelled::countDown);
            return new Backwards(answers, Integer.MAX_VALUE, new AtomicReference<>());
        };
        EmbedStream stream = client.embedStream("fake", EmbedOptions.DEFAULTS, 4);
        CompletableFuture<Result<Vector>> future = stream.send(Input.text("a"));

        stream.close();

        assertThatThrownBy(future::join).hasCauseInstanceOf(CancelledException.class);
        assertThatThrownBy(() -> stream.send(Input.text("b"))).isInstanceOf(CancelledException.class);
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void server_endsEarly_failsWhatIsUnanswered() {
        server.embedStream = answers -> new StreamObserver<>() {
            @Override
            public void onNext(EmbedStreamRequest request) {
                if (request.hasItem()) {
                    answers.onCompleted();
                }
            }

            @Override
            public void onError(Throwable error) {}

            @Override
            public void onCompleted() {}
        };
        try (EmbedStream stream = client.embedStream("fake", EmbedOptions.DEFAULTS, 4)) {
            assertThatThrownBy(stream.send(Input.text("a"))::join).hasCauseInstanceOf(ServerErrorException.class);
        }
    }

    @Test
    void server_answersUnknownId_endsTheStream() {
        server.embedStream = answers -> new StreamObserver<>() {
            @Override
            public void onNext(EmbedStreamRequest request) {
                if (request.hasItem()) {
                    answers.onNext(EmbedStreamResponse.newBuilder()
                            .setResult(EmbedResult.newBuilder().setId("nobody's"))
                            .build());
                }
            }

            @Override
            public void onError(Throwable error) {}

            @Override
            public void onCompleted() {}
        };
        try (EmbedStream stream = client.embedStream("fake", EmbedOptions.DEFAULTS, 4)) {
            assertThatThrownBy(stream.send(Input.text("a"))::join).hasCauseInstanceOf(ServerErrorException.class);
        }
    }

    @Test
    void send_afterFinish_isRefused() {
        answerBackwards(1);
        try (EmbedStream stream = client.embedStream("fake", EmbedOptions.DEFAULTS, 4)) {
            stream.send(Input.text("a")).join();
            stream.finish();
            assertThatThrownBy(() -> stream.send(Input.text("b")))
                    .isInstanceOfAny(IllegalStateException.class, TriptychException.class);
        }
    }
}

package dev.triptych.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.v1.EmbedResponse;
import io.grpc.Status;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AsyncTriptychClientTest {
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

    @Test
    void future_cancelled_cancelsTheCallOnTheServer() throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        server.embedByHand = (request, answers) -> {
            answers.setOnCancelHandler(cancelled::countDown);
            arrived.countDown();
        };

        CompletableFuture<Results<Vector>> future = client.async().embed("fake", Input.text("a"));
        assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
        future.cancel(true);

        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(future).isCancelled();
    }

    @Test
    void future_ofRefusedCall_failsWithItsException() {
        server.rank = request -> {
            throw Answers.error(Status.Code.FAILED_PRECONDITION);
        };
        CompletableFuture<Rankings> future =
                client.async().rank("fake", List.of(Input.text("q")), List.of(Input.text("a")), RankOptions.DEFAULTS);
        assertThatThrownBy(future::join).hasCauseInstanceOf(FailedPreconditionException.class);
    }

    @Test
    void future_ofAnswerThatBreaksTheContract_failsRatherThanHangs() {
        server.embed = request -> EmbedResponse.getDefaultInstance();
        assertThatThrownBy(client.async().embed("fake", Input.text("a"))::join)
                .hasCauseInstanceOf(ServerErrorException.class);
    }

    @Test
    void client_closed_failsFuturesUnderWay() throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(1);
        server.embedByHand = (request, answers) -> arrived.countDown();
        CompletableFuture<Results<Vector>> future = client.async().embed("fake", Input.text("a"));
        assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();

        client.close();

        assertThatThrownBy(future::join).hasCauseInstanceOf(TriptychException.class);
    }
}

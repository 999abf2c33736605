package dev.triptych.app.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.app.cli.ExitStatus;
import dev.triptych.app.cli.measure.BenchCommand;
import dev.triptych.v1.EmbedRequest;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
    private FakeServer server;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Cli bench(String... arguments) {
        return Cli.run(
                server,
                new BenchCommand(),
                Stream.concat(
                                Stream.of(
                                        "--model",
                                        "fake",
                                        "--task",
                                        "embed",
                                        "--duration",
                                        "200ms",
                                        "--warm-up",
                                        "20ms"),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }

    @Test
    void closedLoop_hasARowForEachConcurrency() {
        Cli cli = bench("--concurrency", "1,3", "--text", "a");
        assertThat(cli.status()).isEqualTo(ExitStatus.OK);
        assertThat(cli.out()).contains("P99.9").contains("1 under way").contains("3 under way");
    }

    @Test
    void openLoop_asJson_hasRatePercentilesAndNoErrors() throws IOException {
        Cli cli = bench("--rate", "50", "--text", "a", "--items", "2", "--output", "json");
        assertThat(cli.status()).isEqualTo(ExitStatus.OK);
        JsonNode result = new ObjectMapper().readTree(cli.out()).path("results").path(0);
        assertThat(result.path("rate").asDouble()).isEqualTo(50);
        assertThat(result.path("requests").asLong())
                .isPositive()
                .isEqualTo(result.path("answered").asLong());
        assertThat(result.path("latency_ms").path("p99.9").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(result.path("latency_ms").path("max").asDouble());
        assertThat(result.path("errors")).isEmpty();
    }

    @Test
    void sameSeed_sendsTheSameInputs() {
        Queue<EmbedRequest> seen = new ConcurrentLinkedQueue<>();
        server.embed = request -> {
            seen.add(request);
            return FakeServer.embedAll(request);
        };
        bench("--concurrency", "1", "--kind", "text", "--seed", "5", "--text-words", "fixed:4", "--inputs", "1");
        EmbedRequest first = seen.remove();
        seen.clear();
        bench("--concurrency", "1", "--kind", "text", "--seed", "5", "--text-words", "fixed:4", "--inputs", "1");
        assertThat(seen).isNotEmpty().allMatch(first::equals);
        assertThat(first.getItems(0).getContent().getText().split(" ")).hasSize(4);
    }

    @Test
    void refusals_areNoFailureOfTheRun() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        server.embed = request -> {
            if (calls.getAndIncrement() % 2 == 0) {
                throw FakeServer.refusal(Status.Code.UNAVAILABLE, "QUEUE_FULL");
            }
            return FakeServer.embedAll(request);
        };
        Cli cli = bench("--rate", "100", "--text", "a", "--output", "json");
        assertThat(cli.status()).isEqualTo(ExitStatus.OK);
        JsonNode result = new ObjectMapper().readTree(cli.out()).path("results").path(0);
        assertThat(result.path("refused").asLong()).isPositive();
        assertThat(result.path("errors").path(0).path("reason").asText()).isEqualTo("QUEUE_FULL");
    }

    @Test
    void otherFailures_endWithOne_andTellTheReason() {
        server.embed = request -> {
            throw FakeServer.refusal(Status.Code.INTERNAL, "INTERNAL_ERROR");
        };
        Cli cli = bench("--rate", "50", "--text", "a");
        assertThat(cli.status()).isEqualTo(ExitStatus.SOME_FAILED);
        assertThat(cli.out()).contains("failed, INTERNAL_ERROR");
    }

    @Test
    void csvAndPlot_areWritten() throws IOException {
        Path csv = folder.resolve("a.csv");
        Path plot = folder.resolve("a.svg");
        Cli cli = bench(
                "--concurrency",
                "1,2",
                "--text",
                "a",
                "--csv",
                csv.toString(),
                "--plot",
                plot.toString(),
                "--output",
                "csv");
        assertThat(cli.status()).isEqualTo(ExitStatus.OK);
        assertThat(Files.readString(csv)).isEqualTo(cli.out()).contains("concurrency,2,");
        assertThat(Files.readString(plot)).startsWith("<svg").contains("Latency by percentile", "Throughput by load");
    }

    @Test
    void noServer_isUnreachable() {
        server.close();
        Cli cli = bench("--concurrency", "1", "--text", "a");
        assertThat(cli.status()).isEqualTo(ExitStatus.UNREACHABLE);
        assertThat(cli.err()).contains("cannot measure " + server.address());
    }

    @Test
    void wrongUsage_isExplained() {
        assertUsage("exclude each other", "--rate", "5", "--concurrency", "1");
        assertUsage("above 0", "--rate", "0", "--text", "a");
        assertUsage("is no time", "--concurrency", "1", "--warm-up", "3");
        assertUsage("--duration", "--concurrency", "1", "--text", "a", "--duration", "0s");
        assertUsage("fixed:N", "--concurrency", "1", "--kind", "text", "--text-words", "many");
        assertUsage("640x480", "--concurrency", "1", "--kind", "image", "--image-size", "big");
        assertUsage(
                "there is no such file",
                "--concurrency",
                "1",
                folder.resolve("none.jpg").toString());
    }

    private void assertUsage(String words, String... arguments) {
        Cli cli = bench(arguments);
        assertThat(cli.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(cli.err()).contains(words);
    }

    @Test
    void modelLeftOut_withSeveralServed_isAsked() {
        Cli cli = Cli.run(server, new BenchCommand(), "--concurrency", "1", "--text", "a");
        assertThat(cli.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(cli.err()).contains("--model is needed");
    }
}

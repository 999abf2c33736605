package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.testing.Fixtures;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that measure, against the real server. */
final class MeasureIT {
    private static final Path PHOTO = Launcher.ROOT.resolve("models/mini/photos/chelsea.jpg");

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.serve(
                Launcher.checkout(), "--with-mini", "--models", "add=" + Fixtures.path("triton/add"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Finished bench(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("bench", "--server", server.grpc(), "--output", "json"));
        all.addAll(List.of("--warm-up", "100ms", "--duration", "1s"));
        all.addAll(List.of(arguments));
        return Launcher.checkout().run(all.toArray());
    }

    private static void assertAnswered(Finished bench) {
        assertThat(bench.status()).as(bench.err()).isZero();
        JsonNode result = bench.json().path("results").path(0);
        assertThat(result.path("answered").longValue()).as(bench.out()).isPositive();
        assertThat(result.path("failed").longValue()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed", "classify", "rank", "features"})
    void bench_anyTaskOfTheTypedApi_isAnswered(String task) {
        assertAnswered(bench("--model", "mini", "--task", task, "--rate", "10", "--inputs", "2"));
    }

    @Test
    void bench_tensors_takeTheirShapesFromTheModel() {
        assertAnswered(bench("--model", "add", "--task", "infer", "--rate", "20"));
    }

    @Test
    void bench_openLoop_ofAFile_hasItsRate() {
        assertAnswered(bench("--model", "mini", "--rate", "10", PHOTO));
    }

    @Test
    void analyze_printsEachWayAndTheOneToUse() {
        Finished analyze = Launcher.checkout()
                .run(
                        "analyze",
                        "--model",
                        "mini",
                        "--seconds",
                        "0.5",
                        "--decode-lanes",
                        "1",
                        "--device-mode",
                        "latency",
                        "--max-batch",
                        "2",
                        "--device-cores",
                        "1",
                        "--kind",
                        "text",
                        "--p99",
                        "10s",
                        Launcher.ROOT.resolve("server/app/target/triptych/models/mini"));
        assertThat(analyze.status()).as(analyze.err()).isZero();
        assertThat(analyze.out())
                .contains("latency, 1 decode lane")
                .contains("latency, 1 decode lane, batches of 2")
                .contains("latency, 1 decode lane, 1 core")
                .contains("Most items a second with p99 within 10000 ms")
                .contains("--device-mode latency --decode-lanes 1")
                .contains("device-mode: latency");
        assertThat(analyze.err()).contains("3 configurations, about");
    }

    @Test
    void analyze_interrupted_leavesNoServer() throws IOException, InterruptedException {
        Process analyze = Launcher.checkout()
                .start(List.of(
                        "analyze",
                        "--seconds",
                        "600",
                        "--kind",
                        "text",
                        Launcher.ROOT
                                .resolve("server/app/target/triptych/models/mini")
                                .toString()));
        try (BufferedReader err = analyze.errorReader(StandardCharsets.UTF_8)) {
            String line = err.readLine();
            while (line != null && !line.contains("warming up")) {
                line = err.readLine();
            }
            assertThat(line).contains("1 under way");
            List<ProcessHandle> servers = analyze.descendants().toList();
            assertThat(servers).isNotEmpty();
            assertThat(new ProcessBuilder("kill", "-INT", Long.toString(analyze.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(analyze.waitFor(ServerProcess.PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(analyze.exitValue()).isEqualTo(130);
            assertThat(servers).noneMatch(ProcessHandle::isAlive);
        } finally {
            analyze.descendants().forEach(ProcessHandle::destroyForcibly);
            analyze.destroyForcibly();
        }
    }
}

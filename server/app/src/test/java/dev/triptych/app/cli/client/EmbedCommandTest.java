package dev.triptych.app.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.v1.EmbedResponse;
import dev.triptych.v1.EmbedResult;
import io.grpc.Context;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedCommandTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 1};

    @TempDir
    Path folder;

    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes).toString();
    }

    private String file(String name, String text) throws IOException {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private Cli embed(String... arguments) {
        return Cli.run(server, new EmbedCommand(), arguments);
    }

    private static List<JsonNode> results(Cli cli) throws IOException {
        List<JsonNode> results = new ArrayList<>();
        new ObjectMapper().readTree(cli.out()).get("results").forEach(results::add);
        return results;
    }

    @Test
    void json_oneText_hasTheDocumentedShape() {
        Cli cli = embed("--output", "json", "--text", "abc");
        assertThat(cli.out()).isEqualTo("""
                        {"results":[
                        {"input":"abc","space":"fake-1","dim":2,"normalized":true,"vector":[3.0,0.5]}
                        ]}
                        """);
        assertThat(cli.err()).isEmpty();
        assertThat(cli.status()).isZero();
    }

    @Test
    void jsonl_twoTexts_oneObjectALine() {
        assertThat(embed("--output=jsonl", "--text", "a", "--text", "bc").out()).isEqualTo("""
                        {"input":"a","space":"fake-1","dim":2,"normalized":true,"vector":[1.0,0.5]}
                        {"input":"bc","space":"fake-1","dim":2,"normalized":true,"vector":[2.0,0.5]}
                        """);
    }

    @Test
    void table_aText_columnsForPeople() {
        assertThat(embed("--text", "abc").out()).isEqualTo("""
                        INPUT  SPACE   DIM  VECTOR
                        abc    fake-1  2    3.0000 0.5000
                        """);
    }

    @Test
    void inputs_ofAllKindsMixed_keepTheirOrder() throws IOException {
        String first = file("1.txt", "x");
        String second = file("2.txt", "xx");
        String third = file("3.png", PNG);
        String list = file("list", third + "\n\n" + first + "\n");
        Cli cli = embed("--output=json", first, "--text", "t1", "--files-from", list, second, "--text=t2", first);
        assertThat(results(cli))
                .extracting(result -> result.get("input").asText())
                .containsExactly(first, "t1", third, first, second, "t2", first);
        assertThat(results(cli).get(2).get("vector").get(0).floatValue()).isEqualTo(-PNG.length);
    }

    @Test
    void input_stdin_isReadAsOneInput() throws IOException {
        EmbedCommand command = new EmbedCommand();
        command.stdin = Cli.stdin("a cat\n");
        Cli cli = Cli.run(server, command, "--output=json", "-");
        assertThat(results(cli).get(0).get("input").asText()).isEqualTo("-");
        assertThat(results(cli).get(0).get("vector").get(0).floatValue()).isEqualTo(5);
    }

    @Test
    void input_stdinTwice_isAUsageError() {
        assertThat(embed("-", "--files-from", "-").status()).isEqualTo(2);
    }

    @Test
    void input_unreadableOrUnknownFile_failsAlone() throws IOException {
        String missing = folder.resolve("missing.jpg").toString();
        String odd = file("odd.bin", new byte[] {(byte) 0xc3, 0x28});
        Cli cli = embed("--output=json", missing, "--text", "ok", odd, folder.toString());
        assertThat(cli.status()).isEqualTo(1);
        assertThat(results(cli))
                .extracting(result -> result.path("error").path("code").asText())
                .containsExactly("INVALID_ARGUMENT", "", "INVALID_ARGUMENT", "INVALID_ARGUMENT");
        assertThat(results(cli))
                .extracting(result -> result.path("error").path("reason").asText())
                .containsExactly("FILE_UNREADABLE", "", "FILE_KIND_UNKNOWN", "FILE_UNREADABLE");
        assertThat(results(cli).get(0).fieldNames()).toIterable().containsExactly("input", "error");
    }

    @Test
    void input_onlyUnreadable_failsWithoutACall() throws IOException {
        server.close();
        Cli cli = embed("--output=json", folder.resolve("missing").toString());
        assertThat(cli.status()).isEqualTo(1);
        assertThat(results(cli)).hasSize(1);
    }

    @Test
    void item_failsOnTheServer_statusOneAndOutputWhole() throws IOException {
        server.embed = request -> FakeServer.embedAll(request).toBuilder()
                .setResults(
                        0,
                        EmbedResult.newBuilder()
                                .setError(FakeServer.status(Status.Code.INVALID_ARGUMENT, "IMAGE_CORRUPT")))
                .build();
        Cli cli = embed("--output=json", "--text", "a", "--text", "b");
        assertThat(cli.status()).isEqualTo(1);
        assertThat(results(cli).get(0).toString())
                .isEqualTo("{\"input\":\"a\",\"error\":{\"code\":\"INVALID_ARGUMENT\",\"reason\":\"IMAGE_CORRUPT\","
                        + "\"message\":\"what went wrong\"}}");
        assertThat(results(cli).get(1).has("vector")).isTrue();
    }

    @Test
    void item_truncated_saidOnStandardError() {
        server.embed = request -> FakeServer.embedAll(request).toBuilder()
                .setResults(
                        0,
                        EmbedResult.newBuilder().setVector(FakeServer.vector(1)).setTruncated(true))
                .build();
        assertThat(embed("--text", "a long text").err())
                .isEqualTo("triptych: 'a long text' was cut to fit the model\n");
    }

    @Test
    void server_unreachable_statusThreeAndNoOutput() {
        server.close();
        Cli cli = embed("--output=json", "--text", "a");
        assertThat(cli.status()).isEqualTo(3);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).contains("no server answers at " + server.address());
    }

    @Test
    void model_unknown_statusThree() {
        server.embed = request -> {
            throw FakeServer.refusal(Status.Code.NOT_FOUND, "MODEL_UNKNOWN");
        };
        Cli cli = embed("--output=json", "--model", "nobody", "--text", "a");
        assertThat(cli.status()).isEqualTo(3);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).contains("what went wrong [MODEL_UNKNOWN]");
    }

    @Test
    void call_refusedAsInvalid_statusTwo() {
        server.embed = request -> {
            throw FakeServer.refusal(Status.Code.INVALID_ARGUMENT, "MODEL_AMBIGUOUS");
        };
        assertThat(embed("--text", "a").status()).isEqualTo(2);
    }

    @Test
    void call_serverDefect_failsItsItems() throws IOException {
        server.embed = request -> {
            throw FakeServer.refusal(Status.Code.INTERNAL, "SERVER_DEFECT");
        };
        Cli cli = embed("--output=json", "--text", "a");
        assertThat(cli.status()).isEqualTo(1);
        assertThat(results(cli).get(0).get("error").get("code").asText()).isEqualTo("INTERNAL");
    }

    private String[] texts(int count) {
        List<String> arguments = new ArrayList<>(List.of("--output=json"));
        for (int i = 0; i < count; i++) {
            arguments.add("--text=" + "x".repeat(i));
        }
        return arguments.toArray(String[]::new);
    }

    @Test
    void inputs_many_goInSeveralCallsAndKeepTheirOrder() throws IOException {
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
        server.embed = request -> {
            sizes.add(request.getItemsCount());
            return FakeServer.embedAll(request);
        };
        Cli cli = embed(texts(150));
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(150);
        assertThat(sizes.subList(0, 2)).containsExactly(8, 8);
        assertThat(sizes).allMatch(size -> size <= 64);
        assertThat(results(cli))
                .extracting(result -> (int) result.get("vector").get(0).floatValue())
                .isEqualTo(java.util.stream.IntStream.range(0, 150).boxed().toList());
    }

    @Test
    void inputs_large_goInSeveralCalls() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        server.embed = request -> {
            calls.incrementAndGet();
            return FakeServer.embedAll(request);
        };
        String big = file("big.txt", "x".repeat(5 << 20));
        assertThat(embed("--output=json", big, big, big).status()).isZero();
        assertThat(calls).hasValue(2);
    }

    @Test
    void inputs_tooManyForTheServer_areSentInHalves() throws IOException {
        server.embed = request -> {
            if (request.getItemsCount() > 10) {
                throw FakeServer.refusal(Status.Code.INVALID_ARGUMENT, "BATCH_TOO_LARGE");
            }
            if (request.getItemsCount() == 1) {
                throw FakeServer.refusal(Status.Code.RESOURCE_EXHAUSTED, "ITEM_TOO_LARGE");
            }
            if (request.getItemsList().stream()
                    .anyMatch(item -> item.getContent().getText().length() == 3)) {
                throw FakeServer.refusal(Status.Code.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE");
            }
            return FakeServer.embedAll(request);
        };
        Cli cli = embed(texts(32));
        assertThat(cli.status()).isEqualTo(1);
        assertThat(results(cli)).hasSize(32);
        for (int i = 4; i < 32; i++) {
            assertThat(results(cli).get(i).get("vector").get(0).floatValue()).isEqualTo(i);
        }
        assertThat(results(cli).get(3).get("error").get("reason").asText()).isEqualTo("ITEM_TOO_LARGE");
    }

    @Test
    void call_pastItsDeadline_isSentAgainInHalves() throws IOException {
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
        server.embed = request -> {
            sizes.add(request.getItemsCount());
            if (request.getItemsCount() > 3) {
                throw FakeServer.refusal(Status.Code.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED");
            }
            return FakeServer.embedAll(request);
        };
        Cli cli = embed(texts(100));
        assertThat(cli.status()).isZero();
        assertThat(results(cli))
                .extracting(result -> (int) result.get("vector").get(0).floatValue())
                .isEqualTo(java.util.stream.IntStream.range(0, 100).boxed().toList());
        assertThat(sizes).contains(8, 4, 2);
    }

    @Test
    void call_someInputsNotReachedInTime_thoseAreSentAgain() throws IOException {
        AtomicInteger sent = new AtomicInteger();
        server.embed = request -> {
            sent.addAndGet(request.getItemsCount());
            EmbedResponse.Builder answer = FakeServer.embedAll(request).toBuilder();
            for (int i = 3; i < request.getItemsCount(); i++) {
                answer.setResults(i, notReached());
            }
            return answer.build();
        };
        Cli cli = embed(texts(100));
        assertThat(cli.status()).isZero();
        assertThat(results(cli))
                .extracting(result -> (int) result.get("vector").get(0).floatValue())
                .isEqualTo(java.util.stream.IntStream.range(0, 100).boxed().toList());
        assertThat(sent.get()).isBetween(101, 200);
    }

    @Test
    void call_noInputEverReached_endsTheRun() {
        server.embed = request -> {
            EmbedResponse.Builder answer = EmbedResponse.newBuilder();
            request.getItemsList().forEach(item -> answer.addResults(notReached()));
            return answer.build();
        };
        Cli cli = embed(texts(100));
        assertThat(cli.status()).isEqualTo(3);
        assertThat(cli.err()).contains("--deadline-ms");
    }

    private static EmbedResult notReached() {
        return EmbedResult.newBuilder()
                .setError(FakeServer.status(Status.Code.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED"))
                .build();
    }

    @Test
    void call_ofOneInputPastItsDeadline_endsTheRunAndNamesTheOption() {
        AtomicInteger calls = new AtomicInteger();
        server.embed = request -> {
            calls.incrementAndGet();
            throw FakeServer.refusal(Status.Code.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED");
        };
        Cli cli = embed(texts(100));
        assertThat(cli.status()).isEqualTo(3);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).contains("--deadline-ms").contains("60000");
        assertThat(calls.get()).isLessThan(8);
    }

    @Test
    void call_oneSlowInputAmongOthers_failsAlone() throws IOException {
        server.embed = request -> {
            if (request.getItemsList().stream()
                    .anyMatch(item -> item.getContent().getText().length() == 5)) {
                throw FakeServer.refusal(Status.Code.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED");
            }
            return FakeServer.embedAll(request);
        };
        Cli cli = embed(texts(20));
        assertThat(cli.status()).isEqualTo(1);
        assertThat(results(cli).stream().filter(result -> result.has("error")))
                .singleElement()
                .matches(result -> result.get("error").get("code").asText().equals("DEADLINE_EXCEEDED"));
    }

    @Test
    void deadline_asked_goesWithTheCall() {
        List<Long> left = new ArrayList<>();
        server.embed = request -> {
            left.add(Context.current().getDeadline().timeRemaining(TimeUnit.SECONDS));
            return FakeServer.embedAll(request);
        };
        embed("--text=x", "--deadline-ms=3600000");
        embed("--text=x");
        assertThat(left.get(0)).isBetween(60L, 3_600L);
        assertThat(left.get(1)).isLessThanOrEqualTo(60);
        assertThat(embed("--text=x", "--deadline-ms=0").status()).isEqualTo(2);
    }

    @Test
    void server_lostHalfWay_outputWholeAndStatusThree() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        server.embed = request -> {
            calls.incrementAndGet();
            // Only the first call has the empty text.
            if (!request.getItems(0).getContent().getText().isEmpty()) {
                throw FakeServer.refusal(Status.Code.UNAVAILABLE, "DRAINING");
            }
            return FakeServer.embedAll(request);
        };
        Cli cli = embed(texts(400));
        assertThat(cli.status()).isEqualTo(3);
        assertThat(cli.err()).contains("DRAINING");
        assertThat(calls.get()).isLessThan(4);
        assertThat(results(cli)).hasSize(400);
        assertThat(results(cli).subList(0, BatchSize.FIRST)).allMatch(result -> result.has("vector"));
        assertThat(results(cli).subList(BatchSize.FIRST, 400))
                .allMatch(result -> result.path("error").path("reason").asText().equals("DRAINING"));
    }

    @Test
    void usage_wrong_statusTwo() {
        assertThat(embed().err()).contains("nothing to do");
        assertThat(embed().status()).isEqualTo(2);
        assertThat(embed("--files-from", "/no/such/list").status()).isEqualTo(2);
        assertThat(embed("--nonsense", "a").status()).isEqualTo(2);
        assertThat(Cli.run(new EmbedCommand(), "--server", "localhost", "--text", "a")
                        .status())
                .isEqualTo(2);
        assertThat(Cli.run(new EmbedCommand(), "--server", "localhost:99999", "--text", "a")
                        .status())
                .isEqualTo(2);
    }

    @Test
    void options_ofVectors_reachTheServer() {
        List<dev.triptych.v1.EmbedOptions> seen = new ArrayList<>();
        server.embed = request -> {
            seen.add(request.getOptions());
            return FakeServer.embedAll(request);
        };
        embed("--text=x", "--prompt=query", "--dim=256", "--expect-space=s@256");
        embed("--text=x");
        assertThat(seen.get(0).getPrompt()).isEqualTo("query");
        assertThat(seen.get(0).getDim()).isEqualTo(256);
        assertThat(seen.get(0).getExpectSpace()).isEqualTo("s@256");
        assertThat(seen.get(1))
                .isEqualTo(dev.triptych.v1.EmbedOptions.newBuilder()
                        .setTruncation(dev.triptych.v1.Truncation.TRUNCATION_END)
                        .build());
    }
}

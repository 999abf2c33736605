package dev.triptych.app.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.v1.FailedCandidate;
import dev.triptych.v1.RankRequest;
import dev.triptych.v1.RankResponse;
import dev.triptych.v1.RankResult;
import dev.triptych.v1.RankedCandidate;
import dev.triptych.v1.Ranking;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankCommandTest {
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        server.rank = RankCommandTest::rank;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    // Likeness of sizes; queries and candidates that are "bad" fail.
    private static RankResponse rank(RankRequest request) {
        RankResponse.Builder response = RankResponse.newBuilder();
        for (int i = 0; i < request.getCandidatesCount(); i++) {
            if (request.getCandidates(i).getContent().getText().equals("bad")) {
                response.addFailedCandidates(FailedCandidate.newBuilder()
                        .setIndex(i)
                        .setError(FakeServer.status(Status.Code.INVALID_ARGUMENT, "TEXT_EMPTY")));
            }
        }
        request.getQueriesList()
                .forEach(query -> response.addResults(
                        query.getContent().getText().equals("bad")
                                ? RankResult.newBuilder()
                                        .setError(FakeServer.status(Status.Code.INVALID_ARGUMENT, "TEXT_EMPTY"))
                                : RankResult.newBuilder()
                                        .setRanking(ranking(FakeServer.size(query.getContent()), request))));
        return response.build();
    }

    private static Ranking ranking(float size, RankRequest request) {
        List<RankedCandidate> ranked = new ArrayList<>();
        for (int i = 0; i < request.getCandidatesCount(); i++) {
            if (!request.getCandidates(i).getContent().getText().equals("bad")) {
                float distance =
                        Math.abs(size - FakeServer.size(request.getCandidates(i).getContent()));
                ranked.add(RankedCandidate.newBuilder()
                        .setIndex(i)
                        .setScore(1 / (1 + distance))
                        .build());
            }
        }
        ranked.sort((a, b) -> Float.compare(b.getScore(), a.getScore()));
        return Ranking.newBuilder().addAllCandidates(ranked).build();
    }

    private Cli rank(String... arguments) {
        return Cli.run(server, new RankCommand(), arguments);
    }

    @Test
    void json_oneQuery_hasTheDocumentedShape() {
        Cli cli = rank("--output=json", "--query", "abc", "--text", "x", "--text", "xyz");
        assertThat(cli.out()).isEqualTo("""
                        {"results":[
                        {"query":"abc","results":[{"input":"xyz","score":1.0,"rank":1},{"input":"x","score":0.33333334,"rank":2}]}
                        ]}
                        """);
        assertThat(cli.status()).isZero();
    }

    @Test
    void table_oneQuery_aRowACandidate() {
        assertThat(rank("--query", "abc", "--text", "x", "--text", "xyz").out()).isEqualTo("""
                        QUERY  RANK  SCORE   INPUT
                        abc    1     1.0000  xyz
                        abc    2     0.3333  x
                        """);
    }

    @Test
    void candidates_overSeveralCalls_oneOrderCutAtTopK() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--output=json", "--query=" + "q".repeat(100), "--top-k=3"));
        for (int i = 0; i < 150; i++) {
            arguments.add("--text=" + "x".repeat(i));
        }
        JsonNode results = new ObjectMapper()
                .readTree(rank(arguments.toArray(String[]::new)).out())
                .get("results")
                .get(0)
                .get("results");
        // Equal scores stay in the order of inputs.
        assertThat(StreamSupport.stream(results.spliterator(), false)
                        .map(result -> result.get("input").asText().length()))
                .containsExactly(100, 99, 101);
        assertThat(StreamSupport.stream(results.spliterator(), false)
                        .map(result -> result.get("rank").asInt()))
                .containsExactly(1, 2, 3);
    }

    @Test
    void candidate_fails_listedLastWithItsError() {
        Cli cli = rank("--output=jsonl", "--query", "abc", "--text", "bad", "--text", "abc");
        assertThat(cli.status()).isEqualTo(1);
        assertThat(cli.out())
                .isEqualTo(
                        "{\"query\":\"abc\",\"results\":[{\"input\":\"abc\",\"score\":1.0,\"rank\":1},{\"input\":\"bad\","
                                + "\"error\":{\"code\":\"INVALID_ARGUMENT\",\"reason\":\"TEXT_EMPTY\","
                                + "\"message\":\"what went wrong\"}}]}\n");
    }

    @Test
    void queries_someFail_othersAnsweredInOrder(@TempDir Path folder) throws IOException {
        String missing = folder.resolve("missing.jpg").toString();
        Cli cli = rank(
                "--output=json",
                "--query",
                "a",
                "--query-file",
                missing,
                "--query",
                "bad",
                "--query",
                "b",
                "--text",
                "x");
        JsonNode results = new ObjectMapper().readTree(cli.out()).get("results");
        assertThat(cli.status()).isEqualTo(1);
        assertThat(StreamSupport.stream(results.spliterator(), false)
                        .map(result -> result.get("query").asText()))
                .containsExactly("a", missing, "bad", "b");
        assertThat(StreamSupport.stream(results.spliterator(), false)
                        .map(result -> result.path("error").path("reason").asText()))
                .containsExactly("", "FILE_UNREADABLE", "TEXT_EMPTY", "");
        assertThat(results.get(3).get("results").get(0).get("score").floatValue())
                .isEqualTo(1);
    }

    @Test
    void usage_wrong_statusTwo() {
        assertThat(rank("--text", "x").status()).isEqualTo(2);
        assertThat(rank("--query", "q").status()).isEqualTo(2);
        assertThat(rank("--query-file", "-", "-").status()).isEqualTo(2);
        assertThat(rank("--query", "q", "--text", "x", "--top-k=-2").status()).isEqualTo(2);
    }

    @Test
    void server_unreachable_statusThreeAndNoOutput() {
        server.close();
        Cli cli = rank("--output=json", "--query", "q", "--text", "x");
        assertThat(cli.status()).isEqualTo(3);
        assertThat(cli.out()).isEmpty();
    }

    @Test
    void terms_withOneQuery_makeOneWeightedQuery() {
        AtomicReference<RankRequest> seen = new AtomicReference<>();
        server.rank = request -> {
            seen.set(request);
            return rank(request);
        };
        Cli cli = rank(
                "--output=json",
                "--query=base",
                "--plus=night",
                "--minus=day",
                "--term=-0.5:rain",
                "--query-prompt=query",
                "--text=a");
        assertThat(cli.status()).isZero();
        assertThat(cli.out()).contains("\"query\":\"base +night -day -0.5:rain\"");
        assertThat(seen.get().getQueriesCount()).isEqualTo(1);
        assertThat(seen.get().getQueries(0).getTermsList())
                .extracting(term -> term.getContent().getText() + term.getWeight())
                .containsExactly("base1.0", "night1.0", "day-1.0", "rain-0.5");
        assertThat(seen.get().getOptions().getQueryPrompt()).isEqualTo("query");
        assertThat(seen.get().getOptions().hasCandidatePrompt()).isFalse();
    }

    @Test
    void terms_usageWrong_statusTwo() {
        assertThat(rank("--query=a", "--query=b", "--minus=c", "--text=a").status())
                .isEqualTo(2);
        assertThat(rank("--term=heavy:a", "--text=a").status()).isEqualTo(2);
        assertThat(rank("--term=101:a", "--text=a").status()).isEqualTo(2);
        assertThat(rank("--term=night", "--text=a").status()).isEqualTo(2);
    }
}

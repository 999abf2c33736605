package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.client.ClassifyOptions;
import dev.triptych.client.Input;
import dev.triptych.client.TriptychClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Label sets, known labels and analogies, with the shipped model. */
final class LabelSetsIT {
    private static final Path CAT = Launcher.ROOT.resolve("models/mini/photos/chelsea.jpg");
    private static final Path COFFEE = Launcher.ROOT.resolve("models/mini/photos/coffee.jpg");

    private static ServerProcess server;
    private static Launcher launcher;

    @BeforeAll
    static void start() {
        Path sets = Launcher.folder("label-sets");
        Folders.write(sets.resolve("table.txt"), "# what stands on a table\ncat\n\na cup of coffee\n");
        server = ServerProcess.serve(Launcher.checkout(), "--label-sets", sets);
        launcher = Launcher.checkout().with("TRIPTYCH_SERVER", server.grpc());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void list_json_namesTheServersLabelSets() {
        Finished list = launcher.run("list", "--output", "json");
        assertThat(list.json()
                        .path("results")
                        .path(0)
                        .path("label_sets")
                        .path("table")
                        .intValue())
                .isEqualTo(2);
    }

    @Test
    void classify_labelSet_choosesFromIt() {
        Finished classify = launcher.run("classify", "--output", "json", "--label-set", "table", CAT, COFFEE);
        assertThat(classify.status()).as(classify.err()).isZero();
        JsonNode results = classify.json().path("results");
        assertThat(results.path(0).path("labels").path(0).path("label").asText())
                .isEqualTo("cat");
        assertThat(results.path(1).path("labels").path(0).path("label").asText())
                .isEqualTo("a cup of coffee");

        Finished unknown = launcher.run("classify", "--label-set", "tabel", CAT);
        assertThat(unknown.status()).isEqualTo(3);
        assertThat(unknown.err()).contains("tabel", "table");
        assertThat(launcher.run("classify", "--multi-label", "--label", "cat", CAT)
                        .status())
                .isEqualTo(2);
    }

    @Test
    void classify_secondCall_findsItsLabels() {
        String hits = "triptych_label_cache_requests_total{model=\"mini\",result=\"hit\"}";
        ClassifyOptions options = ClassifyOptions.labels("one", "two", "three");
        try (TriptychClient client = server.client()) {
            var first = client.classify("mini", List.of(Input.image(CAT)), options);
            double before = Math.max(0, server.metric(hits));
            var second = client.classify("mini", List.of(Input.image(CAT)), options);
            assertThat(second.get(0).value()).isEqualTo(first.get(0).value());
            assertThat(server.metric(hits)).isEqualTo(before + 1);
            assertThat(server.metric("triptych_label_cache_used_bytes")).isPositive();
        }
    }

    @Test
    void rank_byTerms_movesAwayFromWhatIsSubtracted() {
        Finished rank = launcher.run(
                "rank", "--output", "json", "--query-file", CAT, "--term=-2:cat", "--plus", "coffee", CAT, COFFEE);
        assertThat(rank.status()).as(rank.err()).isZero();
        assertThat(rank.json()
                        .path("results")
                        .path(0)
                        .path("results")
                        .path(0)
                        .path("input")
                        .asText())
                .isEqualTo(COFFEE.toString());
    }

    @Test
    void options_thatTheModelLacks_areRefused() {
        Finished dim = launcher.run("embed", "--dim", "7", "--text", "a");
        assertThat(dim.status()).isEqualTo(2);
        assertThat(dim.err()).contains("dim", "7");
        assertThat(launcher.run("embed", "--prompt", "query", "--text", "a").status())
                .isEqualTo(2);
        assertThat(launcher.run("embed", "--expect-space", "other", "--text", "a")
                        .status())
                .isEqualTo(3);
        Finished features = launcher.run("features", "--model", "mini", "--feature", "patches", "--text", "a");
        assertThat(features.status()).isEqualTo(2);
        assertThat(features.err()).contains("patches", "tokens");
    }

    @Test
    void serve_badLabelSet_exits2NamingFileAndLine() {
        Path sets = Launcher.folder("bad-label-sets");
        Folders.write(sets.resolve("twice.txt"), "cat\ncat\n");
        Finished serve = Launcher.checkout().run("serve", "--label-sets", sets);
        assertThat(serve.status()).as(serve.err()).isEqualTo(2);
        assertThat(serve.err()).contains("twice.txt", "line 2").doesNotContain(sets.toString());
    }
}

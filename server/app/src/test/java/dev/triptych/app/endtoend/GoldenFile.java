package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.client.Classification;
import dev.triptych.client.ClassifyOptions;
import dev.triptych.client.EmbedOptions;
import dev.triptych.client.Input;
import dev.triptych.client.RankOptions;
import dev.triptych.client.Ranking;
import dev.triptych.client.Rankings;
import dev.triptych.client.Results;
import dev.triptych.client.ScoredLabel;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.Vector;
import dev.triptych.testing.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.StreamSupport;

/** What a dual encoder's own software makes of the fixtures' pictures and texts, to hold served answers to. */
final class GoldenFile {
    private final JsonNode root;

    private GoldenFile(JsonNode root) {
        this.root = root;
    }

    /** The golden of a name, such as {@code clip}. */
    static GoldenFile of(String name) {
        try {
            return new GoldenFile(new ObjectMapper().readTree(Fixtures.bytes("goldens/" + name + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pictures. */
    List<Input> pictures() {
        return list(root.path("images")).stream()
                .map(image -> Input.image(Fixtures.picture(image.path("name").asText())))
                .toList();
    }

    // The wire refuses a text of no characters.
    private List<JsonNode> texts() {
        return list(root.path("texts")).stream()
                .filter(text -> !text.path("text").asText().isEmpty())
                .toList();
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /** Embeds all pictures and compares their vectors. */
    void assertPictures(TriptychClient client, String model) {
        List<Vector> vectors = embed(client, model, pictures());
        double median = root.path("median_image_distance").doubleValue();
        List<JsonNode> images = list(root.path("images"));
        for (int i = 0; i < images.size(); i++) {
            boolean lossless = images.get(i).path("lossless").booleanValue();
            assertExact(model, images.get(i), vectors.get(i), median, lossless);
        }
        assertThat(images).hasSizeGreaterThanOrEqualTo(45);
    }

    /** Embeds all texts and compares their vectors. */
    void assertTexts(TriptychClient client, String model) {
        List<JsonNode> texts = texts();
        List<Vector> vectors = embed(
                client,
                model,
                texts.stream()
                        .map(text -> Input.text(text.path("text").asText()))
                        .toList());
        double median = root.path("median_text_distance").doubleValue();
        for (int i = 0; i < texts.size(); i++) {
            assertExact(model, texts.get(i), vectors.get(i), median, true);
        }
        assertThat(texts).hasSizeGreaterThanOrEqualTo(27);
    }

    private static List<Vector> embed(TriptychClient client, String model, List<Input> inputs) {
        return client.embed(model, inputs, EmbedOptions.DEFAULTS).values();
    }

    /** Classifies all pictures by the golden's labels and compares the probabilities. */
    void assertProbabilities(TriptychClient client, String model) {
        List<JsonNode> labels = list(root.path("classify").path("labels"));
        List<String> names =
                labels.stream().map(label -> label.path("name").asText()).toList();
        ClassifyOptions options = ClassifyOptions.DEFAULTS
                .withLabels(names)
                .withTemplates(List.of(root.path("classify").path("template").asText()));

        Results<Classification> results = client.classify(model, pictures(), options);

        for (int i = 0; i < results.size(); i++) {
            JsonNode golden = root.path("images").path(i);
            List<ScoredLabel> scored = results.get(i).value().labels();
            assertThat(scored).hasSameSizeAs(names).isSortedAccordingTo((a, b) -> Float.compare(b.score(), a.score()));
            for (ScoredLabel label : scored) {
                double wanted = golden.path("probabilities").path(label.index()).doubleValue();
                assertThat((double) label.score())
                        .as("%s, %s, %s", model, golden.path("name"), label.label())
                        .isCloseTo(wanted, within(1e-4));
                assertThat(label.label()).isEqualTo(names.get(label.index()));
            }
        }
    }

    /** Ranks pictures by each label's text, and the labels' texts by each picture, and compares the cosines. */
    void assertRankings(TriptychClient client, String model) {
        List<JsonNode> labels = list(root.path("classify").path("labels"));
        List<JsonNode> images = list(root.path("images"));
        List<Input> texts = labels.stream()
                .map(label -> Input.text(label.path("text").asText()))
                .toList();
        assertRankings(client.rank(model, texts, pictures(), RankOptions.DEFAULTS), labels, images);
        assertRankings(client.rank(model, pictures(), texts, RankOptions.DEFAULTS), images, labels);
    }

    private static void assertRankings(Rankings rankings, List<JsonNode> queries, List<JsonNode> candidates) {
        assertThat(rankings.failedCandidates()).isEmpty();
        assertThat(rankings.queries().size()).isEqualTo(queries.size());
        for (int i = 0; i < queries.size(); i++) {
            List<Ranking.Candidate> ranked = rankings.queries().get(i).value().candidates();
            assertThat(ranked)
                    .hasSameSizeAs(candidates)
                    .isSortedAccordingTo((a, b) -> Float.compare(b.score(), a.score()));
            for (Ranking.Candidate candidate : ranked) {
                JsonNode golden = candidates.get(candidate.index());
                assertThat((double) candidate.score())
                        .as("%s, %s", queries.get(i).path("name"), golden.path("name"))
                        .isCloseTo(dot(vector(queries.get(i)), vector(golden)), within(1e-4));
            }
        }
    }

    private static float[] vector(JsonNode entry) {
        float[] vector = new float[entry.path("vector").size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = entry.path("vector").path(i).floatValue();
        }
        return vector;
    }

    private static void assertExact(String model, JsonNode golden, Vector got, double median, boolean lossless) {
        String what = model + ", " + golden.path("name").asText();
        float[] wanted = vector(golden);
        float[] values = got.values();
        double norm = Math.sqrt(dot(values, values));
        double cosine = dot(values, wanted) / norm / Math.sqrt(dot(wanted, wanted));
        assertThat(got.normalized()).as(what).isTrue();
        assertThat(norm).as(what).isCloseTo(1, within(1e-5));
        assertThat(1 - cosine).as(what).isLessThanOrEqualTo(lossless ? 1e-6 : 1e-5);
        assertThat(largestDifference(values, wanted)).as(what).isLessThanOrEqualTo((lossless ? 1e-3 : 1e-2) * median);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /** The largest difference of a coordinate. */
    static double largestDifference(float[] a, float[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
        }
        return largest;
    }
}

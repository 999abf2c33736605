package dev.triptych.plugin.sentencetransformers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.parity.Engine;
import dev.triptych.parity.Served;
import dev.triptych.parity.Vectors;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What sentence-transformers makes of the committed folder, as it lies and with some files changed. */
record SentenceGoldens(List<String> reference, List<String> texts, List<Variant> variants) {
    static final SentenceGoldens ALL = read();

    /** The folder with some files changed, and the vectors of all texts. */
    record Variant(String name, String prompt, JsonNode files, double medianDistance, List<float[]> vectors) {
        FakeModelFolder folder() {
            FakeModelFolder folder = FakeModelFolder.of(Fixtures.path("sentence"));
            files.properties()
                    .forEach(file -> folder.with(file.getKey(), file.getValue().toString()));
            return folder;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Variant variant(String name) {
        return ALL.variants().stream()
                .filter(variant -> variant.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Served serve(FakeModelFolder folder, UnaryOperator<Tensors> change) {
        return Served.of(new SentenceTransformersPlugin(), Engine.onDisk(folder), change);
    }

    /** The texts whose vectors are not the variant's: direction, norm, and each coordinate. */
    static List<String> misses(Variant variant, List<Served.Answer> answers) {
        List<String> misses = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            float[] wanted = variant.vectors().get(i);
            float[] got = answers.get(i).vector();
            boolean same = got.length == wanted.length
                    && Vectors.distance(got, wanted) <= 1e-6
                    && Math.abs(Vectors.norm(got) / Vectors.norm(wanted) - 1) <= 1e-5
                    && Vectors.largest(got, wanted) <= 1e-3 * variant.medianDistance();
            if (!same) {
                misses.add(ALL.texts().get(i));
            }
        }
        return misses;
    }

    private static SentenceGoldens read() {
        try {
            JsonNode root = new ObjectMapper()
                    .readTree(Fixtures.path("goldens/sentence.json").toFile());
            List<Variant> variants = elements(root.get("variants"))
                    .map(node -> new Variant(
                            node.get("name").asText(),
                            node.get("prompt").asText(),
                            node.get("files"),
                            node.get("median_distance").asDouble(),
                            elements(node.get("vectors"))
                                    .map(SentenceGoldens::floats)
                                    .toList()))
                    .toList();
            return new SentenceGoldens(
                    elements(root.get("reference")).map(JsonNode::asText).toList(),
                    elements(root.get("texts")).map(JsonNode::asText).toList(),
                    variants);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }
}

package dev.triptych.plugin.imageencoder;

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

/** What transformers makes of a committed encoder of images; {@code name} is the folder's without its prefix. */
record ImageEncoderGoldens(String name, JsonNode facts) {
    static final ImageEncoderGoldens VIT = read("vit");
    static final ImageEncoderGoldens DINOV2 = read("dinov2");

    FakeModelFolder folder() {
        return FakeModelFolder.of(Fixtures.path("image-encoder-" + name));
    }

    /** The folder with a {@code model.yaml}. */
    FakeModelFolder stating(String yaml) {
        return folder().with("model.yaml", yaml);
    }

    static Served serve(FakeModelFolder folder, UnaryOperator<Tensors> change) {
        return Served.of(new ImageEncoderPlugin(), Engine.onDisk(folder), change);
    }

    static byte[] picture(String name) {
        return Fixtures.read(Fixtures.picture(name));
    }

    List<String> reference() {
        return elements(facts.get("reference")).map(JsonNode::asText).toList();
    }

    List<String> pictures() {
        return elements(facts.get("pictures"))
                .map(picture -> picture.get("image").asText())
                .toList();
    }

    /**
     * The pictures whose vectors are off by more than is permitted: 1e-6 of the cosine and 1e-3 of the median distance, of
     * lossy pictures 1e-5 and 1e-2; and the norm with them.
     *
     * @param norms whether norms are those of the reference; else they are 1
     */
    List<String> misses(String pooling, boolean norms, Served served) {
        JsonNode golden = facts.get("poolings").get(pooling);
        double median = golden.get("median_distance").asDouble();
        List<String> misses = new ArrayList<>();
        for (int i = 0; i < pictures().size(); i++) {
            double lossy = facts.get("pictures").get(i).get("lossless").asBoolean() ? 1 : 10;
            float[] wanted = floats(golden.get("vectors").get(i));
            float[] got = served.image(picture(pictures().get(i))).vector();
            boolean same = got.length == wanted.length
                    && Vectors.distance(got, wanted) <= 1e-6 * lossy
                    && Vectors.largest(got, wanted) <= 1e-3 * lossy * median
                    && Math.abs(Vectors.norm(got) / (norms ? Vectors.norm(wanted) : 1) - 1) <= 1e-3 * lossy;
            if (!same) {
                misses.add(pictures().get(i));
            }
        }
        return misses;
    }

    /** The reference's vector of a picture. */
    float[] vector(String pooling, int picture) {
        return floats(facts.get("poolings").get(pooling).get("vectors").get(picture));
    }

    private static ImageEncoderGoldens read(String name) {
        try {
            return new ImageEncoderGoldens(
                    name,
                    new ObjectMapper()
                            .readTree(
                                    Fixtures.path("goldens/image-encoder.json").toFile())
                            .get(name));
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

    @Override
    public String toString() {
        return name;
    }
}

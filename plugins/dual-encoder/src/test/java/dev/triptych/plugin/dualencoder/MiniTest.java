package dev.triptych.plugin.dualencoder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.parity.Engine;
import dev.triptych.parity.Served;
import dev.triptych.parity.Vectors;
import dev.triptych.repository.FolderView;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.LedgerAllocator;
import dev.triptych.testing.TestTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shipped model, put together from the repository and the Maven artifact as the distribution does it. */
class MiniTest {
    private static final Path MODEL = Path.of(System.getProperty("triptych.root"), "models", "mini");
    private static final Path WEIGHTS = Path.of("target", "minilm");
    /** Of the unit vectors in golden.json, which have 7 decimals. */
    private static final double CLOSE = 1e-6;

    private static Served mini;

    @BeforeAll
    static void assemble() throws IOException {
        Path folder = Engine.directory("mini");
        copy(MODEL.resolve("model.yaml"), folder.resolve("model.yaml"));
        for (String file : List.of("image/model.onnx", "image/preprocessor_config.json", "text/model.onnx")) {
            copy(MODEL.resolve(file), folder.resolve(file));
        }
        copy(WEIGHTS.resolve("all-minilm-l6-v2-q.onnx"), folder.resolve("text/all-minilm-l6-v2-q.onnx"));
        copy(WEIGHTS.resolve("all-minilm-l6-v2-q-tokenizer.json"), folder.resolve("text/tokenizer.json"));
        mini = Folders.serve(folder);
    }

    @AfterAll
    static void close() {
        mini.close();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void embed_goldenImages_equalTheRecipe() {
        double worst = 0;
        for (JsonNode image : golden().get("images")) {
            String file = image.get("file").asText();
            float[] got = mini.image(photo(file)).vector();
            // JPEG: the reference's decoder is another build of the same library.
            assertThat(Vectors.distance(got, vector(image))).as(file).isLessThanOrEqualTo(1e-5);
            worst = Math.max(worst, Vectors.distance(got, vector(image)));
        }
        System.out.println("mini images: 1 - cosine " + worst);
    }

    @Test
    void embed_goldenTexts_equalTheRecipe() {
        double worst = 0;
        for (JsonNode text : golden().get("texts")) {
            Served.Answer answer = mini.text(text.get("text").asText());
            List<Long> ids = new ArrayList<>();
            text.get("input_ids").forEach(id -> ids.add(id.asLong()));
            assertThat(Arrays.stream(Parity.ids(answer.fed(), DType.INT64)).boxed())
                    .containsExactlyElementsOf(ids);
            assertThat(Vectors.distance(answer.vector(), vector(text)))
                    .as(text.get("text").asText())
                    .isLessThanOrEqualTo(CLOSE);
            worst = Math.max(worst, Vectors.distance(answer.vector(), vector(text)));
        }
        System.out.println("mini texts: 1 - cosine " + worst);
    }

    @Test
    void embed_raggedTextsInOneBatch_equalsOneByOne() {
        List<String> texts = new ArrayList<>();
        golden().get("texts").forEach(text -> texts.add(text.get("text").asText()));
        List<Served.Answer> together = mini.texts(texts);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(Vectors.largest(
                            together.get(i).vector(), mini.text(texts.get(i)).vector()))
                    .as(texts.get(i))
                    .isLessThanOrEqualTo(CLOSE);
        }
    }

    @Test
    void embed_paddingUnmasked_missesTheRecipe() {
        UnaryOperator<Tensors> unmasked = inputs -> {
            try (inputs) {
                long[] ids = Arrays.copyOf(
                        TestTensors.longs(inputs.get("input_ids")),
                        (int) inputs.get("input_ids").shape()[1] + 4);
                long[] ones = new long[ids.length];
                Arrays.fill(ones, 1);
                return Tensors.of(Map.of(
                        "input_ids", row(ids),
                        "attention_mask", row(ones),
                        "token_type_ids", row(new long[ids.length])));
            }
        };
        try (Served mutant = Folders.serve(FolderView.open(Engine.directory("mini")), unmasked)) {
            for (JsonNode text : golden().get("texts")) {
                float[] wrong = mutant.text(text.get("text").asText()).vector();
                assertThat(Vectors.distance(wrong, vector(text))).isGreaterThan(1000 * CLOSE);
            }
        }
    }

    private static Tensor row(long... values) {
        return TestTensors.longs(new LedgerAllocator(), new long[] {1, values.length}, values);
    }

    @Test
    void classify_samplePhotos_atLeastTwelveOfEighteenRight() throws IOException {
        List<String[]> photos = rows("recipe/photos.tsv");
        assertThat(photos).hasSize(18);
        assertThat(right(photos)).hasSizeGreaterThanOrEqualTo(12);
    }

    /** Drawings of a vendor that training never saw; 34 were right when the weights were made. */
    @Test
    void classify_heldOutPictograms_atLeastThirtyOfThirtySevenRight() throws IOException {
        List<String[]> pictograms = rows("recipe/pictograms/names.tsv");
        assertThat(pictograms).hasSize(37);
        assertThat(right(pictograms)).hasSizeGreaterThanOrEqualTo(30);
    }

    private static List<String[]> rows(String table) throws IOException {
        return Files.readAllLines(MODEL.resolve(table)).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .toList();
    }

    /** The labels of the pictures that lie nearest to their own label, among the labels of all. */
    private static List<String> right(List<String[]> pictures) {
        String template = mini.zeroShot().templates().get(0);
        List<float[]> labels = pictures.stream()
                .map(picture -> mini.text(template.replace("{}", picture[1])).vector())
                .toList();
        List<String> right = pictures.stream()
                .filter(picture ->
                        pictures.get(nearest(mini.image(photo(picture[0])).vector(), labels)) == picture)
                .map(picture -> picture[1])
                .toList();
        System.out.println("mini: " + right.size() + " of " + pictures.size() + " right: " + right);
        return right;
    }

    private static int nearest(float[] vector, List<float[]> labels) {
        int nearest = 0;
        for (int i = 1; i < labels.size(); i++) {
            if (Vectors.distance(vector, labels.get(i)) < Vectors.distance(vector, labels.get(nearest))) {
                nearest = i;
            }
        }
        return nearest;
    }

    private static byte[] photo(String file) {
        try (Stream<Path> tree = Files.walk(MODEL)) {
            Path path = tree.filter(entry -> entry.getFileName().toString().equals(file))
                    .findFirst()
                    .orElseThrow();
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode golden() {
        try {
            return new ObjectMapper()
                    .readTree(MODEL.resolve("recipe/golden.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static float[] vector(JsonNode node) {
        float[] values = new float[node.get("vector").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get("vector").get(i).floatValue();
        }
        return values;
    }
}

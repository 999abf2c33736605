package dev.triptych.plugin.classifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.parity.Engine;
import dev.triptych.parity.Served;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/**
 * What transformers makes of a committed classifier.
 *
 * @param name the folder's name without {@code classifier-}
 * @param stage the stage's name, {@code image} or {@code text}
 * @param median the median distance between the logits of different inputs
 */
record ClassifierGoldens(
        String name, String stage, List<String> reference, List<String> labels, double median, List<Item> items) {
    static final ClassifierGoldens IMAGE = read("image", "image");
    static final ClassifierGoldens DISTILLED = read("distilled", "image");
    static final ClassifierGoldens TEXT = read("text", "text");
    static final List<ClassifierGoldens> ALL = List.of(IMAGE, DISTILLED, TEXT);

    /** One input and what it gives; {@code lossless} where the pixels are those of the reference. */
    record Item(String name, Content content, boolean lossless, JsonNode facts) {
        float[] values(String kind) {
            float[] values = new float[facts.get(kind).size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) facts.get(kind).get(i).asDouble();
            }
            return values;
        }
    }

    FakeModelFolder folder() {
        return FakeModelFolder.of(Fixtures.path("classifier-" + name));
    }

    static Served serve(FakeModelFolder folder, UnaryOperator<Tensors> change) {
        return Served.of(new ClassifierPlugin(), Engine.onDisk(folder), change);
    }

    List<float[]> answers(Served served) {
        return served.logits(stage, items.stream().map(Item::content).toList());
    }

    /** The inputs whose logits are off by more than is permitted: 1e-3 of the median distance, lossy pictures 1e-2. */
    List<String> misses(List<float[]> answers) {
        List<String> misses = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            float[] wanted = items.get(i).values("logits");
            double permitted = median * (items.get(i).lossless() ? 1e-3 : 1e-2);
            boolean same = answers.get(i).length == wanted.length;
            for (int k = 0; same && k < wanted.length; k++) {
                same = Math.abs(answers.get(i)[k] - wanted[k]) <= permitted;
            }
            if (!same) {
                misses.add(items.get(i).name());
            }
        }
        return misses;
    }

    private static ClassifierGoldens read(String name, String stage) {
        try {
            JsonNode root = new ObjectMapper()
                    .readTree(Fixtures.path("goldens/classifier.json").toFile())
                    .get(name);
            List<Item> items = StreamSupport.stream(root.get("items").spliterator(), false)
                    .map(ClassifierGoldens::item)
                    .toList();
            List<String> labels = StreamSupport.stream(root.get("labels").spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
            return new ClassifierGoldens(
                    name,
                    stage,
                    StreamSupport.stream(root.get("reference").spliterator(), false)
                            .map(JsonNode::asText)
                            .toList(),
                    labels,
                    root.get("median_distance").asDouble(),
                    items);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Item item(JsonNode node) {
        if (node.has("text")) {
            String text = node.get("text").asText();
            return new Item(text, new Content.Text(text), true, node);
        }
        String name = node.get("image").asText();
        ByteBuffer bytes =
                ByteBuffer.wrap(Fixtures.read(Fixtures.picture(name))).asReadOnlyBuffer();
        return new Item(name, new Content.Image(bytes), node.get("lossless").asBoolean(), node);
    }
}

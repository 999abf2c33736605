package dev.triptych.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.model.FeatureExtractor;
import dev.triptych.testing.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stands inside a fixture's towers by the reference: {@code goldens/features.json}. */
public final class FeatureGoldens {
    /** Of the largest number of a row; two engines differ by a tenth of it. */
    private static final double TOLERANCE = 2e-5;

    private final List<Item> texts = new ArrayList<>();
    private final List<Item> images = new ArrayList<>();
    private double worst;

    private record Item(String name, Content content, JsonNode golden) {}

    /** The goldens of a fixture's folder. */
    public FeatureGoldens(String folder) {
        try {
            JsonNode root = new ObjectMapper().readTree(Fixtures.bytes("goldens/features.json"));
            for (JsonNode item : root.path(folder).path("items")) {
                if (item.has("text")) {
                    String text = item.get("text").asText();
                    texts.add(new Item(text, new Content.Text(text), item));
                } else {
                    byte[] image = Fixtures.bytes("images/" + item.get("image").asText());
                    Content content = new Content.Image(ByteBuffer.wrap(image).asReadOnlyBuffer());
                    images.add(new Item(item.get("image").asText(), content, item));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many values the goldens of texts have, or of images. */
    public int count(String stage) {
        return items(stage).stream()
                .mapToInt(item -> item.golden().get("features").size())
                .sum();
    }

    /** The largest difference that was met, of the largest number of a row. */
    public double worst() {
        return worst;
    }

    /** What differs from the goldens, a word for each value; items go as one batch. */
    public List<String> misses(Served served, String stage) {
        List<Item> items = items(stage);
        Set<String> names = new HashSet<>();
        items.get(0).golden().get("features").fieldNames().forEachRemaining(names::add);
        List<Served.Inner> answers =
                served.features(stage, items.stream().map(Item::content).toList(), names);
        List<String> misses = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            JsonNode golden = items.get(i).golden();
            if (golden.path("truncated").asBoolean() != answers.get(i).truncated()) {
                misses.add(items.get(i).name() + ": truncated");
            }
            for (Map.Entry<String, JsonNode> feature : golden.get("features").properties()) {
                Served.Value value = answers.get(i).values().get(feature.getKey());
                if (value == null || !same(feature.getValue(), value)) {
                    misses.add(items.get(i).name() + ": " + feature.getKey());
                }
            }
        }
        return misses;
    }

    /** The features of a model, each as name and dims. */
    public static List<String> declared(Served served) {
        return served.model().all(FeatureExtractor.class).stream()
                .flatMap(extractor -> extractor.features().stream())
                .map(feature -> feature.name() + feature.dims())
                .toList();
    }

    private List<Item> items(String stage) {
        return stage.equals("text") ? texts : images;
    }

    private boolean same(JsonNode golden, Served.Value value) {
        JsonNode shape = golden.get("shape");
        if (shape.size() != value.shape().length) {
            return false;
        }
        for (int axis = 0; axis < shape.size(); axis++) {
            if (shape.get(axis).asLong() != value.shape()[axis]) {
                return false;
            }
        }
        int width = (int) value.shape()[shape.size() - 1];
        double difference = 0;
        for (Map.Entry<String, JsonNode> row : golden.get("rows").properties()) {
            int from = Integer.parseInt(row.getKey()) * width;
            difference = Math.max(difference, difference(row.getValue(), value.numbers(), from));
        }
        worst = Math.max(worst, difference);
        return difference <= TOLERANCE;
    }

    private static double difference(JsonNode row, float[] numbers, int from) {
        double largest = 0;
        double apart = 0;
        for (int i = 0; i < row.size(); i++) {
            double wanted = row.get(i).asDouble();
            largest = Math.max(largest, Math.abs(wanted));
            apart = Math.max(apart, Math.abs(wanted - numbers[from + i]));
        }
        return apart / largest;
    }
}

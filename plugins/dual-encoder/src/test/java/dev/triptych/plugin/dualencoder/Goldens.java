package dev.triptych.plugin.dualencoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.testing.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a family's own software made of the fixtures' images and texts: {@code goldens/clip.json} and its kin. */
record Goldens(
        double scale,
        double bias,
        boolean sigmoid,
        double imageDistance,
        double textDistance,
        String template,
        List<Text> labels,
        List<Text> texts,
        List<Image> images,
        List<String> reference,
        List<Mode> modes) {
    /** Another setting of the image processor, and the digests of the tensors that it makes, by picture. */
    record Mode(JsonNode config, Map<String, String> pixels) {}

    /** A text: its token ids and its vector. */
    @SuppressWarnings("ArrayRecordComponent") // read by index, compared by nobody
    record Text(String name, String text, int[] ids, boolean truncated, float[] vector) {}

    /** An image: the digest of its pixel tensor, its vector, and the probabilities of the labels. */
    @SuppressWarnings("ArrayRecordComponent") // read by index, compared by nobody
    record Image(String name, boolean lossless, String pixels, float[] vector, double[] probabilities) {
        byte[] bytes() {
            return Fixtures.read(Fixtures.picture(name));
        }
    }

    static final Goldens CLIP = read("clip");

    /** The goldens of a name. */
    static Goldens read(String name) {
        try {
            JsonNode root = new ObjectMapper().readTree(Fixtures.bytes("goldens/" + name + ".json"));
            List<Image> images = new ArrayList<>();
            for (JsonNode image : root.get("images")) {
                images.add(new Image(
                        image.get("name").asText(),
                        image.get("lossless").asBoolean(),
                        image.get("pixel_values_chw_f32_sha256").asText(),
                        floats(image.get("vector")),
                        doubles(image.get("probabilities"))));
            }
            return new Goldens(
                    root.get("logit_scale").asDouble(),
                    root.path("logit_bias").asDouble(0),
                    root.path("activation").asText().equals("sigmoid"),
                    root.get("median_image_distance").asDouble(),
                    root.get("median_text_distance").asDouble(),
                    root.get("classify").get("template").asText(),
                    texts(root.get("classify").get("labels")),
                    texts(root.get("texts")),
                    images,
                    elements(root.get("reference")).map(JsonNode::asText).toList(),
                    elements(root.path("modes")).map(Goldens::mode).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static Mode mode(JsonNode node) {
        Map<String, String> pixels = new TreeMap<>();
        node.get("pixel_values")
                .properties()
                .forEach(picture ->
                        pixels.put(picture.getKey(), picture.getValue().asText()));
        return new Mode(node.get("config"), pixels);
    }

    private static List<Text> texts(JsonNode nodes) {
        List<Text> texts = new ArrayList<>();
        for (JsonNode node : nodes) {
            int[] ids = new int[node.get("ids").size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = node.get("ids").get(i).asInt();
            }
            texts.add(new Text(
                    node.get("name").asText(),
                    node.get("text").asText(),
                    ids,
                    node.has("truncated")
                            ? node.get("truncated").asBoolean()
                            : node.get("tokens_untruncated").asInt() > ids.length,
                    floats(node.get("vector"))));
        }
        return texts;
    }

    private static float[] floats(JsonNode node) {
        float[] values = new float[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).floatValue();
        }
        return values;
    }

    private static double[] doubles(JsonNode node) {
        double[] values = new double[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).asDouble();
        }
        return values;
    }
}

package dev.triptych.media.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads {@code preprocessor_config.json}, or the {@code image_processor} of a {@code processor_config.json}; what is left
 * out has CLIP's defaults. A key that may change pixels and is not understood is refused by name.
 */
final class HuggingFaceSettings {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MAX_EDGE = 8192;
    private static final List<Float> CLIP_MEAN = floats(0.48145466, 0.4578275, 0.40821073);
    private static final List<Float> CLIP_STD = floats(0.26862954, 0.26130258, 0.27577711);
    private static final Set<String> TYPES =
            Set.of("CLIPImageProcessor", "CLIPImageProcessorFast", "CLIPImageProcessorPil", "CLIPFeatureExtractor");
    private static final Set<String> READ = Set.of(
            "do_resize",
            "size",
            "resample",
            "do_center_crop",
            "crop_size",
            "do_rescale",
            "rescale_factor",
            "do_normalize",
            "image_mean",
            "image_std",
            "do_convert_rgb",
            "image_processor_type",
            "feature_extractor_type",
            "data_format");
    /** Keys that change no pixel of a single image. */
    private static final Set<String> HARMLESS = Set.of(
            "processor_class",
            "_processor_class",
            "auto_map",
            "default_to_square",
            "device",
            "disable_grouping",
            "input_data_format",
            "pad_size",
            "return_tensors",
            "use_fast",
            "image_seq_length",
            "transformers_version",
            "_valid_processor_keys",
            "_name_or_path",
            "_commit_hash",
            "num_channels");

    private final JsonNode json;

    private HuggingFaceSettings(JsonNode json) {
        this.json = json;
    }

    static ImageSettings parse(String text) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JsonProcessingException bad) {
            throw TaskException.of(Reason.CONFIG_INVALID, "preprocessor config: it is not JSON", bad);
        }
        JsonNode nested = root.path("image_processor");
        JsonNode own = nested.isObject() ? nested : root;
        if (!own.isObject()) {
            throw invalid("the file", "is not an object");
        }
        return new HuggingFaceSettings(own).settings();
    }

    private ImageSettings settings() {
        checkKeys();
        checkType();
        Optional<ResizeTo> resize = flag("do_resize") ? Optional.of(size()) : Optional.empty();
        Optional<CropTo> crop = flag("do_center_crop") ? Optional.of(cropSize()) : Optional.empty();
        Optional<Double> rescale =
                flag("do_rescale") ? Optional.of(number("rescale_factor", 1.0 / 255)) : Optional.empty();
        Optional<ImageSettings.Normalise> normalise =
                flag("do_normalize") ? Optional.of(normalise()) : Optional.empty();
        return new ImageSettings(resize, filter(), crop, rescale, normalise);
    }

    private void checkKeys() {
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            String key = entry.getKey();
            JsonNode value = entry.getValue();
            boolean idle = value.isNull() || (value.isBoolean() && !value.booleanValue());
            if (!READ.contains(key) && !HARMLESS.contains(key) && !idle) {
                throw unsupported(key, "is not supported");
            }
        }
        if (json.hasNonNull("do_convert_rgb") && !flag("do_convert_rgb")) {
            throw unsupported("do_convert_rgb", "is false; images are always made RGB here");
        }
        if (json.hasNonNull("data_format") && !json.get("data_format").asText().equals("channels_first")) {
            throw unsupported("data_format", "is not channels_first");
        }
    }

    private void checkType() {
        for (String key : List.of("image_processor_type", "feature_extractor_type")) {
            if (json.hasNonNull(key) && !TYPES.contains(json.get(key).asText())) {
                throw unsupported(key, "is " + Quoted.text(json.get(key).asText()) + "; supported are " + sorted());
            }
        }
    }

    private static List<String> sorted() {
        return TYPES.stream().sorted().toList();
    }

    private ResizeTo size() {
        JsonNode size = json.path("size");
        if (absent(size)) {
            return new ResizeTo.ShortestEdge(224);
        }
        if (size.isNumber()) {
            return new ResizeTo.ShortestEdge(edge("size", size));
        }
        Set<String> keys = keys(size);
        if (keys.equals(Set.of("shortest_edge"))) {
            return new ResizeTo.ShortestEdge(edge("size.shortest_edge", size.path("shortest_edge")));
        }
        if (keys.equals(Set.of("height", "width"))) {
            return new ResizeTo.Exactly(
                    edge("size.width", size.path("width")), edge("size.height", size.path("height")));
        }
        throw unsupported("size", "has other keys than shortest_edge, or height and width");
    }

    private CropTo cropSize() {
        JsonNode size = json.path("crop_size");
        if (absent(size)) {
            return new CropTo(224, 224);
        }
        if (size.isNumber()) {
            return new CropTo(edge("crop_size", size), edge("crop_size", size));
        }
        if (!keys(size).equals(Set.of("height", "width"))) {
            throw unsupported("crop_size", "has other keys than height and width");
        }
        return new CropTo(edge("crop_size.width", size.path("width")), edge("crop_size.height", size.path("height")));
    }

    /** The names of an object's values that are not null. */
    private static Set<String> keys(JsonNode node) {
        return node.properties().stream()
                .filter(Predicate.not(entry -> entry.getValue().isNull()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private ResampleFilter filter() {
        JsonNode node = json.path("resample");
        if (absent(node)) {
            return ResampleFilter.BICUBIC;
        }
        if (!node.isIntegralNumber() || node.intValue() < 0 || node.intValue() > 5) {
            throw invalid("resample", "is not one of Pillow's numbers, 0 to 5");
        }
        return ResampleFilter.ofCode(node.intValue());
    }

    private ImageSettings.Normalise normalise() {
        List<Float> deviation = triple("image_std", CLIP_STD);
        if (deviation.contains(0f)) {
            throw invalid("image_std", "has a zero");
        }
        return new ImageSettings.Normalise(triple("image_mean", CLIP_MEAN), deviation);
    }

    private List<Float> triple(String key, List<Float> otherwise) {
        JsonNode node = json.path(key);
        if (absent(node)) {
            return otherwise;
        }
        List<Float> out = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            JsonNode element = node.isNumber() ? node : node.path(i);
            float value = (float) element.doubleValue();
            if (!element.isNumber() || !Float.isFinite(value) || (node.isArray() && node.size() != 3)) {
                throw invalid(key, "is not a number or three numbers");
            }
            out.add(value);
        }
        return List.copyOf(out);
    }

    private boolean flag(String key) {
        JsonNode node = json.path(key);
        if (!absent(node) && !node.isBoolean()) {
            throw invalid(key, "is neither true nor false");
        }
        return absent(node) || node.booleanValue();
    }

    private double number(String key, double otherwise) {
        JsonNode node = json.path(key);
        if (!absent(node) && (!node.isNumber() || !Double.isFinite(node.doubleValue()))) {
            throw invalid(key, "is not a number");
        }
        return absent(node) ? otherwise : node.doubleValue();
    }

    private static int edge(String key, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1 || node.intValue() > MAX_EDGE) {
            throw invalid(key, "is not a whole number from 1 to " + MAX_EDGE);
        }
        return node.intValue();
    }

    private static List<Float> floats(double... values) {
        return Arrays.stream(values).mapToObj(value -> (float) value).toList();
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static TaskException invalid(String key, String what) {
        return TaskException.of(Reason.CONFIG_INVALID, "preprocessor config: " + key + " " + what)
                .with("key", key);
    }

    private static TaskException unsupported(String key, String what) {
        return TaskException.of(Reason.MODEL_UNSUPPORTED, "preprocessor config: " + Quoted.text(key) + " " + what)
                .with("key", key);
    }
}

package dev.triptych.media.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An image processor of transformers: the values of the keys that a file leaves out, and the order of its steps. The table
 * is written from transformers itself by {@code make_processor_defaults.py} beside the goldens.
 *
 * @param name as {@code image_processor_type} has it, without {@code Fast} or {@code Pil}
 * @param order what it does beyond resize, crop, rescale, normalise, pad
 * @param defaults the values of keys left out
 */
record ProcessorFamily(String name, Order order, JsonNode defaults) {
    /** Ways to process. */
    enum Order {
        /** Resize, crop, rescale, normalise, pad, as the flags say. */
        PLAIN,
        /** {@code do_pad} is not looked at. */
        NO_PAD,
        /** Neither {@code do_pad} nor {@code do_center_crop} is looked at. */
        NO_CROP,
        /** Below 384 resized to {@code edge / crop_pct} and cropped, else squashed. */
        CONVNEXT,
        /** Rescaled with an offset, divided by the deviation once more. */
        EFFICIENTNET,
        /** The short edge resized to 256/224 of what is asked. */
        LEVIT,
        /** Resized to {@code edge / crop_pct}. */
        POOLFORMER,
        /** Both edges cut to multiples, no crop. */
        VILT,
        /** Both edges cut to multiples, then cropped to a square. */
        BRIDGETOWER,
        /** Never normalised, the planes in B G R. */
        MOBILEVIT;

        boolean pads() {
            return this == PLAIN || this == LEVIT || this == POOLFORMER;
        }

        boolean crops() {
            return this != NO_CROP && this != VILT;
        }
    }

    /** The processor of a name, whatever its suffix; null for one that is not supported. */
    static @Nullable ProcessorFamily of(String type) {
        String name = type.replaceFirst("(Fast|Pil)$", "").replaceFirst("FeatureExtractor$", "ImageProcessor");
        return Table.ALL.get(name);
    }

    /** The supported names, sorted. */
    static Set<String> names() {
        return Table.ALL.keySet();
    }

    private static final class Table {
        static final Map<String, ProcessorFamily> ALL = read();

        private static Map<String, ProcessorFamily> read() {
            try (InputStream in = ProcessorFamily.class.getResourceAsStream("processors.json")) {
                Map<String, ProcessorFamily> all = new ObjectMapper()
                        .readTree(in).properties().stream()
                                .map(entry -> family(entry.getKey(), entry.getValue()))
                                .collect(Collectors.toMap(ProcessorFamily::name, Function.identity()));
                return Collections.unmodifiableMap(new TreeMap<>(all));
            } catch (IOException bad) {
                throw new UncheckedIOException(bad);
            }
        }

        private static ProcessorFamily family(String name, JsonNode defaults) {
            String order = defaults.path("order").asText();
            return new ProcessorFamily(name, Order.valueOf(order.toUpperCase(Locale.ROOT)), defaults);
        }
    }
}

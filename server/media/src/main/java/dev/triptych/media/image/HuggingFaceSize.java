package dev.triptych.media.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/** What {@code size}, {@code crop_size} and {@code pad_size} mean to a processor of transformers. */
final class HuggingFaceSize {
    private static final Set<String> BOX = Set.of("height", "width");
    private static final Set<String> SHORTEST = Set.of("shortest_edge");
    /** ConvNext squashes from this size on. */
    private static final int CONVNEXT_WHOLE = 384;

    private final ProcessorFamily family;
    private final ConfigReader config;

    HuggingFaceSize(ProcessorFamily family, ConfigReader config) {
        this.family = family;
        this.config = config;
    }

    /** The resize. */
    ResizeTo resize() {
        ResizeTo plain = plain();
        return switch (family.order()) {
            case CONVNEXT -> convNext(shortest(plain));
            case LEVIT -> plain instanceof ResizeTo.ShortestEdge to ? shortest(256.0 / 224 * to.edge()) : plain;
            case POOLFORMER -> poolFormer(plain);
            case VILT, BRIDGETOWER -> multiples(shortest(plain));
            default -> plain;
        };
    }

    /** The crop that belongs to the resize itself. */
    Optional<CropTo> ownCrop() {
        if (family.order() != ProcessorFamily.Order.CONVNEXT || shortest(plain()) >= CONVNEXT_WHOLE) {
            return Optional.empty();
        }
        return Optional.of(new CropTo(shortest(plain()), shortest(plain())));
    }

    /** {@code crop_size}. */
    CropTo crop() {
        if (family.order() == ProcessorFamily.Order.BRIDGETOWER) {
            JsonNode node = config.value("crop_size");
            int edge = config.edge("crop_size.shortest_edge", node.path("shortest_edge"));
            return new CropTo(edge, edge);
        }
        ResizeTo.Exactly box = box("crop_size");
        return new CropTo(box.width(), box.height());
    }

    /** {@code pad_size}. */
    Size pad() {
        ResizeTo.Exactly box = box("pad_size");
        return new Size(box.width(), box.height());
    }

    private ResizeTo plain() {
        JsonNode size = config.value("size");
        if (size.isNumber() && !config.flag("default_to_square")) {
            return new ResizeTo.ShortestEdge(config.edge("size", size));
        }
        Set<String> keys = ConfigReader.keys(size);
        if (keys.equals(SHORTEST)) {
            return new ResizeTo.ShortestEdge(inner("shortest_edge"));
        }
        if (keys.equals(Set.of("shortest_edge", "longest_edge"))) {
            return new ResizeTo.ShortestUpTo(inner("shortest_edge"), inner("longest_edge"));
        }
        if (keys.equals(Set.of("max_height", "max_width"))) {
            return new ResizeTo.Inside(inner("max_width"), inner("max_height"));
        }
        if (keys.equals(Set.of("longest_edge"))) {
            throw config.unsupported("size", "has longest_edge alone, which the reference's processors refuse too");
        }
        return box("size");
    }

    private ResizeTo.Exactly box(String key) {
        JsonNode size = config.value(key);
        if (size.isNumber()) {
            return new ResizeTo.Exactly(config.edge(key, size), config.edge(key, size));
        }
        if (size.isArray() && size.size() == 2) {
            return new ResizeTo.Exactly(config.edge(key, size.path(1)), config.edge(key, size.path(0)));
        }
        if (!config.has(key)) {
            throw config.invalid(key, "is missing");
        }
        if (!ConfigReader.keys(size).equals(BOX)) {
            String others = key.equals("size")
                    ? "shortest_edge, with or without longest_edge, max_height and max_width, or "
                    : "";
            throw config.unsupported(key, "has other keys than " + others + "height and width");
        }
        return new ResizeTo.Exactly(
                config.edge(key + ".width", size.path("width")), config.edge(key + ".height", size.path("height")));
    }

    private int inner(String key) {
        return config.edge("size." + key, config.value("size").path(key));
    }

    private int shortest(ResizeTo plain) {
        if (plain instanceof ResizeTo.ShortestEdge to) {
            return to.edge();
        }
        throw config.unsupported("size", "is not shortest_edge alone, as " + family.name() + " needs it");
    }

    private ResizeTo shortest(double edge) {
        return new ResizeTo.ShortestEdge(config.edge("size", (int) edge));
    }

    private ResizeTo convNext(int edge) {
        return edge < CONVNEXT_WHOLE ? shortest(edge / cropPart()) : new ResizeTo.Exactly(edge, edge);
    }

    private ResizeTo poolFormer(ResizeTo plain) {
        if (plain instanceof ResizeTo.ShortestEdge to) {
            return shortest(to.edge() / cropPart());
        }
        if (!(plain instanceof ResizeTo.Exactly to)) {
            throw config.unsupported(
                    "size", "is neither shortest_edge nor height and width, as " + family.name() + " needs");
        }
        int width = config.edge("size", (int) (to.width() / cropPart()));
        int height = config.edge("size", (int) (to.height() / cropPart()));
        return width == height && to.width() == to.height()
                ? new ResizeTo.ShortestEdge(width)
                : new ResizeTo.Exactly(width, height);
    }

    private ResizeTo multiples(int edge) {
        int divisor = config.edge("size_divisor");
        return new ResizeTo.Multiples(edge, (int) (1333.0 / 800 * edge), divisor);
    }

    private double cropPart() {
        double part = config.number("crop_pct");
        if (part <= 0 || part > 1) {
            throw config.invalid("crop_pct", "is not above 0 and at most 1");
        }
        return part;
    }
}

package dev.triptych.media.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code open_clip_config.json}, or the bare {@code preprocess_cfg.json} of Immich's export, as open_clip 3.3 builds
 * its transform for evaluation: torchvision's resize and crop on a Pillow image, {@code ToTensor}, {@code Normalize}. What
 * is left out has open_clip's defaults; a key that is not its own is refused by name.
 */
final class OpenClipSettings {
    private static final String FILE = "open_clip config";
    private static final Set<String> READ =
            Set.of("size", "mode", "mean", "std", "interpolation", "resize_mode", "fill_color");
    private static final String DEFAULTS = """
            {"size": 224, "mode": "RGB", "interpolation": "bicubic", "resize_mode": "shortest", "fill_color": 0,
             "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711]}""";

    private final ConfigReader config;

    private OpenClipSettings(ConfigReader config) {
        this.config = config;
    }

    static ImageSettings parse(String text) {
        JsonNode root = ConfigReader.parse(FILE, text);
        boolean whole =
                root.path("model_cfg").isObject() || root.path("preprocess_cfg").isObject();
        JsonNode own = whole ? root.path("preprocess_cfg") : root;
        new ConfigReader(FILE, own).refuseOthers(READ, Set.of());
        ConfigReader config = ConfigReader.over(FILE, ConfigReader.parse(FILE, DEFAULTS), own);
        // The model's own size wins over the file's, as in open_clip.
        JsonNode modelSize = root.path("model_cfg").path("vision_cfg").path("image_size");
        return new OpenClipSettings(config)
                .settings(modelSize.isMissingNode() || modelSize.isNull() ? config.value("size") : modelSize);
    }

    private ImageSettings settings(JsonNode size) {
        config.choice("mode", Set.of("RGB"));
        Size to = size(size);
        String mode = config.choice("resize_mode", Set.of("shortest", "longest", "squash"));
        boolean square = to.width() == to.height();
        return new ImageSettings(
                Optional.of(resize(mode, to, square)),
                filter(mode.equals("shortest") && !square),
                mode.equals("squash") ? Optional.empty() : Optional.of(crop(mode, to)),
                List.of(
                        new PixelStep.Divide(255),
                        new PixelStep.Normalise(config.triple("mean"), config.divisors("std"))),
                false,
                Optional.empty());
    }

    private Size size(JsonNode size) {
        boolean list = size.isArray() && (size.size() == 1 || size.size() == 2);
        JsonNode height = list ? size.path(0) : size;
        JsonNode width = list ? size.path(size.size() - 1) : size;
        return new Size(config.edge("size", width), config.edge("size", height));
    }

    private static ResizeTo resize(String mode, Size to, boolean square) {
        if (mode.equals("squash")) {
            return new ResizeTo.Exactly(to.width(), to.height());
        }
        boolean cover = mode.equals("shortest");
        return cover && square
                ? new ResizeTo.ShortestEdge(to.width())
                : new ResizeTo.KeepRatio(to.width(), to.height(), cover);
    }

    private CropTo crop(String mode, Size to) {
        JsonNode node = config.value("fill_color");
        if (!node.isIntegralNumber() || node.intValue() < 0 || node.intValue() > 255) {
            throw config.invalid("fill_color", "is not a whole number from 0 to 255");
        }
        // Only the longest mode hands the colour on.
        int level = mode.equals("longest") ? node.intValue() : 0;
        return new CropTo(to.width(), to.height(), CropTo.Centre.HALF_EVEN, new CropTo.Fill(level, level, level));
    }

    private ResampleFilter filter(boolean always) {
        String name = config.choice("interpolation", Set.of("bicubic", "bilinear", "random"));
        // A target that is not square is resized bicubically whatever the file says, and random is bicubic in
        // evaluation.
        return name.equals("bilinear") && !always ? ResampleFilter.BILINEAR : ResampleFilter.BICUBIC;
    }
}

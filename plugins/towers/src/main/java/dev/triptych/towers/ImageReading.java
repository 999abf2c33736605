package dev.triptych.towers;

import dev.triptych.media.MediaLimits;
import dev.triptych.media.image.ImageOptions;
import dev.triptych.media.image.ImagePreprocessor;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.ModelFolder;
import java.util.Map;

/**
 * How a folder's images are read before its processor sees them: within the server's limits, and by {@code images} of
 * {@code model.yaml}, a map of {@code animation} ({@code first}, the default, or {@code refuse}) and {@code orientation}
 * ({@code upright}, the default, or {@code keep}).
 */
public final class ImageReading {
    private ImageReading() {}

    /**
     * The processor with these limits and choices.
     *
     * @throws dev.triptych.spi.error.TaskException {@code CONFIG_INVALID}, naming the key
     */
    public static ImagePreprocessor of(ImagePreprocessor processor, ModelFolder folder, LoadContext context) {
        Yaml images = new Yaml(folder.overrides()).map("images").orElseGet(() -> new Yaml(Map.of()));
        images.allow("animation", "orientation");
        return processor.with(MediaLimits.DEFAULT.withImages(context.imageLimits()), options(images));
    }

    private static ImageOptions options(Yaml images) {
        ImageOptions.Animation animation =
                switch (images.text("animation").orElse("first")) {
                    case "first" -> ImageOptions.Animation.FIRST_FRAME;
                    case "refuse" -> ImageOptions.Animation.REFUSE;
                    default -> throw images.wrong("animation", "first or refuse");
                };
        boolean upright =
                switch (images.text("orientation").orElse("upright")) {
                    case "upright" -> true;
                    case "keep" -> false;
                    default -> throw images.wrong("orientation", "upright or keep");
                };
        return new ImageOptions(upright, animation);
    }
}

package dev.triptych.media.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.triptych.media.MediaLimits;
import dev.triptych.media.image.CropTo;
import dev.triptych.media.image.ImageDecoder;
import dev.triptych.media.image.ImagePreprocessor;
import dev.triptych.media.image.ImageSettings;
import dev.triptych.media.image.Resampler;
import dev.triptych.media.image.RgbImage;
import dev.triptych.media.image.Size;
import dev.triptych.media.image.Window;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** A way of preprocessing that is wrong by little; every golden of an image family must tell it from the right one. */
public enum ImageMutant {
    BILINEAR("{'resample': 2}"),
    NEAREST("{'resample': 0}"),
    IMAGENET_MEAN("{'image_mean': [0.485, 0.456, 0.406]}"),
    HALF_DEVIATION("{'image_std': 0.5}"),
    NOT_NORMALISED("{'do_normalize': false}"),
    FACTOR_OF_256("{'rescale_factor': 0.00390625}"),
    SQUASHED("{'size': {'height': 64, 'width': 64}}"),
    BGR("{}"),
    CROP_PLUS_ONE("{}");

    private final String patch;

    ImageMutant(String patch) {
        this.patch = patch.replace('\'', '"');
    }

    /** The wrong tensor's bytes for an encoded image under a {@code preprocessor_config.json}. */
    public byte[] process(String config, ByteBuffer encoded) {
        RgbImage image = new ImageDecoder(MediaLimits.DEFAULT).decode(encoded);
        ImagePreprocessor processor = ImagePreprocessor.fromHuggingFace(changed(config));
        return switch (this) {
            case BGR -> tensor(processor, swapped(image));
            case CROP_PLUS_ONE -> shifted(processor.settings(), image);
            default -> tensor(processor, image);
        };
    }

    private String changed(String config) {
        try {
            ObjectMapper mapper = new ObjectMapper();
            ObjectNode node = (ObjectNode) mapper.readTree(config);
            node.setAll((ObjectNode) mapper.readTree(patch));
            return node.toString();
        } catch (JsonProcessingException bad) {
            throw new IllegalArgumentException(bad);
        }
    }

    private static RgbImage swapped(RgbImage image) {
        byte[] pixels = image.pixels().clone();
        for (int i = 0; i + 2 < pixels.length; i += 3) {
            byte red = pixels[i];
            pixels[i] = pixels[i + 2];
            pixels[i + 2] = red;
        }
        return new RgbImage(image.width(), image.height(), pixels);
    }

    /** The crop one pixel down and right of its place. */
    private static byte[] shifted(ImageSettings settings, RgbImage image) {
        CropTo crop = settings.crop().orElseThrow();
        Size size = settings.resize().orElseThrow().size(image.width(), image.height());
        int width = size.width();
        int height = size.height();
        int x = Math.min((width - crop.width()) / 2 + 1, width - crop.width());
        int y = Math.min((height - crop.height()) / 2 + 1, height - crop.height());
        RgbImage window = new Resampler()
                .resize(image, width, height, settings.filter(), new Window(x, y, crop.width(), crop.height()));
        ImageSettings rest = new ImageSettings(
                Optional.empty(), settings.filter(), Optional.empty(), settings.steps(), false, Optional.empty());
        return tensor(new ImagePreprocessor(rest, MediaLimits.DEFAULT), window);
    }

    private static byte[] tensor(ImagePreprocessor processor, RgbImage image) {
        int values = 3 * image.width() * image.height() + 3 * 1024 * 1024;
        ByteBuffer out = ByteBuffer.allocate(values * 4).order(ByteOrder.LITTLE_ENDIAN);
        long[] shape = processor.process(image, out);
        byte[] bytes = new byte
                [(int) (shape[0] * shape[1] * shape[2]) * processor.type().width()];
        out.get(0, bytes);
        return bytes;
    }
}

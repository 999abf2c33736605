package dev.triptych.media.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.media.MediaLimits;
import dev.triptych.media.testing.Fixtures;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.ImageLimits;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A processor reads images by the choices and limits that it was given. */
class ImageOptionsTest {
    private static final ImageOptions KEEP = new ImageOptions(false, ImageOptions.Animation.FIRST_FRAME);
    private static final ImageOptions ALONE = new ImageOptions(true, ImageOptions.Animation.REFUSE);

    private final ImagePreprocessor plain = ImagePreprocessor.fromHuggingFace(
            "{\"image_processor_type\": \"CLIPImageProcessor\", \"do_resize\": false, \"do_center_crop\": false}");

    @Test
    void orientation_kept_isAnotherPictureAndSaysSo() {
        ImagePreprocessor kept = plain.with(MediaLimits.DEFAULT, KEEP);
        ByteBuffer turned = Fixtures.format("jpeg-exif-6.jpg");
        ImageHeader upright = plain.sniff(turned);
        ImageHeader stored = kept.sniff(turned);

        assertThat(stored.width()).isEqualTo(upright.height()).isNotEqualTo(upright.width());
        assertThat(kept.outputShape(stored)).containsExactly(3, stored.height(), stored.width());
        assertThat(kept.process(turned, ByteBuffer.allocate(12 * stored.width() * stored.height())))
                .containsExactly(3, stored.height(), stored.width());
        assertThat(plain.description()).startsWith("rgb(alpha=drop,orientation=upright)");
        assertThat(kept.description()).startsWith("rgb(alpha=drop,orientation=keep)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gif-animated.gif", "png-animated.png", "webp-animated.webp"})
    void animation_refused_changesNoOtherPixel(String name) {
        ImagePreprocessor alone = plain.with(MediaLimits.DEFAULT, ALONE);

        TaskException refused = catchThrowableOfType(
                TaskException.class, () -> alone.process(Fixtures.format(name), ByteBuffer.allocate(1 << 20)));

        assertThat(refused.reason()).isEqualTo(Reason.MEDIA_TYPE_UNSUPPORTED);
        assertThat(alone.description()).isEqualTo(plain.description());
    }

    @Test
    void limits_ofTheOperator_areHeld() {
        ByteBuffer image = Fixtures.format("gif-plain.gif");
        long pixels = plain.sniff(image).pixels();
        assertThat(within(image.remaining(), pixels).sniff(image).pixels()).isEqualTo(pixels);

        assertThat(refused(within(image.remaining(), pixels - 1), image)).isEqualTo(Long.toString(pixels - 1));
        assertThat(refused(within(image.remaining() - 1, pixels), image))
                .isEqualTo(Integer.toString(image.remaining() - 1));
    }

    private ImagePreprocessor within(long bytes, long pixels) {
        return plain.with(MediaLimits.DEFAULT.withImages(new ImageLimits(bytes, pixels)), ImageOptions.DEFAULT);
    }

    private static String refused(ImagePreprocessor processor, ByteBuffer image) {
        TaskException refused = catchThrowableOfType(TaskException.class, () -> processor.sniff(image));
        assertThat(refused.reason()).isEqualTo(Reason.IMAGE_TOO_LARGE);
        return refused.metadata().getOrDefault("limit", "");
    }
}

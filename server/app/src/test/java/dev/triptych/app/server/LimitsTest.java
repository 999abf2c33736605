package dev.triptych.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.media.MediaLimits;
import dev.triptych.spi.model.ImageLimits;
import dev.triptych.transport.EdgeLimits;
import org.junit.jupiter.api.Test;

/** Limits that several modules hold say the same. */
class LimitsTest {
    @Test
    void text_withinTheStatedBytes_isNeverTooLongForAnEncoder() {
        // A character of UTF-16 takes at least one byte of UTF-8.
        assertThat(EdgeLimits.DEFAULT.textBytes()).isEqualTo(MediaLimits.DEFAULT.maxTextChars());
    }

    @Test
    void image_defaults_areTheSameEverywhere() {
        assertThat(MediaLimits.DEFAULT.withImages(ImageLimits.DEFAULT)).isEqualTo(MediaLimits.DEFAULT);
        assertThat(EdgeLimits.DEFAULT.imagePixels()).isEqualTo(ImageLimits.DEFAULT.pixels());
        assertThat((long) EdgeLimits.DEFAULT.messageBytes()).isEqualTo(ImageLimits.DEFAULT.bytes());
    }
}

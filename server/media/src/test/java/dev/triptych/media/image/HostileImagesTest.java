package dev.triptych.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.media.MediaLimits;
import dev.triptych.media.testing.Damage;
import dev.triptych.media.testing.Fixtures;
import dev.triptych.media.testing.Memory;
import dev.triptych.spi.error.Code;
import dev.triptych.spi.error.TaskException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.jspecify.annotations.Nullable;

/** Random harm to files of every format ends in pixels or in a refusal, within the memory that the header promised. */
class HostileImagesTest {
    /** A harmed header may promise more pixels; this bounds what the test itself allocates. */
    private static final MediaLimits LIMITS = new MediaLimits(1 << 20, 1 << 18, 1 << 16);
    /** What exceptions, messages and the JDK's JPEG reader allocate on the way. */
    private static final long SLACK = 1 << 20;

    private final ImageSniffer sniffer = new ImageSniffer(LIMITS);
    private final ImageDecoder decoder = new ImageDecoder(LIMITS);

    @BeforeProperty
    void loadDecoders() {
        // The first use of a decoder loads its classes and tables.
        for (String name : List.of("jpeg-cmyk-adobe.jpg", "webp-lossy-q75.webp", "webp-lossless-m6.webp")) {
            decoder.decode(Fixtures.format(name));
        }
        byte[] cut = Arrays.copyOf(Fixtures.bytes("formats/jpeg-icc.jpg"), 1000);
        run(ByteBuffer.wrap(cut), new Outcome());
    }

    @Provide
    Arbitrary<String> files() {
        List<String> names = Fixtures.elements(Fixtures.json("formats/manifest.json"))
                .map(file -> file.get("name").asText())
                .toList();
        return Arbitraries.of(names);
    }

    @Property(tries = 3000)
    void decode_harmedFile_givesPixelsOrARefusalWithinItsMemory(
            @ForAll @From("files") String file,
            @ForAll @IntRange(min = 1, max = 6) int times,
            @ForAll boolean honest,
            @ForAll long seed) {
        byte[] harmed = Damage.harm(Fixtures.bytes("formats/" + file), seed, times);
        byte[] bytes = honest ? Damage.rightChecksums(harmed) : harmed;
        Outcome outcome = new Outcome();

        long allocated = Memory.allocatedBy(() -> run(ByteBuffer.wrap(bytes), outcome));

        assertThat(outcome.refusal).isIn(null, Code.INVALID_ARGUMENT, Code.RESOURCE_EXHAUSTED);
        assertThat(outcome.otherSize).isFalse();
        assertThat(allocated).isLessThanOrEqualTo(2 * outcome.promised + SLACK);
    }

    private static final class Outcome {
        private @Nullable Code refusal;
        private boolean otherSize;
        /** The bytes that decoding was said to take at most; 0 when the header is refused. */
        private long promised;
    }

    /** Checks nothing itself: what assertions allocate would be counted. */
    private void run(ByteBuffer bytes, Outcome outcome) {
        try {
            ImageHeader header = sniffer.sniff(bytes);
            outcome.promised = header.decodeBytes();
            RgbImage image = decoder.decode(bytes);
            outcome.otherSize = image.width() != header.width() || image.height() != header.height();
        } catch (TaskException refused) {
            outcome.refusal = refused.reason().code();
        }
    }
}

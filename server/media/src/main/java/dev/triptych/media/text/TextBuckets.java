package dev.triptych.media.text;

import java.util.List;
import java.util.stream.IntStream;

/** The lengths that texts are padded to, so that texts of about the same length share a batch. */
public final class TextBuckets {
    private static final List<Integer> RUNGS =
            List.of(8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192);

    private TextBuckets() {}

    /** The rungs below a longest length, and that length: 8, 16, 24, 32, 48, 64, 77 for CLIP. */
    public static List<Integer> upTo(int maxLength) {
        return IntStream.concat(
                        RUNGS.stream().mapToInt(Integer::intValue).takeWhile(rung -> rung < maxLength),
                        IntStream.of(maxLength))
                .boxed()
                .toList();
    }

    /**
     * The lowest rung that holds a length.
     *
     * @throws IllegalArgumentException when none does
     */
    public static int rung(List<Integer> rungs, int length) {
        return rungs.stream()
                .mapToInt(Integer::intValue)
                .filter(rung -> rung >= length)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(length + " is above all of " + rungs));
    }
}

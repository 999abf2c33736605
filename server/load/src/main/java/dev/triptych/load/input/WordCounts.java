package dev.triptych.load.input;

import java.util.Random;
import java.util.function.ToIntFunction;

/**
 * A distribution of text lengths, in words. Immutable.
 *
 * <p>Written {@code fixed:N}, {@code uniform:LEAST:MOST}, or {@code lognormal:MEDIAN:SIGMA}, the shape that lengths of
 * captions and queries have; drawn lengths below 1 and above {@value #MOST} become those.
 */
public final class WordCounts {
    /** The longest text drawn, in words. */
    public static final int MOST = 10_000;

    private final String text;
    private final ToIntFunction<Random> draw;

    private WordCounts(String text, ToIntFunction<Random> draw) {
        this.text = text;
        this.draw = draw;
    }

    /**
     * Reads a distribution.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static WordCounts parse(String text) {
        String[] parts = text.split(":", -1);
        try {
            if (parts[0].equals("fixed") && parts.length == 2) {
                int words = words(parts[1]);
                return new WordCounts(text, random -> words);
            }
            if (parts[0].equals("uniform") && parts.length == 3 && words(parts[1]) <= words(parts[2])) {
                int least = words(parts[1]);
                int span = words(parts[2]) - least + 1;
                return new WordCounts(text, random -> least + random.nextInt(span));
            }
            if (parts[0].equals("lognormal") && parts.length == 3) {
                double median = words(parts[1]);
                double sigma = Double.parseDouble(parts[2]);
                if (sigma >= 0 && sigma <= 4) {
                    return new WordCounts(
                            text, random -> (int) clamp(Math.round(median * Math.exp(sigma * random.nextGaussian()))));
                }
            }
        } catch (NumberFormatException e) {
            throw refusal(text);
        }
        throw refusal(text);
    }

    private static int words(String number) {
        int words = Integer.parseInt(number);
        if (words < 1 || words > MOST) {
            throw new NumberFormatException(number);
        }
        return words;
    }

    private static long clamp(long words) {
        return Math.max(1, Math.min(MOST, words));
    }

    private static IllegalArgumentException refusal(String text) {
        return new IllegalArgumentException(
                "lengths must be fixed:N, uniform:LEAST:MOST or lognormal:MEDIAN:SIGMA, of 1" + " to " + MOST
                        + " words and a sigma of 0 to 4, got '" + text + "'");
    }

    /** One length, at least 1. */
    int draw(Random random) {
        return draw.applyAsInt(random);
    }

    @Override
    public String toString() {
        return text;
    }
}

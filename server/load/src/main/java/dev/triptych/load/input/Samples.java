package dev.triptych.load.input;

import dev.triptych.client.Input;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Inputs made up from a seed: the same in every run, on every machine. */
public final class Samples {
    private static final List<String> WORDS = List.of(
            "a", "photo", "of", "the", "red", "small", "house", "tree", "dog", "river", "two", "under", "bright",
            "old");
    private static final int GREY_LEVELS = 24;

    private Samples() {}

    /** JPEG files of colour gradients under noise, quality 0.75, 4:2:0: as costly to decode as photos of their size. */
    public static List<Input> photos(int count, int width, int height) {
        return photos(count, width, height, 0);
    }

    /** The same from a seed of their own. */
    public static List<Input> photos(int count, int width, int height, long seed) {
        List<Input> photos = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            photos.add(Input.image(jpeg(new Random(seed + i), width, height)));
        }
        return photos;
    }

    private static byte[] jpeg(Random random, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int phase = random.nextInt(256);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int grain = random.nextInt(GREY_LEVELS);
                int red = wave(x * 255 / width + phase) + grain;
                int green = wave(y * 255 / height + phase) + grain;
                int blue = wave((x + y) * 255 / (width + height)) + grain;
                image.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpeg", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static int wave(int value) {
        return (value & 0xff) * (255 - GREY_LEVELS) / 255;
    }

    /** Captions of 3 to 20 words, all lengths alike. */
    public static List<Input> texts(int count) {
        return texts(count, WordCounts.parse("uniform:3:20"), 11);
    }

    /** Texts of English words whose number comes from a distribution. */
    public static List<Input> texts(int count, WordCounts lengths, long seed) {
        Random words = new Random(seed);
        return words(count, lengths, seed).stream()
                .map(length ->
                        words.ints(length, 0, WORDS.size()).mapToObj(WORDS::get).collect(Collectors.joining(" ")))
                .map(Input::text)
                .toList();
    }

    /** How many words each of those texts has. */
    public static List<Integer> words(int count, WordCounts lengths, long seed) {
        Random random = new Random(~seed);
        return IntStream.range(0, count).map(i -> lengths.draw(random)).boxed().toList();
    }
}

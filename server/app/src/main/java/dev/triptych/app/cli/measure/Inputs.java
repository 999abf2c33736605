package dev.triptych.app.cli.measure;

import dev.triptych.app.cli.client.InputFiles;
import dev.triptych.app.cli.client.UsageException;
import dev.triptych.app.cli.measure.WorkOptions.Kind;
import dev.triptych.client.Input;
import dev.triptych.load.input.Samples;
import dev.triptych.load.input.WordCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a load sends: the inputs that were named, else inputs made up. */
final class Inputs {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");
    private static final int IMAGES = 16;
    private static final int TEXTS = 256;
    private static final int MOST = 100_000;
    private static final int MOST_PIXELS = 64_000_000;

    private Inputs() {}

    /**
     * The named inputs; empty when none is named.
     *
     * @throws UsageException when one cannot be read
     */
    static Optional<List<Input>> named(WorkOptions work) {
        List<Input> inputs = new ArrayList<>();
        InputFiles files = new InputFiles();
        some(work.files).forEach(file -> inputs.add(files.read(file)));
        some(work.lists).forEach(list -> files.lines(list).forEach(file -> inputs.add(files.read(file))));
        some(work.texts).forEach(text -> inputs.add(Input.text(text)));
        some(work.textFiles).forEach(file -> files.lines(file).forEach(text -> inputs.add(Input.text(text))));
        return inputs.isEmpty() ? Optional.empty() : Optional.of(inputs);
    }

    /**
     * Inputs made up.
     *
     * @throws UsageException when a size or a distribution is none
     */
    static List<Input> madeUp(WorkOptions work, Kind kind) {
        if (work.inputs < 0 || work.inputs > MOST) {
            throw new UsageException("--inputs must be 0 to " + MOST + ", got " + work.inputs);
        }
        if (kind == Kind.TEXT) {
            return texts(work);
        }
        Matcher size = SIZE.matcher(work.imageSize);
        int width = size.matches() ? Integer.parseInt(size.group(1)) : 0;
        int height = size.matches() ? Integer.parseInt(size.group(2)) : 0;
        if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS) {
            throw new UsageException("--image-size must be WIDTHxHEIGHT, at most " + MOST_PIXELS / 1_000_000
                    + " megapixels, such as 640x480, got '" + work.imageSize + "'");
        }
        return Samples.photos(work.inputs == 0 ? IMAGES : work.inputs, width, height, work.seed);
    }

    /** Texts made up. */
    static List<Input> texts(WorkOptions work) {
        WordCounts lengths;
        try {
            lengths = WordCounts.parse(work.textWords);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--text-words: " + e.getMessage());
        }
        return Samples.texts(work.inputs == 0 ? TEXTS : work.inputs, lengths, work.seed);
    }

    private static List<String> some(@Nullable List<String> given) {
        return given == null ? List.of() : given;
    }
}

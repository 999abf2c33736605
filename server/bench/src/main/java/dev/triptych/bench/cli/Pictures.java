package dev.triptych.bench.cli;

import dev.triptych.client.Input;
import dev.triptych.load.input.Samples;
import java.nio.file.Path;
import java.util.List;

/** Pictures that a command sends. */
final class Pictures {
    private Pictures() {}

    /** Those of files; without any, 16 made-up JPEGs of 640 x 480. */
    static List<Input> of(List<Path> files) {
        return files.isEmpty()
                ? Samples.photos(16, 640, 480)
                : files.stream().map(Input::image).toList();
    }
}

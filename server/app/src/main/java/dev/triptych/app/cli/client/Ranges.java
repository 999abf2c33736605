package dev.triptych.app.cli.client;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Ranges of option values that several commands have. */
final class Ranges {
    private Ranges() {}

    static void topK(CommandSpec spec, int value) {
        if (value < 0) {
            throw new ParameterException(spec.commandLine(), "--top-k must be 0 or more, got " + value);
        }
    }
}

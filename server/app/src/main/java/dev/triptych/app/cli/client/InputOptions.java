package dev.triptych.app.cli.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that name a command's inputs. */
final class InputOptions {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            converter = Argument.File.class,
            description =
                    "A picture (told by its first bytes, not its name), else a text in UTF-8, without its last line"
                            + " break; - is standard input.")
    @Nullable List<Argument> files;

    @Option(
            names = "--files-from",
            paramLabel = "LIST",
            converter = Argument.ListFile.class,
            description = "A file with the name of an input file on each line; - is standard input. Repeatable.")
    @Nullable List<Argument> lists;

    @Option(
            names = "--text",
            paramLabel = "TEXT",
            converter = Argument.Text.class,
            description = "A text as it stands. Repeatable; results come in the order of all inputs.")
    @Nullable List<Argument> texts;

    /** The inputs' arguments in the order they were typed in. */
    List<Argument> arguments() {
        return Argument.inOrder(files, lists, texts);
    }
}

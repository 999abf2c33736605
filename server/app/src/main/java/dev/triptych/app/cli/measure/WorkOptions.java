package dev.triptych.app.cli.measure;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is asked of a measured model. */
final class WorkOptions {
    /** A call of the API. */
    enum Task {
        EMBED,
        CLASSIFY,
        RANK,
        FEATURES,
        /** Tensors by the Open Inference Protocol. */
        INFER
    }

    /** What inputs are made up. */
    enum Kind {
        IMAGE,
        TEXT
    }

    @Option(
            names = "--task",
            paramLabel = "embed|classify|rank|features|infer",
            description =
                    "What is asked; infer sends tensors to a graph by the Open Inference Protocol (default: embed,"
                            + " classify or infer, the first that the model has).")
    @Nullable Task task;

    /** Input files, where a command has them as its arguments. */
    List<String> files = List.of();

    @Option(
            names = "--files-from",
            paramLabel = "LIST",
            description = "A file with the name of an input file on each line. Repeatable.")
    @Nullable List<String> lists;

    @Option(names = "--text", paramLabel = "TEXT", description = "A text to send. Repeatable.")
    @Nullable List<String> texts;

    @Option(
            names = "--texts-file",
            paramLabel = "FILE",
            description = "A file with a text to send on each line. Repeatable.")
    @Nullable List<String> textFiles;

    @Option(
            names = "--kind",
            paramLabel = "image|text",
            description = "What to make up when no input is given (default: images where the model takes them).")
    @Nullable Kind kind;

    @Option(
            names = "--image-size",
            paramLabel = "WxH",
            defaultValue = "640x480",
            description = "Size of made-up JPEGs (default: ${DEFAULT-VALUE}).")
    String imageSize = "640x480";

    @Option(
            names = "--text-words",
            paramLabel = "LENGTHS",
            defaultValue = "uniform:3:20",
            description = "Lengths of made-up texts: fixed:N, uniform:LEAST:MOST or lognormal:MEDIAN:SIGMA, in words"
                    + " (default: ${DEFAULT-VALUE}).")
    String textWords = "uniform:3:20";

    @Option(
            names = "--inputs",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "How many different inputs to make up; 0: 16 images or 256 texts (default: ${DEFAULT-VALUE}).")
    int inputs;

    @Option(
            names = "--items",
            paramLabel = "N",
            defaultValue = "1",
            description = "Items in a request, or rows of a tensor (default: ${DEFAULT-VALUE}).")
    int items = 1;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "What is made up, arrivals included, comes from it (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(
            names = "--labels",
            paramLabel = "LABEL",
            split = ",",
            description = "For classify: labels to choose from (default: the model's own, else cat,dog,house,river).")
    @Nullable List<String> labels;

    @Option(
            names = "--query",
            paramLabel = "TEXT",
            description = "For rank: the query of each request in turn; repeatable (default: made-up texts).")
    @Nullable List<String> queries;

    @Option(
            names = "--feature",
            paramLabel = "NAME",
            description = "For features: what to ask for; repeatable (default: the model's first).")
    @Nullable List<String> features;

    @Option(
            names = "--shape",
            paramLabel = "INPUT:N,N,...",
            description = "For infer: the whole shape of an input whose axes beyond the first are free. Repeatable.")
    @Nullable List<String> shapes;

    @Option(
            names = "--data",
            paramLabel = "INPUT=FILE",
            description = "For infer: an input's content, little-endian bytes (default: random values). Repeatable.")
    @Nullable Map<String, Path> data;

    @Option(
            names = "--int-below",
            paramLabel = "N",
            defaultValue = "100",
            description = "For infer: random integers are drawn from 0 to below this (default: ${DEFAULT-VALUE}).")
    int intBelow = 100;
}

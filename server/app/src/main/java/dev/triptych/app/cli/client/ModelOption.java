package dev.triptych.app.cli.client;

import picocli.CommandLine.Option;

/** The option that names the model. */
final class ModelOption {
    @Option(
            names = "--model",
            paramLabel = "NAME[/VERSION]",
            defaultValue = "",
            description = "The model to ask; may be left out when one served model has the task.")
    String model = "";
}

package dev.triptych.app.cli;

import dev.triptych.app.Version;
import dev.triptych.app.cli.client.ClassifyCommand;
import dev.triptych.app.cli.client.EmbedCommand;
import dev.triptych.app.cli.client.FeaturesCommand;
import dev.triptych.app.cli.client.ListCommand;
import dev.triptych.app.cli.client.RankCommand;
import dev.triptych.app.cli.measure.AnalyzeCommand;
import dev.triptych.app.cli.measure.BenchCommand;
import dev.triptych.app.config.ConfigException;
import dev.triptych.app.config.ConfigFile;
import dev.triptych.app.config.Settings;
import dev.triptych.app.config.SettingsProvider;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The {@code triptych} command; every other command is one of its own. */
@Command(
        name = "triptych",
        description = "Serves image and text models over gRPC, and asks such a server.",
        mixinStandardHelpOptions = true,
        versionProvider = TriptychCommand.VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            InspectCommand.class,
            ListCommand.class,
            EmbedCommand.class,
            ClassifyCommand.class,
            RankCommand.class,
            FeaturesCommand.class,
            BenchCommand.class,
            AnalyzeCommand.class,
            ConfigCommand.class,
            DoctorCommand.class
        })
public final class TriptychCommand {
    /** Prints the version for {@code --version}. */
    static final class VersionText implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"triptych " + Version.current()};
        }
    }

    private TriptychCommand() {}

    /** Runs a command line and answers the exit status. */
    public static int run(String[] arguments, Map<String, String> environment) {
        CommandLine line = new CommandLine(new TriptychCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(TriptychCommand::explainUsage);
        line.setExecutionExceptionHandler((error, command, parsed) -> explain(error, command));
        line.getSubcommands().values().forEach(command -> command.getCommandSpec()
                .mixinStandardHelpOptions(true)
                .versionProvider(new VersionText()));
        try {
            Settings settings = new Settings(environment, configFile(arguments, environment, line));
            line.setDefaultValueProvider(new SettingsProvider(settings));
            ConfigCommand.bind(line, settings);
        } catch (ConfigException e) {
            line.getErr().println("triptych: " + e.getMessage());
            return ExitStatus.USAGE;
        }
        return line.execute(arguments);
    }

    // The file must be known before the rest is parsed, since it gives the rest its values.
    private static ConfigFile configFile(String[] arguments, Map<String, String> environment, CommandLine line) {
        Optional<String> path = Optional.ofNullable(environment.get(Settings.variable("config")));
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--config") && i + 1 < arguments.length) {
                path = Optional.of(arguments[i + 1]);
            } else if (arguments[i].startsWith("--config=")) {
                path = Optional.of(arguments[i].substring("--config=".length()));
            }
        }
        return path.map(file -> ConfigFile.read(Path.of(file), optionNames(line)))
                .orElse(ConfigFile.NONE);
    }

    /** What a configuration file may set. */
    static Set<String> optionNames(CommandLine line) {
        Set<String> names = new TreeSet<>();
        for (CommandLine command : line.getSubcommands().values()) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (SettingsProvider.settable(option)) {
                    names.add(SettingsProvider.name(option));
                }
            }
        }
        return names;
    }

    private static int explainUsage(ParameterException error, String[] arguments) {
        PrintWriter err = error.getCommandLine().getErr();
        err.println("triptych: " + error.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(error, err)) {
            err.println("Try '" + error.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        }
        return ExitStatus.USAGE;
    }

    private static int explain(Exception error, CommandLine command) {
        if (error instanceof ConfigException) {
            command.getErr().println("triptych: " + error.getMessage());
            return ExitStatus.USAGE;
        }
        command.getErr().println("triptych: a defect of this program: " + error);
        error.printStackTrace(command.getErr());
        return ExitStatus.SOME_FAILED;
    }
}

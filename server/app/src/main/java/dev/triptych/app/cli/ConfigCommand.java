package dev.triptych.app.cli;

import dev.triptych.app.config.Settings;
import dev.triptych.app.config.SettingsProvider;
import dev.triptych.runtime.tenant.TenantRule;
import dev.triptych.runtime.tenant.TenantTable;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints each option of a server with its value and where the value comes from. */
@Command(name = "config", description = "Shows each setting of the server, and where its value comes from.")
final class ConfigCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    GlobalOptions global = new GlobalOptions();

    @Mixin
    ServeOptions serve = new ServeOptions();

    @Option(names = "--output", paramLabel = "table|json", defaultValue = "table", description = "How to print.")
    OutputFormat output = OutputFormat.TABLE;

    private @Nullable Settings settings;

    /** Gives the command of this command line the settings it reports on. */
    static void bind(CommandLine line, Settings settings) {
        for (CommandLine command : line.getSubcommands().values()) {
            if (command.getCommand() instanceof ConfigCommand config) {
                config.settings = settings;
            }
        }
    }

    @Override
    public Integer call() {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        for (OptionSpec option : spec.options()) {
            if (!option.usageHelp()
                    && !option.versionHelp()
                    && !option.longestName().equals("--output")) {
                Settings.Value value = value(option);
                rows.put(
                        SettingsProvider.name(option),
                        Map.of("value", value.text(), "source", value.source().label()));
            }
        }
        if (settings != null) {
            addTenants(rows, settings.tenants());
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputFormat.TABLE) {
            Table table = new Table("OPTION", "VALUE", "SOURCE");
            rows.forEach((name, row) -> table.row(name, row.getOrDefault("value", ""), row.getOrDefault("source", "")));
            table.print(out);
        } else {
            out.println(Json.text(rows));
        }
        out.flush();
        return ExitStatus.OK;
    }

    private static void addTenants(Map<String, Map<String, String>> rows, TenantTable tenants) {
        new TreeMap<>(tenants.named()).forEach((name, rule) -> add(rows, "tenants." + name, words(rule)));
        if (!tenants.others().equals(TenantRule.FREE)) {
            add(rows, "tenant-default", words(tenants.others()));
        }
        new TreeMap<>(tenants.models()).forEach((name, weight) -> add(rows, "model-weights." + name, "" + weight));
    }

    private static void add(Map<String, Map<String, String>> rows, String name, String value) {
        rows.put(name, Map.of("value", value, "source", Settings.Source.FILE.label()));
    }

    private static String words(TenantRule rule) {
        return "weight " + rule.weight() + ", requests-in-flight " + bound(rule.requestsInFlight()) + ", bytes "
                + bound((double) rule.bytes()) + ", items-per-second " + bound(rule.itemsPerSecond());
    }

    private static String bound(double value) {
        return value == 0 ? "any" : value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private Settings.Value value(OptionSpec option) {
        if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
            return new Settings.Value(shown(option.getValue()), Settings.Source.FLAG);
        }
        if (settings != null) {
            var found = settings.find(SettingsProvider.name(option));
            if (found.isPresent()) {
                return found.get();
            }
        }
        return new Settings.Value(shown(option.getValue()), Settings.Source.DEFAULT);
    }

    private static String shown(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof Enum<?> name ? name.name().toLowerCase(java.util.Locale.ROOT) : value.toString();
    }
}

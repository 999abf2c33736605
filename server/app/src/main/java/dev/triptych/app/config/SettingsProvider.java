package dev.triptych.app.config;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives options that were not typed their value from {@link Settings}; the annotation's default is the last resort. */
public final class SettingsProvider implements IDefaultValueProvider {
    private final Settings settings;

    public SettingsProvider(Settings settings) {
        this.settings = settings;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec spec) {
        return spec instanceof OptionSpec option && settable(option)
                ? settings.find(name(option)).map(Settings.Value::text).orElse(null)
                : null;
    }

    /**
     * Whether an option can be set from elsewhere than the command line: not {@code --help} and {@code --version}, since
     * {@code TRIPTYCH_VERSION} states a version in many an image and does not ask for one.
     */
    public static boolean settable(OptionSpec option) {
        return !option.usageHelp() && !option.versionHelp();
    }

    /** An option's long name without its dashes. */
    public static String name(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }
}

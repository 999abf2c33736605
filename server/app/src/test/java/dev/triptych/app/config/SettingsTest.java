package dev.triptych.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;

final class SettingsTest {
    @Test
    void find_bothPlacesHaveIt_environmentWins(@TempDir Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("c.yaml"), "host: file\ngrpc-port: 1\n");
        Settings settings = new Settings(
                Map.of("TRIPTYCH_HOST", "environment"), ConfigFile.read(path, Set.of("host", "grpc-port")));

        assertThat(settings.find("host")).contains(new Settings.Value("environment", Settings.Source.ENVIRONMENT));
        assertThat(settings.find("grpc-port")).contains(new Settings.Value("1", Settings.Source.FILE));
        assertThat(settings.find("strict")).isEmpty();
    }

    @Test
    void variable_ofAFlag_isUpperCaseWithUnderscores() {
        assertThat(Settings.variable("max-message-bytes")).isEqualTo("TRIPTYCH_MAX_MESSAGE_BYTES");
    }

    @Test
    void provider_forHelpAndVersion_givesNothing() {
        SettingsProvider provider = new SettingsProvider(
                new Settings(Map.of("TRIPTYCH_VERSION", "1", "TRIPTYCH_HOST", "h"), ConfigFile.NONE));

        assertThat(provider.defaultValue(
                        OptionSpec.builder("-V", "--version").versionHelp(true).build()))
                .isNull();
        assertThat(provider.defaultValue(
                        OptionSpec.builder("--host").type(String.class).build()))
                .isEqualTo("h");
    }
}

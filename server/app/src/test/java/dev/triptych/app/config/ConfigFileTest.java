package dev.triptych.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigFileTest {
    private static final Set<String> KNOWN = Set.of("grpc-port", "models", "strict", "host");

    @TempDir
    Path folder;

    private ConfigFile read(String text) throws IOException {
        return ConfigFile.read(Files.writeString(folder.resolve("triptych.yaml"), text), KNOWN);
    }

    @Test
    void read_scalarsAndLists_areTexts() throws IOException {
        ConfigFile file = read("grpc-port: 9001\nstrict: true\nmodels: [a, b=c]\n");

        assertThat(file.value("grpc-port")).contains("9001");
        assertThat(file.value("strict")).contains("true");
        assertThat(file.value("models")).contains("a,b=c");
        assertThat(file.value("host")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing but a word\n"})
    void read_emptyFile_setsNothing(String text) throws IOException {
        assertThat(read(text).value("host")).isEmpty();
    }

    @Test
    void read_misspeltKey_namesTheNearest() {
        assertThatThrownBy(() -> read("gprc-port: 1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unknown key 'gprc-port'")
                .hasMessageContaining("did you mean 'grpc-port'?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- a\n- list\n",
                "just text",
                "host: {nested: true}\n",
                "host:\n",
                "host: a\nhost: b\n",
                "host: [unclosed\n",
                "host: !!java.net.URL [x]\n",
                "a: &a [x]\nb: *c\n",
            })
    void read_whatIsNoFlatMap_isRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ConfigException.class).hasMessageContaining("triptych.yaml");
    }

    @Test
    void read_missingFile_isRefused() {
        assertThatThrownBy(() -> ConfigFile.read(folder.resolve("none.yaml"), KNOWN))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot read");
    }
}

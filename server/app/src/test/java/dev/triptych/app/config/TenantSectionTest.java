package dev.triptych.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.runtime.tenant.TenantRule;
import dev.triptych.runtime.tenant.TenantTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TenantSectionTest {
    @TempDir
    Path folder;

    private ConfigFile read(String text) throws IOException {
        return ConfigFile.read(Files.writeString(folder.resolve("triptych.yaml"), text), Set.of("host"));
    }

    @Test
    void read_wholeSection_isTheTable() throws IOException {
        ConfigFile file = read("""
                host: a
                tenants:
                  search: {weight: 2, requests-in-flight: 64, bytes: 268435456, items-per-second: 0.5}
                  batch:
                tenant-default: {requests-in-flight: 16}
                model-weights: {clip: 3, M.v2: 0.5}
                """);
        assertThat(file.tenants())
                .isEqualTo(new TenantTable(
                        Map.of("search", new TenantRule(2, 64, 268435456, 0.5), "batch", TenantRule.FREE),
                        new TenantRule(1, 16, 0, 0),
                        Map.of("clip", 3.0, "M.v2", 0.5)));
        assertThat(file.value("host")).contains("a");
    }

    @Test
    void read_noSection_isEveryoneAlike() throws IOException {
        assertThat(read("host: a\n").tenants()).isEqualTo(TenantTable.FREE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tenants: [a]| tenants: must be a map",
                "tenants: {a: 3}| tenants.a: must be a map",
                "tenants: {a/b: {}}| 'a/b' is no tenant's name",
                "tenants: {a: {wieght: 2}}| did you mean 'weight'?",
                "tenants: {a: {weight: 0}}| tenants.a.weight: got '0'",
                "tenants: {a: {weight: .nan}}| tenants.a.weight",
                "tenants: {a: {weight: heavy}}| got 'heavy', must be a number",
                "tenants: {a: {bytes: -1}}| tenants.a.bytes: got '-1'",
                "tenants: {a: {bytes: 1.5}}| must be a whole number",
                "tenants: {a: {requests-in-flight: 3000000000}}| tenants.a.requests-in-flight",
                "tenant-default: {items-per-second: -3}| tenant-default.items-per-second",
                "model-weights: {clip: 0}| model-weights.clip: got '0'",
                "tenant: {}| did you mean 'tenants'?"
            })
    void read_badSection_namesTheKeyAndWhatItMayHold(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ConfigException.class).hasMessageContaining(message);
    }
}

package dev.triptych.backend.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.backend.BackendProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What is reached by reflection is there in the pinned version. */
class InternalsTest {
    @Test
    void internals_pinnedVersion_areAllThere() {
        assertThat(Internals.platform()).get().asString().matches("[a-z]+-[a-z0-9]+");
        assertThat(Internals.makesUnsigned()).isTrue();
    }

    @Test
    void provider_services_isFoundWithItsVersion() {
        BackendProvider provider =
                ServiceLoader.load(BackendProvider.class).findFirst().orElseThrow();
        assertThat(provider.name()).isEqualTo("onnxruntime");
        assertThat(provider.version()).matches("\\d+\\.\\d+\\.\\d+");
    }
}

package dev.triptych.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestTest {
    private static final List<String> NAMES = List.of("grpc-port", "http-port", "host", "strict", "models");

    @ParameterizedTest
    @CsvSource({"grpc-prot,grpc-port", "htp-port,http-port", "model,models", "hosts,host", "strict,strict"})
    void to_aMisspeltName_isTheOneMeant(String misspelt, String meant) {
        assertThat(Nearest.to(misspelt, NAMES)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"banana", "''", "x"})
    void to_aNameUnlikeAny_isNone(String name) {
        assertThat(Nearest.to(name, NAMES)).isEmpty();
    }

    @Test
    void to_withNothingKnown_isNone() {
        assertThat(Nearest.to("host", List.of())).isEmpty();
    }
}

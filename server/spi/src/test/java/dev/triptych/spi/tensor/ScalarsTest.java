package dev.triptych.spi.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalarsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0000",
        "-0.0, 8000",
        "1, 3c00",
        "-2, c000",
        "65504, 7bff",
        "65519.996, 7bff",
        "65520, 7c00",
        "-Infinity, fc00",
        "NaN, 7e00",
        "5.9604645E-8, 0001",
        "2.9802322E-8, 0000",
        "8.940697E-8, 0002",
        "6.0975552E-5, 03ff",
        "6.1035156E-5, 0400",
        "1.00048828125, 3c00",
        "1.00146484375, 3c02",
        "0.1, 2e66"
    })
    void half_value_isTheNearestTiesToEven(float value, String bits) {
        assertThat(String.format("%04x", Scalars.half(value) & 0xffff)).isEqualTo(bits);
    }

    @ParameterizedTest
    @CsvSource({"1, 3f80", "-2, c000", "1.00390625, 3f80", "1.01171875, 3f82", "Infinity, 7f80", "NaN, 7fc0"})
    void brain_value_isTheNearestTiesToEven(float value, String bits) {
        assertThat(String.format("%04x", Scalars.brain(value) & 0xffff)).isEqualTo(bits);
    }
}

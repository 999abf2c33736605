package dev.triptych.spi.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteElementsTest {
    @Property
    void decode_encoded_givesTheSameElements(@ForAll byte[][] elements) {
        ByteBuffer buffer = ByteBuffer.allocate((int) ByteElements.encodedLength(elements));
        ByteElements.encode(elements, buffer);
        assertThat(ByteElements.decode(buffer.flip(), elements.length)).isDeepEqualTo(elements);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 1", "4, 1", "-1, 1", "2147483647, 1", "0, 1", "2, 2147483647"})
    void decode_lengthsThatDoNotAddUp_isRefused(int length, int count) {
        ByteBuffer buffer = ByteBuffer.allocate(7);
        buffer.order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(0, length);
        assertThatThrownBy(() -> ByteElements.decode(buffer, count))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(count + " elements in 7 bytes");
    }
}

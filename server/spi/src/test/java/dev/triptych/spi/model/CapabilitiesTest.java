package dev.triptych.spi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.triptych.spi.content.Modality;
import dev.triptych.spi.tensor.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilitiesTest {
    @Test
    void cut_shorter_isAnotherSpace() {
        assertThat(new Space("nomic-0123", 768).cut(256)).isEqualTo(new Space("nomic-0123@256", 256));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 768, 769})
    void cut_toNoPart_isRefused(int dim) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Space("nomic-0123", 768).cut(dim));
    }

    @Test
    void prompts_withAStandardThatIsNotThere_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Prompts(Map.of("query", "query: "), "passage"));
    }

    @Test
    void prompts_always_keepTheirOrder() {
        Map<String, String> prefixes = new LinkedHashMap<>();
        prefixes.put("query", "query: ");
        prefixes.put("passage", "passage: ");
        prefixes.put("a", "");
        assertThat(new Prompts(prefixes, "query").prefixes().keySet()).containsExactly("query", "passage", "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Tokens", "1st", "a-b"})
    void feature_withABadName_isRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Feature(name, Set.of(Modality.TEXT), DType.FP32, List.of(4L), "one vector"));
    }
}

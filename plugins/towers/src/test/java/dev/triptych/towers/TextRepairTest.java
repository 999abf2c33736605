package dev.triptych.towers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.testing.Fixtures;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Everyday texts as open_clip repairs them with ftfy and Python. */
class TextRepairTest {
    @Test
    void repair_everydayTexts_equalsOpenClip() throws IOException {
        for (JsonNode golden : new ObjectMapper().readTree(Fixtures.bytes("goldens/text_repair.json"))) {
            String text = golden.get("text").asText();
            assertThat(TextRepair.repair(text))
                    .as("%s", golden)
                    .isEqualTo(golden.get("repaired").asText());
        }
    }

    @Test
    void repair_escapedOverAndOver_endsAfterEightRounds() {
        String nested = "&" + "amp;".repeat(4000);
        assertThat(TextRepair.repair(nested)).endsWith("amp;").hasSizeLessThan(nested.length());
    }

    @Test
    void repair_halfASurrogatePair_isLeftToTheTokenizer() {
        assertThat(TextRepair.repair("a\ud800\u2019")).isEqualTo("a\ud800'");
    }
}

package dev.triptych.plugin.sentencetransformers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.parity.FeatureGoldens;
import dev.triptych.parity.Served;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Token vectors of texts, against transformers. */
class SentenceFeaturesTest {
    @Test
    void tokens_raggedTextsInOneBatch_equalTheReference() {
        FeatureGoldens goldens = new FeatureGoldens("sentence");
        try (Served served = SentenceGoldens.serve(folder(), UnaryOperator.identity())) {
            assertThat(FeatureGoldens.declared(served)).containsExactly("tokens[-1, 16]");
            assertThat(goldens.misses(served, "text")).isEmpty();
            System.out.println("sentence: features apart by at most " + goldens.worst());
        }
    }

    @Test
    void tokens_aWordUnknown_missTheGoldens() {
        FakeModelFolder folder = folder();
        String vocabulary = folder.text("vocab.txt");
        folder.with("vocab.txt", vocabulary.replace("\na\n", "\n__\n"));
        FeatureGoldens goldens = new FeatureGoldens("sentence");
        try (Served served = SentenceGoldens.serve(folder, UnaryOperator.identity())) {
            assertThat(goldens.misses(served, "text")).hasSizeGreaterThan(goldens.count("text") / 2);
        }
    }

    private static FakeModelFolder folder() {
        return FakeModelFolder.of(Fixtures.path("sentence"));
    }
}

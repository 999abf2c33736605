package dev.triptych.plugin.dualencoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.parity.Engine;
import dev.triptych.parity.Served;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The goldens have teeth: each way of being slightly wrong misses most of them, in vectors and not in tensors alone. */
class MutantsTest {
    @ParameterizedTest
    @EnumSource(Mutant.class)
    void embed_mutated_missesTheGoldens(Mutant mutant) {
        FakeModelFolder folder = mutant.in(FakeModelFolder.of(Fixtures.path("clip-combined")));
        try (Served served = Folders.serve(Engine.onDisk(folder), mutant.change())) {
            Parity parity = mutant.ofTexts() ? new Parity(served).texts() : new Parity(served).images();
            int all = mutant.ofTexts()
                    ? Goldens.CLIP.texts().size() + Goldens.CLIP.labels().size()
                    : Goldens.CLIP.images().size();
            System.out.println(
                    mutant + " misses " + parity.vectorMisses().size() + " of " + all + ": " + parity.figures());
            assertThat(parity.vectorMisses()).hasSizeGreaterThan(all / 2);
        }
    }

    @Test
    void classify_temperatureIgnored_missesTheGoldens() {
        try (Served served = Folders.serve(Fixtures.path("clip-combined"))) {
            Parity parity = new Parity(served).probabilities(new Parity.Rule(100, 0, false));
            assertThat(parity.probabilityMisses())
                    .hasSizeGreaterThan(Goldens.CLIP.images().size());
        }
    }
}

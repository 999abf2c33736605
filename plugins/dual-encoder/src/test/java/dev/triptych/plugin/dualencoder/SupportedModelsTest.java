package dev.triptych.plugin.dualencoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.parity.Served;
import dev.triptych.parity.SupportedPage;
import dev.triptych.parity.SupportedRow;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.model.ZeroShot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every kind of folder against its golden, every mistake against it too, and {@code docs/supported-models.md} against
 * what came of it.
 */
class SupportedModelsTest {
    @Test
    void kinds_heldToTheirGoldensAndMistakes_areThePage() {
        List<SupportedRow> rows = new ArrayList<>();
        for (Kind kind : Kinds.ALL) {
            try (Served served = kind.serve()) {
                rows.add(SupportedRow.of(
                        kind.name(), kind.folder(), new DualEncoderPlugin(), served.model(), compared(kind, served)));
            }
        }
        SupportedPage.assertSection("dual-encoder", rows);
    }

    private static SupportedRow.Compared compared(Kind kind, Served served) {
        Goldens goldens = kind.goldens();
        Set<Modality> modalities = served.embedder().modalities();
        Parity parity = new Parity(served, goldens);
        if (modalities.contains(Modality.IMAGE)) {
            parity.images();
        }
        if (modalities.contains(Modality.TEXT)) {
            parity.texts();
        }
        if (!served.model().all(ZeroShot.class).isEmpty()) {
            parity.probabilities(Parity.Rule.of(served.zeroShot()));
        }
        System.out.println(kind + ": " + parity.figures());
        assertThat(parity.tensorMisses()).as(kind.name()).isEmpty();
        assertThat(parity.vectorMisses()).as(kind.name()).isEmpty();
        assertThat(parity.probabilityMisses()).as(kind.name()).isEmpty();
        assertThat(served.warnings()).as(kind.name()).isEmpty();
        assertThat(kind.mistakes()).as(kind.name()).isNotEmpty().allSatisfy(mistake -> assertThat(mistake.fails(kind))
                .as("%s: %s misses the golden", kind, mistake)
                .isTrue());
        return new SupportedRow.Compared(
                goldens.reference(),
                modalities.contains(Modality.IMAGE)
                        ? String.valueOf(goldens.images().size())
                        : "-",
                modalities.contains(Modality.TEXT)
                        ? String.valueOf(
                                goldens.texts().size() + goldens.labels().size())
                        : "-",
                kind.mistakes().stream().map(Mistake::name).toList());
    }
}

package dev.triptych.plugin.dualencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triptych.parity.Engine;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ZeroShot;
import dev.triptych.testing.FakeLoadContext;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import dev.triptych.testing.LedgerExtension;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where scale and bias of the scores come from, and that none is made up. */
class TemperatureTest {
    private static final String BESIDE = "onnx/model.onnx";

    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    private record Found(List<ZeroShot> rules, List<String> warnings) {}

    private Found load(FakeModelFolder folder) {
        try (FakeLoadContext context = Engine.context(folder, memory.allocator());
                Model model = new DualEncoderPlugin().load(new ModelDefinition("m", "1", folder), context)) {
            return new Found(model.all(ZeroShot.class), context.warnings());
        }
    }

    private static FakeModelFolder siglip() {
        return FakeModelFolder.of(Fixtures.path("siglip2")).without("model.yaml");
    }

    @Test
    void load_combinedGraphBesideTheTowers_tellsScaleAndBias() {
        Found found = load(siglip().with(BESIDE, Fixtures.bytes("siglip/model.onnx")));
        assertThat(found.rules()).singleElement().satisfies(rule -> {
            assertThat(rule.logitScale()).isCloseTo(21.5, within(1e-4));
            assertThat(rule.logitBias()).isCloseTo(-6.25, within(1e-5));
        });
        assertThat(found.warnings()).isEmpty();
    }

    @Test
    void load_combinedGraphBesideClipsTowers_isBelievedRatherThanTheFamily() {
        FakeModelFolder folder = FakeModelFolder.of(Fixtures.path("clip-split")).without("model.yaml");
        Found found = load(folder.with(BESIDE, Fixtures.bytes("clip-combined/model.onnx")));
        assertThat(found.rules()).singleElement().satisfies(rule -> assertThat(rule.logitScale())
                .isCloseTo(37.5, within(1e-3)));
        assertThat(found.warnings()).isEmpty();
    }

    @Test
    void load_graphBesideTheTowersIsDamaged_servesThemWithAWarning() {
        FakeModelFolder folder = FakeModelFolder.of(Fixtures.path("clip-split")).without("model.yaml");
        Found found = load(folder.with(BESIDE, "not a graph".getBytes(StandardCharsets.UTF_8)));
        assertThat(found.rules()).singleElement().satisfies(rule -> assertThat(rule.logitScale())
                .isEqualTo(100));
        assertThat(found.warnings())
                .anySatisfy(warning -> assertThat(warning).contains("'" + BESIDE + "'"))
                .anySatisfy(warning -> assertThat(warning).contains("logit_scale 100"));
    }

    @Test
    void load_siglipToldByNothing_embedsAndDoesNotClassify() {
        Found found = load(siglip());
        assertThat(found.rules()).isEmpty();
        assertThat(found.warnings()).singleElement().asString().contains("logit_scale and logit_bias");
    }

    @Test
    void load_siglipWithoutABias_doesNotClassifyUnlessItIsSoftmax() {
        assertThat(load(siglip().override("logit_scale", 90)).rules()).isEmpty();
        assertThat(load(siglip().override("logit_scale", 90).override("activation", "softmax"))
                        .rules())
                .hasSize(1);
        assertThat(load(siglip().override("logit_scale", 90).override("logit_bias", -9))
                        .rules())
                .hasSize(1);
    }
}

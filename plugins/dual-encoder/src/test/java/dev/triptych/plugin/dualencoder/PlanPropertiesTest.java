package dev.triptych.plugin.dualencoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.parity.Served;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.tensor.DType;
import dev.triptych.testing.Fixtures;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The plan of a text is a bound, whatever the text. */
class PlanPropertiesTest {
    private static Served served;

    @BeforeContainer
    static void open() {
        served = Folders.serve(Fixtures.path("clip-split"));
    }

    @AfterContainer
    static void close() {
        served.close();
    }

    @Property(tries = 300)
    void plan_anyText_boundsItsTokens(@ForAll @StringLength(max = 8) String text) {
        String whole = text.replaceAll("\\p{Cs}", "");
        int bound = served.embedder()
                .plan(new Content.Text(whole))
                .uses()
                .get(0)
                .lengths()
                .get(0);
        assertThat(Parity.ids(served.text(whole).fed(), DType.INT64).length).isLessThanOrEqualTo(bound);
    }
}

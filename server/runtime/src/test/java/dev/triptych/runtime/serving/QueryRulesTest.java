package dev.triptych.runtime.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.runtime.serving.ClassifyQuery.Scoring;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What no model could answer is refused before any model is asked. */
class QueryRulesTest {
    private static final String LONG = "x".repeat(1025);

    @Test
    void labels_blankTwiceOrLong_areRefusedAtTheirPlace() {
        refused(() -> query(List.of("a", " \t"), "")).hasMessage("labels[1]: is blank");
        refused(() -> query(List.of("a", "a"), "")).hasMessage("labels[1]: 'a' is given twice");
        tooLong(() -> query(List.of("a", LONG), "")).hasMessage("labels[1]: has 1025 characters, the limit is 1024");
        refused(() -> query(List.of("a"), "pets")).hasMessage("label_set: labels are given too; send one of both");
        assertThat(query(List.of(LONG.substring(1), "a"), "").labels()).hasSize(2);
    }

    @Test
    void row18_templates_areBoundedBeforeTheyAreWrittenOut() {
        refused(() -> query(List.of("a"), "", "{}", "a photo")).hasMessage("templates[1]: 'a photo' holds no {}");
        tooLong(() -> query(List.of("a"), "", "{}" + LONG))
                .hasMessage("templates[0]: has 1027 characters, the limit is 1024");
        refused(() -> query(List.of("a"), "", "{}{}{}{}{}"))
                .hasMessage("templates[0]: holds {} 5 times, the limit is 4");
        String[] many = Collections.nCopies(257, "{}").toArray(String[]::new);
        TaskException error = catchThrowableOfType(TaskException.class, () -> query(List.of("a"), "", many));
        assertThat(error.reason()).isEqualTo(Reason.BATCH_TOO_LARGE);
        assertThat(error.field()).contains("templates");
        assertThat(query(List.of("a"), "", "{}{}{}{}").templates()).hasSize(1);
    }

    @Test
    void scoring_outOfRange_isRefusedByItsField() {
        refused(() -> new Scoring(-1, 0, null, 1)).hasMessage("options.top_k: got -1, must be 0 (all) or more");
        for (double bad : new double[] {-0.1, 1.5, Double.NaN}) {
            refused(() -> new Scoring(0, bad, null, 1))
                    .hasMessage("options.threshold: got " + (float) bad + ", must be 0 to 1");
        }
        for (double bad : new double[] {0, -1, 1e-4, 1001, Double.NaN}) {
            refused(() -> new Scoring(0, 0, null, bad))
                    .hasMessage("options.temperature: got " + (float) bad + ", must be 0.001 to 1000");
        }
        assertThat(new Scoring(0, 1, null, 1e-3f).temperature()).isPositive();
    }

    @Test
    void rankOptions_negativeTopK_isRefused() {
        refused(() -> new RankQuery.Options(-1, true, null, null))
                .hasMessage("options.top_k: got -1, must be 0 (all) or more");
    }

    @Test
    void sentences_aboveTheBound_areRefusedWithTheirNumber() {
        LabelRules.sentences("labels", 65_536, 2);
        refused(() -> LabelRules.sentences("label_set", 65_537, 2))
                .hasMessageContaining("131074 sentences, the limit is 131072")
                .hasMessageStartingWith("label_set: ");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(ThrowingCallable call) {
        return refused(call, Reason.FIELD_INVALID);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> tooLong(ThrowingCallable call) {
        return refused(call, Reason.TEXT_TOO_LONG);
    }

    // The message begins with the field that the refusal names.
    private static AbstractThrowableAssert<?, ? extends Throwable> refused(ThrowingCallable call, Reason reason) {
        TaskException error = catchThrowableOfType(TaskException.class, call);
        assertThat(error).isNotNull();
        assertThat(error.reason()).isEqualTo(reason);
        assertThat(error.text()).startsWith(error.field().orElseThrow() + ": ");
        return assertThat(error);
    }

    private static ClassifyQuery query(List<String> labels, String set, String... templates) {
        return new ClassifyQuery(
                ModelRef.ANY, List.of(), labels, set, List.of(templates), new Scoring(0, 0, null, 1), true);
    }
}

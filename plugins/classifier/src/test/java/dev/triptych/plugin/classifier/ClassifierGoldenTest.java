package dev.triptych.plugin.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.parity.Served;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.model.Classifier;
import dev.triptych.testing.FakeModelFolder;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed classifiers on ONNX Runtime against transformers, and each small mistake against the goldens. */
class ClassifierGoldenTest {
    static Stream<ClassifierGoldens> goldens() {
        return Stream.of(ClassifierGoldens.IMAGE, ClassifierGoldens.TEXT);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void run_allItemsInOneBatch_logitsEqualTheReference(ClassifierGoldens golden) {
        try (Served served = ClassifierGoldens.serve(golden.folder(), UnaryOperator.identity())) {
            assertThat(golden.misses(golden.answers(served))).isEmpty();
            Classifier classifier = served.model().all(Classifier.class).get(0);
            assertThat(classifier.labels()).isEqualTo(golden.labels());
            assertThat(classifier.activation()).isEqualTo(Activation.SOFTMAX);
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void run_eachItemAlone_logitsEqualTheReference(ClassifierGoldens golden) {
        try (Served served = ClassifierGoldens.serve(golden.folder(), UnaryOperator.identity())) {
            List<float[]> alone = golden.items().stream()
                    .map(item -> served.logits(golden.stage(), List.of(item.content()))
                            .get(0))
                    .toList();
            assertThat(golden.misses(alone)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"'\"resample\": 2','\"resample\": 3'", "0.485,0.5", "0.225,0.229", "0.00392156862745098,0.004"})
    void run_wrongPreprocessing_missesTheGolden(String right, String wrong) {
        FakeModelFolder folder = ClassifierGoldens.IMAGE.folder();
        String config = folder.text("preprocessor_config.json");
        assertThat(config).contains(right);
        missesTheGolden(
                ClassifierGoldens.IMAGE,
                folder.with("preprocessor_config.json", config.replace(right, wrong)),
                Mutant.NONE);
    }

    @Test
    void run_blueForRed_missesTheGolden() {
        missesTheGolden(ClassifierGoldens.IMAGE, ClassifierGoldens.IMAGE.folder(), Mutant.BGR);
    }

    @Test
    void run_endDropped_missesTheGolden() {
        missesTheGolden(ClassifierGoldens.TEXT, ClassifierGoldens.TEXT.folder(), Mutant.END_DROPPED);
    }

    @Test
    void run_paddingUnmasked_missesTheGolden() {
        missesTheGolden(ClassifierGoldens.TEXT, ClassifierGoldens.TEXT.folder(), Mutant.PADDING_UNMASKED);
    }

    @Test
    void labels_inAnotherOrder_missTheGolden() {
        FakeModelFolder folder = ClassifierGoldens.TEXT.folder().override("labels", List.of("angry", "glad", "sad"));
        assertThat(FoldersTest.classifier(folder).labels()).isNotEqualTo(ClassifierGoldens.TEXT.labels());
    }

    private static void missesTheGolden(ClassifierGoldens golden, FakeModelFolder folder, Mutant mutant) {
        try (Served served = ClassifierGoldens.serve(folder, mutant.change())) {
            assertThat(golden.misses(golden.answers(served))).isNotEmpty();
        }
    }
}

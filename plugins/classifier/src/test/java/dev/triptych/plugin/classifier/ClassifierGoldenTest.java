package dev.triptych.plugin.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.parity.Served;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.model.Classifier;
import dev.triptych.testing.FakeModelFolder;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    /** A mistake, the golden that must tell, and the inputs whose logits it makes wrong. */
    record Mistake(String name, ClassifierGoldens golden, Supplier<List<String>> misses) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Mistake> mistakes() {
        return List.of(
                edited("bicubic for bilinear", "\"resample\": 2", "\"resample\": 3"),
                edited("another mean", "0.485", "0.5"),
                edited("another deviation", "0.225", "0.229"),
                edited("another scale", "0.00392156862745098", "0.004"),
                fed("blue for red", ClassifierGoldens.IMAGE, Mutant.BGR),
                fed("end dropped", ClassifierGoldens.TEXT, Mutant.END_DROPPED),
                fed("padding unmasked", ClassifierGoldens.TEXT, Mutant.PADDING_UNMASKED));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void run_mistaken_missesTheGolden(Mistake mistake) {
        assertThat(mistake.misses().get()).isNotEmpty();
    }

    private static Mistake edited(String name, String right, String wrong) {
        return new Mistake(name, ClassifierGoldens.IMAGE, () -> {
            FakeModelFolder folder = ClassifierGoldens.IMAGE.folder();
            String config = folder.text("preprocessor_config.json");
            assertThat(config).contains(right);
            return misses(
                    ClassifierGoldens.IMAGE,
                    folder.with("preprocessor_config.json", config.replace(right, wrong)),
                    Mutant.NONE);
        });
    }

    private static Mistake fed(String name, ClassifierGoldens golden, Mutant mutant) {
        return new Mistake(name, golden, () -> misses(golden, golden.folder(), mutant));
    }

    @Test
    void labels_inAnotherOrder_missTheGolden() {
        FakeModelFolder folder = ClassifierGoldens.TEXT.folder().override("labels", List.of("angry", "glad", "sad"));
        assertThat(FoldersTest.classifier(folder).labels()).isNotEqualTo(ClassifierGoldens.TEXT.labels());
    }

    private static List<String> misses(ClassifierGoldens golden, FakeModelFolder folder, Mutant mutant) {
        try (Served served = ClassifierGoldens.serve(folder, mutant.change())) {
            return golden.misses(golden.answers(served));
        }
    }
}

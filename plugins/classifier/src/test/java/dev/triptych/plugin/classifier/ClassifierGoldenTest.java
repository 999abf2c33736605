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
        return ClassifierGoldens.ALL.stream();
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
            return name + " for " + golden.name();
        }
    }

    static List<Mistake> mistakes() {
        return List.of(
                edited(ClassifierGoldens.IMAGE, "bicubic for bilinear", "\"resample\": 2", "\"resample\": 3"),
                edited(ClassifierGoldens.IMAGE, "another mean", "0.485", "0.5"),
                edited(ClassifierGoldens.IMAGE, "another deviation", "0.225", "0.229"),
                edited(ClassifierGoldens.IMAGE, "another scale", "0.00392156862745098", "0.004"),
                fed("blue for red", ClassifierGoldens.IMAGE, Mutant.BGR),
                fed("another picture's pixels", ClassifierGoldens.IMAGE, Mutant.ANOTHER),
                edited(ClassifierGoldens.DISTILLED, "bilinear for bicubic", "\"resample\": 3", "\"resample\": 2"),
                edited(ClassifierGoldens.DISTILLED, "resized to the crop", "40", "32"),
                fed("crop off by one", ClassifierGoldens.DISTILLED, Mutant.SHIFTED),
                fed("blue for red", ClassifierGoldens.DISTILLED, Mutant.BGR),
                fed("another picture's pixels", ClassifierGoldens.DISTILLED, Mutant.ANOTHER),
                fed("end dropped", ClassifierGoldens.TEXT, Mutant.END_DROPPED),
                fed("padding unmasked", ClassifierGoldens.TEXT, Mutant.PADDING_UNMASKED));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void run_mistaken_missesTheGolden(Mistake mistake) {
        assertThat(mistake.misses().get()).isNotEmpty();
    }

    private static Mistake edited(ClassifierGoldens golden, String name, String right, String wrong) {
        return new Mistake(name, golden, () -> {
            FakeModelFolder folder = golden.folder();
            String config = folder.text("preprocessor_config.json");
            assertThat(config).contains(right);
            return misses(golden, folder.with("preprocessor_config.json", config.replace(right, wrong)), Mutant.NONE);
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

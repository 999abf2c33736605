package dev.triptych.plugin.imageencoder;

import dev.triptych.parity.Served;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.LedgerAllocator;
import dev.triptych.testing.TestTensors;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A way of serving a folder that is wrong by little; the golden of the class token must tell it from the right one.
 *
 * @param change what befalls the pixels, made anew for each folder that is served
 */
record Mistake(
        String name, ImageEncoderGoldens golden, FakeModelFolder folder, Supplier<UnaryOperator<Tensors>> change) {
    private static final int EDGE = 32;
    private static final int PLANE = EDGE * EDGE;
    // Outside every ledger: the changed inputs are closed with the batch.
    private static final LedgerAllocator MEMORY = new LedgerAllocator();

    static List<Mistake> all() {
        ImageEncoderGoldens vit = ImageEncoderGoldens.VIT;
        ImageEncoderGoldens dino = ImageEncoderGoldens.DINOV2;
        return List.of(
                edited("bicubic for bilinear", vit, "\"resample\": 2", "\"resample\": 3"),
                edited("another mean", vit, "0.485", "0.5"),
                edited("another deviation", vit, "0.225", "0.229"),
                stated("mean for the class token", vit, "pooling: mean\n"),
                stated("pooler for the class token", vit, "pooling: pooler\n"),
                stated("normalized", vit, "normalize: true\n"),
                pixels("blue for red", vit, () -> Mistake::swapped),
                pixels("another picture's pixels", vit, Mistake::late),
                edited("bilinear for bicubic", dino, "\"resample\": 3", "\"resample\": 2"),
                edited("squashed", dino, "\"shortest_edge\": 40", "\"height\": 40, \"width\": 40"),
                edited("resized to the crop", dino, "\"shortest_edge\": 40", "\"shortest_edge\": 32"),
                stated("mean for the class token", dino, "pooling: mean\n"),
                pixels("crop off by one", dino, () -> Mistake::shifted),
                pixels("blue for red", dino, () -> Mistake::swapped),
                pixels("another picture's pixels", dino, Mistake::late));
    }

    /** Whether the golden tells. */
    boolean fails() {
        try (Served served = ImageEncoderGoldens.serve(folder, change.get())) {
            return !golden.misses("cls", true, served).isEmpty();
        }
    }

    private static Mistake edited(String name, ImageEncoderGoldens golden, String right, String wrong) {
        FakeModelFolder folder = golden.folder();
        String file = "preprocessor_config.json";
        if (!folder.text(file).contains(right)) {
            throw new AssertionError(file + " has no " + right);
        }
        return new Mistake(
                name, golden, folder.with(file, folder.text(file).replace(right, wrong)), UnaryOperator::identity);
    }

    private static Mistake stated(String name, ImageEncoderGoldens golden, String yaml) {
        return new Mistake(name, golden, golden.stating(yaml), UnaryOperator::identity);
    }

    private static Mistake pixels(String name, ImageEncoderGoldens golden, Supplier<UnaryOperator<float[]>> change) {
        return new Mistake(name, golden, golden.folder(), () -> {
            UnaryOperator<float[]> wrong = change.get();
            return inputs -> changed(inputs, wrong);
        });
    }

    private static Tensors changed(Tensors inputs, UnaryOperator<float[]> change) {
        try (inputs) {
            float[] wrong = change.apply(TestTensors.floats(inputs.get("pixel_values")));
            return Tensors.of("pixel_values", TestTensors.floats(MEMORY, new long[] {1, 3, EDGE, EDGE}, wrong));
        }
    }

    private static float[] swapped(float... right) {
        float[] wrong = new float[right.length];
        for (int i = 0; i < wrong.length; i++) {
            wrong[i] = right[(2 - i / PLANE) * PLANE + i % PLANE];
        }
        return wrong;
    }

    private static float[] shifted(float... right) {
        float[] wrong = new float[right.length];
        for (int i = 0; i < wrong.length; i++) {
            wrong[i] = right[i % EDGE == EDGE - 1 ? i : i + 1];
        }
        return wrong;
    }

    private static UnaryOperator<float[]> late() {
        AtomicReference<float[]> before = new AtomicReference<>(new float[3 * PLANE]);
        return before::getAndSet;
    }

    @Override
    public String toString() {
        return name + " for " + golden.name();
    }
}

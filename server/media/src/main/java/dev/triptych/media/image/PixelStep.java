package dev.triptych.media.image;

import java.util.List;

/**
 * One step of arithmetic on a channel's value, rounded to single precision as its reference rounds it.
 *
 * <p>A chain of steps begins with a level of 0 to 255.
 */
public sealed interface PixelStep {
    /** The value after this step. */
    float apply(float value, int channel);

    /** The step in a word, equal exactly when the steps are; hexadecimal, as decimal digits differ between Java versions. */
    String canonical();

    /**
     * The product, taken in double and rounded once: NumPy's rescale in transformers.
     *
     * @param factor any finite number
     */
    record Multiply(double factor) implements PixelStep {
        @Override
        public float apply(float value, int channel) {
            return (float) (value * factor);
        }

        @Override
        public String canonical() {
            return "rescale(" + Double.toHexString(factor) + ")";
        }
    }

    /**
     * The quotient in single precision: {@code ToTensor} of torchvision.
     *
     * @param divisor not zero
     */
    record Divide(float divisor) implements PixelStep {
        @Override
        public float apply(float value, int channel) {
            return value / divisor;
        }

        @Override
        public String canonical() {
            return "divide(" + Float.toHexString(divisor) + ")";
        }
    }

    /**
     * The sum in single precision.
     *
     * @param summand any finite number
     */
    record Add(float summand) implements PixelStep {
        @Override
        public float apply(float value, int channel) {
            return value + summand;
        }

        @Override
        public String canonical() {
            return "add(" + Float.toHexString(summand) + ")";
        }
    }

    /**
     * {@code (value - mean) / deviation} by channel, R G B: a difference that rounds, then a quotient that rounds.
     *
     * @param mean three means
     * @param deviation three deviations, none zero
     */
    record Normalise(List<Float> mean, List<Float> deviation) implements PixelStep {
        public Normalise {
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
            if (mean.size() != 3 || deviation.size() != 3 || deviation.contains(0f) || deviation.contains(-0f)) {
                throw new IllegalArgumentException("three means and three deviations that are not zero");
            }
        }

        @Override
        public float apply(float value, int channel) {
            float centred = value - mean.get(channel);
            return centred / deviation.get(channel);
        }

        @Override
        public String canonical() {
            return "mean" + hex(mean) + " std" + hex(deviation);
        }

        private static List<String> hex(List<Float> values) {
            return values.stream().map(Float::toHexString).toList();
        }
    }
}

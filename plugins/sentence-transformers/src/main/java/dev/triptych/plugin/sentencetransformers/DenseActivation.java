package dev.triptych.plugin.sentencetransformers;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What follows a dense layer, under the name of torch's class. */
enum DenseActivation {
    Identity,
    Tanh,
    ReLU,
    GELU,
    Sigmoid;

    /** The activation of a class name such as {@code torch.nn.modules.activation.Tanh}. */
    static Optional<DenseActivation> named(String type) {
        String last = type.substring(type.lastIndexOf('.') + 1);
        return Arrays.stream(values()).filter(one -> one.name().equals(last)).findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }

    double apply(double x) {
        return switch (this) {
            case Identity -> x;
            case Tanh -> Math.tanh(x);
            case ReLU -> Math.max(x, 0);
            case GELU -> 0.5 * x * (1 + erf(x / Math.sqrt(2)));
            case Sigmoid -> 1 / (1 + Math.exp(-x));
        };
    }

    // The series of Abramowitz and Stegun 7.1.6, whose terms are all positive; beyond 6 the result is 1 in double.
    private static double erf(double x) {
        double size = Math.abs(x);
        if (size > 6) {
            return Math.signum(x);
        }
        double term = size;
        double sum = size;
        for (int n = 1; term > sum * 1e-17; n++) {
            term *= 2 * size * size / (2 * n + 1);
            sum += term;
        }
        return Math.signum(x) * Math.min(2 / Math.sqrt(Math.PI) * Math.exp(-size * size) * sum, 1);
    }
}

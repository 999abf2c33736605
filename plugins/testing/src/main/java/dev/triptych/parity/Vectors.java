package dev.triptych.parity;

/** What the goldens measure vectors by. */
public final class Vectors {
    private Vectors() {}

    public static double norm(float... vector) {
        double sum = 0;
        for (float value : vector) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    public static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /** 1 - cosine. */
    public static double distance(float[] a, float[] b) {
        return 1 - dot(a, b) / norm(a) / norm(b);
    }

    /** The largest difference of a coordinate, once both have norm 1. */
    public static double largest(float[] a, float[] b) {
        double normA = norm(a);
        double normB = norm(b);
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] / normA - b[i] / normB));
        }
        return largest;
    }

    public static double[] softmax(double... logits) {
        double most = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            most = Math.max(most, logit);
        }
        double sum = 0;
        double[] shares = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            shares[i] = Math.exp(logits[i] - most);
            sum += shares[i];
        }
        for (int i = 0; i < logits.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }
}

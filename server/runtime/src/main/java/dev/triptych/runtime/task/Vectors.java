package dev.triptych.runtime.task;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Arithmetic on vectors, summed in float64. */
final class Vectors {
    private Vectors() {}

    /** A vector's numbers. */
    static float[] read(ByteBuffer bytes) {
        FloatBuffer floats = bytes.asFloatBuffer();
        float[] values = new float[floats.remaining()];
        floats.get(values);
        return values;
    }

    /** Brings a vector to norm 1 in place; a zero vector stays zero. */
    static float[] normalize(float[] values) {
        double norm = Math.sqrt(dot(values, values));
        if (norm > 0) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (values[i] / norm);
            }
        }
        return values;
    }

    static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}

package dev.triptych.client;

import java.util.Arrays;
import java.util.Locale;

/**
 * An embedding: a point of an embedding space. Immutable.
 *
 * <p>Vectors compare only when their {@link #space()} is equal; the id changes with weights and preprocessing, not with
 * server, backend or precision.
 */
public final class Vector {
    private final float[] values;
    private final String space;
    private final boolean normalized;

    /** The vector takes the array over: it is not copied. */
    Vector(float[] values, String space, boolean normalized) {
        this.values = values;
        this.space = space;
        this.normalized = normalized;
    }

    /** The coordinates, in a fresh array. */
    public float[] values() {
        return values.clone();
    }

    /** One coordinate, from 0. */
    public float get(int index) {
        return values[index];
    }

    /** Number of coordinates, at least 1. */
    public int dim() {
        return values.length;
    }

    /** Id of the space, as in {@link ModelInfo.Space#id}. */
    public String space() {
        return space;
    }

    /** Whether the server scaled it to Euclidean length 1. */
    public boolean normalized() {
        return normalized;
    }

    /**
     * Cosine of the angle to another vector of the same space, -1 to 1; 0 when either has no length.
     *
     * @throws IllegalArgumentException when the spaces differ: such vectors do not compare
     */
    public float cosine(Vector other) {
        if (!space.equals(other.space) || values.length != other.values.length) {
            throw new IllegalArgumentException(
                    "vectors of different spaces do not compare: '" + space + "' and '" + other.space + "'");
        }
        double dot = 0;
        double mine = 0;
        double theirs = 0;
        for (int i = 0; i < values.length; i++) {
            dot += (double) values[i] * other.values[i];
            mine += (double) values[i] * values[i];
            theirs += (double) other.values[i] * other.values[i];
        }
        return mine == 0 || theirs == 0 ? 0 : (float) (dot / Math.sqrt(mine * theirs));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vector that
                && space.equals(that.space)
                && normalized == that.normalized
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * space.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Vector[space=%s, dim=%d, normalized=%s]", space, values.length, normalized);
    }
}

package dev.triptych.backend.onnxruntime;

import java.util.Arrays;

/** A shape as a key of maps. */
final class ShapeKey {
    private final long[] shape;

    ShapeKey(long[] shape) {
        this.shape = shape.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShapeKey key && Arrays.equals(shape, key.shape);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(shape);
    }
}

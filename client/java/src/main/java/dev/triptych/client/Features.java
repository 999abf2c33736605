package dev.triptych.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The features of one item by name, in the order they were asked for.
 *
 * @param tensors each feature's numbers
 */
public record Features(Map<String, Feature> tensors) {
    /**
     * One feature.
     *
     * @param shape length of each axis, outermost first
     * @param dtype type of an element in lower case, such as {@code float32}
     * @param data the elements, row-major, little-endian; a copy of the caller's own
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Feature(List<Long> shape, String dtype, byte[] data) {
        /**
         * The numbers of a {@code float32} feature, row-major.
         *
         * @throws IllegalStateException for another type
         */
        public float[] floats() {
            if (!dtype.equals("float32")) {
                throw new IllegalStateException("the feature is " + dtype + ", not float32");
            }
            float[] values = new float[data.length / Float.BYTES];
            ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return values;
        }
    }

    /** A feature by its name; {@link NoSuchElementException} when it was not asked for. */
    public Feature get(String name) {
        Feature feature = tensors.get(name);
        if (feature == null) {
            throw new NoSuchElementException("no feature " + name + ", there are " + tensors.keySet());
        }
        return feature;
    }
}

package dev.triptych.spi.tensor;

import java.util.Arrays;

/** Checked arithmetic on shapes; every product is exact or an {@link ArithmeticException}. */
public final class Shapes {
    private Shapes() {}

    /**
     * The number of elements of a shape; 1 for a scalar, 0 where a dimension is 0.
     *
     * @throws ArithmeticException when the product does not fit a long
     * @throws IllegalArgumentException when a dimension is negative
     */
    public static long elements(long... shape) {
        long product = 1;
        boolean empty = false;
        for (long dim : shape) {
            if (dim < 0) {
                throw new IllegalArgumentException("negative dimension in " + Arrays.toString(shape));
            }
            if (dim == 0) {
                empty = true;
            } else {
                product = Math.multiplyExact(product, dim);
            }
        }
        return empty ? 0 : product;
    }

    /**
     * The bytes of a fixed-width tensor.
     *
     * @throws ArithmeticException when the product does not fit a long
     * @throws IllegalArgumentException for {@link DType#BYTES} and for negative dimensions
     */
    public static long bytes(DType type, long... shape) {
        if (!type.fixedWidth()) {
            throw new IllegalArgumentException(type + " has no fixed width");
        }
        return Math.multiplyExact(elements(shape), (long) type.width());
    }
}

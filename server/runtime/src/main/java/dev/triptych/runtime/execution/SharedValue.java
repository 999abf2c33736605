package dev.triptych.runtime.execution;

import dev.triptych.spi.tensor.Tensor;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The contents of a port that holds one value for a whole batch, as a part of the bucket.
 *
 * <p>Short contents are compared as they are, long ones by their SHA-256: a key outlives the tensor that it was made of.
 */
final class SharedValue {
    private static final int SHORT = 64;

    private final int port;
    private final byte[] contents;

    private SharedValue(int port, byte[] contents) {
        this.port = port;
        this.contents = contents;
    }

    static SharedValue of(int port, Tensor tensor) {
        ByteBuffer host = tensor.host();
        if (host.remaining() <= SHORT) {
            byte[] bytes = new byte[host.remaining()];
            host.get(bytes);
            return new SharedValue(port, bytes);
        }
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(host);
            return new SharedValue(port, sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SharedValue that && port == that.port && Arrays.equals(contents, that.contents);
    }

    @Override
    public int hashCode() {
        return 31 * port + Arrays.hashCode(contents);
    }
}

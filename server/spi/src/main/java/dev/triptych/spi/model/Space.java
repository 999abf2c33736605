package dev.triptych.spi.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * An embedding space: vectors compare only inside one.
 *
 * @param id names the space and digests the weight files of all its towers and their preprocessing, as
 *     {@code name-0123456789abcdef}; the backend and its precision do not enter
 * @param dim how many numbers a vector has
 */
public record Space(String id, int dim) {
    /**
     * The space of a set of towers.
     *
     * @param name a short name, such as {@code clip} or {@code vat}
     * @param parts digests of the weight files and descriptions of the preprocessing, in a fixed order
     */
    public static Space of(String name, int dim, List<String> parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                sha.update(part.getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
            }
            return new Space(name + "-" + HexFormat.of().formatHex(sha.digest(), 0, 8), dim);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /** The space of the leading {@code shorter} coordinates, normalised again: {@code <id>@<shorter>}. */
    public Space cut(int shorter) {
        if (shorter < 1 || shorter >= dim) {
            throw new IllegalArgumentException("a cut of " + dim + " coordinates to " + shorter);
        }
        return new Space(id + "@" + shorter, shorter);
    }
}

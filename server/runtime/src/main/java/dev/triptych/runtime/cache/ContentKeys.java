package dev.triptych.runtime.cache;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.model.Space;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the keys of contents for one model, space and salt. Immutable, thread-safe.
 *
 * <p>Hashed are, each behind its length or a tag so that no two sequences of fields read alike: the salt, the model's
 * digest (weights, preprocessing, device), the space, the modality, whether a text may be cut, and the content itself.
 */
public final class ContentKeys {
    private final byte[] salt;
    private final byte[] model;
    private final byte[] space;

    /**
     * @param salt keeps those apart who must not learn from each other's hits; empty for one salt
     * @param model the loaded model's digest
     */
    public ContentKeys(String salt, String model, Space space) {
        this.salt = salt.getBytes(StandardCharsets.UTF_8);
        this.model = model.getBytes(StandardCharsets.UTF_8);
        this.space = (space.id() + "#" + space.dim()).getBytes(StandardCharsets.UTF_8);
    }

    /** A content's key; its buffers keep their positions. */
    public ContentKey key(Content content) {
        MessageDigest sha = sha256();
        field(sha, salt);
        field(sha, model);
        field(sha, space);
        add(sha, content);
        return ContentKey.of(sha.digest());
    }

    /** How many bytes are hashed for the contents, without the fixed fields. */
    public static long bytes(List<Content> contents) {
        long bytes = 0;
        for (Content content : contents) {
            bytes += content instanceof Content.Text ? content.size() * Character.BYTES : content.size();
        }
        return bytes;
    }

    private static void add(MessageDigest sha, Content content) {
        field(sha, units(content.modality().name()));
        if (content instanceof Content.Text text) {
            sha.update((byte) (text.truncate() ? 1 : 0));
            field(sha, units(text.text()));
        } else if (content instanceof Content.Image image) {
            field(sha, image.data());
        } else if (content instanceof Content.Audio audio) {
            field(sha, audio.data());
        } else if (content instanceof Content.Video video) {
            field(sha, video.data());
        } else if (content instanceof Content.Features features) {
            field(sha, units(features.tensor().type().name()));
            long[] shape = features.tensor().shape();
            number(sha, shape.length);
            for (long dim : shape) {
                number(sha, dim);
            }
            field(sha, features.tensor().host());
        } else if (content instanceof Content.Parts parts) {
            Map<String, List<Content>> byRole = new TreeMap<>(parts.byRole());
            number(sha, byRole.size());
            byRole.forEach((role, contents) -> {
                field(sha, units(role));
                number(sha, contents.size());
                contents.forEach(part -> add(sha, part));
            });
        }
    }

    // UTF-16 units and not UTF-8: an encoder would make one byte of all unpaired surrogates.
    private static byte[] units(String text) {
        byte[] units = new byte[text.length() * Character.BYTES];
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            units[2 * i] = (byte) (unit >> 8);
            units[2 * i + 1] = (byte) unit;
        }
        return units;
    }

    private static void field(MessageDigest sha, byte[] bytes) {
        number(sha, bytes.length);
        sha.update(bytes);
    }

    private static void field(MessageDigest sha, ByteBuffer bytes) {
        ByteBuffer own = bytes.duplicate();
        number(sha, own.remaining());
        sha.update(own);
    }

    private static void number(MessageDigest sha, long number) {
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

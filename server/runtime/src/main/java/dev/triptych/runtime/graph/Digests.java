package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.ExternalData.Found;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * SHA-256 digests of model files, streamed, each file read once for as long as it stays as it is: its key, size and time
 * of change decide. Thread-safe.
 */
final class Digests {
    private static final int CHUNK = 1 << 18;

    private final Map<Stamp, String> known = new ConcurrentHashMap<>();

    /**
     * The digest of an ONNX file with its external data, in hex: the file's own SHA-256 where all weights lie inside;
     * else that of the line {@code sha256} of the file followed by one line {@code location sha256} for each external
     * file, in the order of their first use.
     */
    String digest(OnnxFile file) {
        String own = digest(file.name(), file.real(), file.stamp());
        if (file.external().isEmpty()) {
            return own;
        }
        StringBuilder lines = new StringBuilder(own).append('\n');
        for (Map.Entry<String, Found> entry : file.external().entrySet()) {
            Found found = entry.getValue();
            lines.append(entry.getKey()).append(' ');
            lines.append(digest(file.name(), found.real(), found.stamp())).append('\n');
        }
        return text(lines.toString());
    }

    /** The SHA-256 of a text's UTF-8, in hex. */
    static String text(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String digest(String name, Path real, Stamp stamp) {
        String cached = known.get(stamp);
        if (cached != null) {
            return cached;
        }
        try {
            String fresh = stream(real);
            if (!Stamp.of(real).equals(stamp)) {
                throw Trouble.incomplete(name, "or its external data changed while it was being loaded");
            }
            known.put(stamp, fresh);
            return fresh;
        } catch (IOException e) {
            throw Trouble.failed(name, "or its external data cannot be read", e);
        }
    }

    private static String stream(Path real) throws IOException {
        MessageDigest sha = sha256();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                sha.update(chunk, 0, n);
            }
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

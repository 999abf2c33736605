package dev.triptych.repository;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * The list of files that an export leaves in {@code manifest.json} when it is done:
 * {@code {"files": {"name": {"sha256": "...", "size": n}}}}, the size optional, or the digest alone for the object.
 *
 * <p>A manifest without {@code files} belongs to some other tool and says nothing.
 */
final class Manifest {
    private static final String FILE = "manifest.json";

    private Manifest() {}

    /**
     * Compares the folder with its manifest, if it has one.
     *
     * @throws TaskException {@code MODEL_INCOMPLETE} when a file is missing or differs
     */
    static void check(FolderView folder) {
        if (!folder.has(FILE)) {
            return;
        }
        for (Map.Entry<String, JsonNode> entry : files(folder).properties()) {
            check(folder, entry.getKey(), entry.getValue());
        }
    }

    private static JsonNode files(FolderView folder) {
        try {
            return new ObjectMapper().readTree(folder.read(FILE)).path("files");
        } catch (JacksonException e) {
            throw TaskException.of(Reason.MODEL_INCOMPLETE, FILE + " is not whole JSON; write it again.", e);
        } catch (IOException e) {
            throw new AssertionError("bytes in memory are readable", e);
        }
    }

    private static void check(FolderView folder, String file, JsonNode facts) {
        if (!folder.has(file)) {
            throw differs(file, "is missing");
        }
        JsonNode size = facts.path("size");
        if (size.isIntegralNumber() && size.longValue() != folder.size(file)) {
            throw differs(file, "has " + folder.size(file) + " bytes instead of " + size.longValue());
        }
        String digest =
                facts.isTextual() ? facts.textValue() : facts.path("sha256").asText("");
        if (!digest.isEmpty() && !digest.toLowerCase(Locale.ROOT).equals(sha256(folder, file))) {
            throw differs(file, "differs from its digest");
        }
    }

    private static TaskException differs(String file, String how) {
        return TaskException.of(
                Reason.MODEL_INCOMPLETE,
                FILE + ": " + Quoted.text(file) + " " + how + "; finish writing the folder or export it again.");
    }

    private static String sha256(FolderView folder, String file) {
        try (InputStream in = Files.newInputStream(folder.path(file))) {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] block = new byte[1 << 16];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                sha.update(block, 0, read);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (IOException e) {
            throw TaskException.of(Reason.MODEL_INCOMPLETE, Quoted.text(file) + " cannot be read.", e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}

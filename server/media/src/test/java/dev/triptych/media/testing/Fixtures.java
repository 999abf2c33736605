package dev.triptych.media.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The shared fixtures and goldens, by name. */
public final class Fixtures {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Fixtures() {}

    public static Path path(String name) {
        return Path.of(System.getProperty("triptych.root"), "server/testing/fixtures", name);
    }

    public static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    public static ByteBuffer image(String name) {
        return ByteBuffer.wrap(bytes(name.contains("/") ? name : "images/" + name))
                .asReadOnlyBuffer();
    }

    /** One of the odd files of every format. */
    public static ByteBuffer format(String name) {
        return ByteBuffer.wrap(bytes("formats/" + name)).asReadOnlyBuffer();
    }

    public static String text(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    public static JsonNode json(String name) {
        try {
            return MAPPER.readTree(path(name).toFile());
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    public static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

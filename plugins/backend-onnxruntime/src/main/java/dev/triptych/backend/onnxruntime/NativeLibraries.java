package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;

/**
 * Keeps ONNX Runtime's native libraries unpacked in the state directory.
 *
 * <p>A library that lies there is used again when its size and CRC-32 are those of the jar's entry, which finds damage
 * and half-written files for the price of reading it; the directory must be writable by the server's user alone. Files
 * appear by an atomic move, so several processes may share a state directory.
 */
final class NativeLibraries {
    private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni");
    private static final String RESOURCES = "/ai/onnxruntime/native/";

    private NativeLibraries() {}

    /**
     * Unpacks the libraries of this platform unless they lie there already.
     *
     * @return the folder that holds them, {@code natives/onnxruntime-<version>-<platform>}; empty when the platform is not
     *     known or the libraries do not lie in a jar
     */
    static Optional<Path> extract(Path stateDirectory, String version) throws IOException {
        Optional<String> platform = Internals.platform();
        if (platform.isEmpty()) {
            return Optional.empty();
        }
        Path folder = stateDirectory
                .toAbsolutePath()
                .resolve("natives")
                .resolve("onnxruntime-" + version + "-" + platform.get());
        Files.createDirectories(folder);
        for (String library : LIBRARIES) {
            String file = System.mapLibraryName(library);
            URL resource = OrtEnvironment.class.getResource(RESOURCES + platform.get() + "/" + file);
            if (resource == null || !(resource.openConnection() instanceof JarURLConnection jar)) {
                return Optional.empty();
            }
            keep(jar, folder.resolve(file));
        }
        return Optional.of(folder);
    }

    private static void keep(JarURLConnection jar, Path target) throws IOException {
        JarEntry entry = jar.getJarEntry();
        if (same(entry, target)) {
            return;
        }
        Path unfinished = Files.createTempFile(target.getParent(), "unfinished", null);
        try {
            try (InputStream in = jar.getInputStream()) {
                Files.copy(in, unfinished, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static boolean same(JarEntry entry, Path target) throws IOException {
        return Files.isRegularFile(target) && Files.size(target) == entry.getSize() && crc(target) == entry.getCrc();
    }

    private static long crc(Path file) throws IOException {
        CRC32 crc = new CRC32();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
            }
        }
        return crc.getValue();
    }
}

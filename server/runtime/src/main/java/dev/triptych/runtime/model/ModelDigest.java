package dev.triptych.runtime.model;

import dev.triptych.repository.FolderView;
import dev.triptych.spi.error.TaskException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Digests what a model's answers depend on, so that equal digests mean equal answers. */
final class ModelDigest {
    /** Files above this size are weights: those that are not used do not matter, so they need not be read. */
    private static final long LARGEST_READ = 64L << 20;

    private ModelDigest() {}

    /**
     * A SHA-256 in hex over the facts, the files that the plugin used, and all of the folder's other files that are not
     * weights. Of an unused large file the size and time of change must do; an unused graph does not enter.
     *
     * @param facts what is no file: the family, the device
     * @param used the files that the plugin opened or digested
     * @param contents the digest of a used file with its external data
     */
    static String of(List<String> facts, FolderView folder, Set<String> used, UnaryOperator<String> contents) {
        MessageDigest sha = sha256();
        facts.forEach(fact -> line(sha, fact));
        new TreeMap<>(folder.fingerprint()).forEach((file, print) -> {
            if (used.contains(file)) {
                line(sha, file + ' ' + contents.apply(file));
            } else if (!file.endsWith(".onnx")) {
                line(sha, file + ' ' + contents(folder, file, print));
            }
        });
        return HexFormat.of().formatHex(sha.digest());
    }

    private static String contents(FolderView folder, String file, String print) {
        try {
            return folder.size(file) > LARGEST_READ
                    ? print
                    : HexFormat.of().formatHex(sha256().digest(folder.read(file)));
        } catch (TaskException e) {
            // A file that nobody can read and no plugin wanted is no reason to refuse the model.
            return print;
        }
    }

    private static void line(MessageDigest sha, String text) {
        sha.update(text.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

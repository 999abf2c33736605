package dev.triptych.runtime.graph;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Recognises what often lies where an ONNX file should: pages, pointers, archives. None of them can be a model. */
final class Placeholders {
    private static final int LOOK = 256;

    private Placeholders() {}

    /** What the bytes are instead, in words with a hint. */
    static Optional<String> name(ByteBuffer data) {
        byte[] head = new byte[Math.min(LOOK, data.limit())];
        data.get(0, head);
        String text =
                new String(head, StandardCharsets.ISO_8859_1).stripLeading().toLowerCase(Locale.ROOT);
        if (text.startsWith("version https://git-lfs")) {
            return Optional.of("it is a Git LFS pointer, not the file itself; run `git lfs pull`");
        }
        if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) {
            return Optional.of("it is a web page, not a model; the download went wrong");
        }
        if (text.startsWith("pk\u0003\u0004")) {
            return Optional.of("it is an archive or a PyTorch checkpoint, not an ONNX graph");
        }
        return Optional.empty();
    }
}

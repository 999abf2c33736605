package dev.triptych.runtime.repository;

import dev.triptych.runtime.serving.LabelRules;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a file of labels: UTF-8, one label a line, white space around it dropped. Blank lines and lines that begin with
 * {@code #} are left out; a byte order mark is, too. 1 to 16,384 labels of at most 1,024 characters, none twice.
 */
public final class LabelFile {
    /** The most labels of a list. */
    public static final int MOST = 16_384;

    private static final int LONGEST = LabelRules.LONGEST;
    private static final int BYTES = 16 << 20;

    private LabelFile() {}

    /**
     * The labels of a file.
     *
     * @param name how messages call the file; no path
     * @throws TaskException {@code CONFIG_INVALID}, naming file and line
     */
    public static List<String> parse(String name, byte[] bytes) {
        if (bytes.length > BYTES) {
            throw invalid(name, "it has " + bytes.length + " bytes, the limit is " + BYTES);
        }
        Set<String> labels = new LinkedHashSet<>();
        int number = 0;
        for (String raw : text(name, bytes).split("\\R", -1)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.length() > LONGEST) {
                throw invalid(
                        name, "line " + number + " has " + line.length() + " characters, the limit is " + LONGEST);
            }
            if (!labels.add(line)) {
                throw invalid(name, "line " + number + " gives " + Quoted.text(line) + " a second time");
            }
        }
        return checked(name, labels);
    }

    private static List<String> checked(String name, Set<String> labels) {
        if (labels.isEmpty()) {
            throw invalid(name, "it holds no label; write one on each line");
        }
        if (labels.size() > MOST) {
            throw invalid(name, "it holds " + labels.size() + " labels, the limit is " + MOST);
        }
        return List.copyOf(new ArrayList<>(labels));
    }

    private static String text(String name, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw invalid(name, "it is not valid UTF-8");
        }
    }

    private static TaskException invalid(String name, String why) {
        return TaskException.of(Reason.CONFIG_INVALID, "label file " + Quoted.text(name) + ": " + why + ".");
    }
}

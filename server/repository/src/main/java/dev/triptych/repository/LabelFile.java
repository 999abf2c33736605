package dev.triptych.repository;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a file of labels: UTF-8, one label a line, white space around it and a byte order mark dropped; 1 to 16,384 labels
 * of at most 1,024 characters.
 */
public final class LabelFile {
    /** The most labels of a list. */
    public static final int MOST = 16_384;

    /** The most characters of a label. */
    public static final int LONGEST = 1024;

    private static final int BYTES = 16 << 20;

    private LabelFile() {}

    /**
     * The labels of a list, none twice. Blank lines and lines that begin with {@code #} are left out.
     *
     * @param name how messages call the file; no path
     * @throws TaskException {@code CONFIG_INVALID}, naming file and line
     */
    public static List<String> parse(String name, byte[] bytes) {
        Set<String> labels = new LinkedHashSet<>();
        List<String> lines = lines(name, bytes);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isEmpty() && !line.startsWith("#") && !labels.add(line)) {
                throw invalid(name, "line " + (i + 1) + " gives " + Quoted.text(line) + " a second time");
            }
        }
        return checked(name, labels);
    }

    /**
     * The classes of a trained head, a line for each output: a line's number counts, so that all of them are labels, twice
     * the same name and {@code #1} too. Blank lines at the end are left out.
     *
     * @param name how messages call the file; no path
     * @throws TaskException {@code CONFIG_INVALID}, naming file and line; also for a blank line between others
     */
    public static List<String> classes(String name, byte[] bytes) {
        List<String> lines = new ArrayList<>(lines(name, bytes));
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        int blank = lines.indexOf("");
        if (blank >= 0) {
            throw invalid(name, "line " + (blank + 1) + " is blank, and each line names the class of its number");
        }
        return checked(name, lines);
    }

    private static List<String> lines(String name, byte[] bytes) {
        if (bytes.length > BYTES) {
            throw invalid(name, "it has " + bytes.length + " bytes, the limit is " + BYTES);
        }
        List<String> lines = text(name, bytes).lines().map(String::strip).toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).length() > LONGEST) {
                throw invalid(
                        name,
                        "line " + (i + 1) + " has " + lines.get(i).length() + " characters, the limit is " + LONGEST);
            }
        }
        return lines;
    }

    private static List<String> checked(String name, Collection<String> labels) {
        if (labels.isEmpty()) {
            throw invalid(name, "it holds no label; write one on each line");
        }
        if (labels.size() > MOST) {
            throw invalid(name, "it holds " + labels.size() + " labels, the limit is " + MOST);
        }
        return List.copyOf(labels);
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

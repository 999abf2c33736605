package dev.triptych.media.webp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The large constants of VP8 (RFC 6386), read once from {@code vp8-tables.txt} beside this class. */
final class Vp8Tables {
    /** Probabilities of a plane: 8 bands of 3 contexts of 11. */
    static final int PLANE = 8 * 3 * 11;

    static final int[] UPDATE_PROBABILITIES;
    static final int[] DEFAULT_PROBABILITIES;
    /** By the mode above, the mode left, and the place in the tree: 10 x 10 x 9. */
    static final int[] MODE_PROBABILITIES;

    static final int[] DC_STEPS;
    static final int[] AC_STEPS;

    static {
        Map<String, int[]> tables = read();
        UPDATE_PROBABILITIES = table(tables, "update-probabilities", 4 * PLANE);
        DEFAULT_PROBABILITIES = table(tables, "default-probabilities", 4 * PLANE);
        MODE_PROBABILITIES = table(tables, "mode-probabilities", 900);
        DC_STEPS = table(tables, "dc-steps", 128);
        AC_STEPS = table(tables, "ac-steps", 128);
    }

    private Vp8Tables() {}

    private static int[] table(Map<String, int[]> tables, String name, int length) {
        int[] table = tables.get(name);
        if (table == null || table.length != length) {
            throw new IllegalStateException("vp8-tables.txt lacks " + name);
        }
        return table;
    }

    private static Map<String, int[]> read() {
        Map<String, List<Integer>> numbers = new HashMap<>();
        InputStream file = Vp8Tables.class.getResourceAsStream("vp8-tables.txt");
        if (file == null) {
            throw new IllegalStateException("no vp8-tables.txt");
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.US_ASCII))) {
            String name = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (Character.isLetter(line.charAt(0))) {
                    name = line;
                } else if (line.charAt(0) != '#') {
                    List<Integer> table = numbers.computeIfAbsent(name, unused -> new ArrayList<>());
                    for (String number : line.split(" ", -1)) {
                        table.add(Integer.valueOf(number));
                    }
                }
            }
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
        Map<String, int[]> tables = new HashMap<>();
        numbers.forEach((name, table) ->
                tables.put(name, table.stream().mapToInt(Integer::intValue).toArray()));
        return tables;
    }
}

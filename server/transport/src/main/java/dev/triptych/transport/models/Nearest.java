package dev.triptych.transport.models;

import dev.triptych.spi.error.Quoted;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Finds the known names that a mistyped one may have meant. */
public final class Nearest {
    private static final int MOST = 5;
    private static final int LONGEST = 128;

    private Nearest() {}

    /** Up to five known names, the most alike first, quoted and comma-separated; {@code none} when there are none. */
    public static String to(String wrong, Collection<String> known) {
        if (known.isEmpty()) {
            return "none";
        }
        String cut = wrong.length() > LONGEST ? wrong.substring(0, LONGEST) : wrong;
        String names = known.stream()
                .sorted(Comparator.comparingInt((String name) -> distance(cut, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .map(Quoted::text)
                .collect(Collectors.joining(", "));
        return known.size() > MOST ? names + ", …" : names;
    }

    /** Levenshtein's distance: insertions, deletions and replacements between two names. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}

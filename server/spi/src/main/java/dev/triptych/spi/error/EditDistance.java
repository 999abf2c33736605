package dev.triptych.spi.error;

/** How many letters to insert, delete or replace to make one word of another (Levenshtein, 1966); for hints in messages. */
public final class EditDistance {
    private static final int LONGEST = 128;

    private EditDistance() {}

    /** The distance of the words' first 128 letters. */
    public static int between(String from, String to) {
        String a = from.substring(0, Math.min(from.length(), LONGEST));
        String b = to.substring(0, Math.min(to.length(), LONGEST));
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}

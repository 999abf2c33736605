package dev.triptych.runtime.repository;

/** How many letters to insert, delete or replace to make one word of another (Levenshtein, 1966). */
final class EditDistance {
    private EditDistance() {}

    static int between(String from, String to) {
        String shorter = to.substring(0, Math.min(to.length(), 64));
        int[] row = new int[shorter.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == shorter.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[row.length - 1];
    }
}

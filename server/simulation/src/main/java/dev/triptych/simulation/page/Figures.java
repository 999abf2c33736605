package dev.triptych.simulation.page;

/** Numbers as text, by whole numbers only, so that no locale and no Java version changes a digit. */
public final class Figures {
    private Figures() {}

    /** Nanoseconds as milliseconds with two decimals, rounded half up. */
    public static String millis(long nanos) {
        return fixed((nanos + 5_000) / 10_000, 2);
    }

    /** A part of a whole with so many decimals, rounded half up; neither is negative. */
    public static String ratio(long part, long whole, int decimals) {
        if (whole == 0) {
            return "-";
        }
        long scale = 1;
        for (int i = 0; i < decimals; i++) {
            scale *= 10;
        }
        return fixed(Math.round((double) part * scale / whole), decimals);
    }

    /** A part of a whole in percent with one decimal. */
    public static String percent(long part, long whole) {
        return whole == 0 ? "-" : fixed(Math.round((double) part * 1000 / whole), 1) + " %";
    }

    /** A number with two decimals. */
    public static String two(double value) {
        return fixed(Math.round(value * 100), 2);
    }

    /** A number with one decimal. */
    public static String one(double value) {
        return fixed(Math.round(value * 10), 1);
    }

    /** A whole number of units that are a power of ten smaller than what is written. */
    private static String fixed(long units, int decimals) {
        String digits = Long.toString(Math.abs(units));
        while (digits.length() <= decimals) {
            digits = "0" + digits;
        }
        int point = digits.length() - decimals;
        String whole = (units < 0 ? "-" : "") + digits.substring(0, point);
        return decimals == 0 ? whole : whole + "." + digits.substring(point);
    }
}

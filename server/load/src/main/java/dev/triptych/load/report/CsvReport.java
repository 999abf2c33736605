package dev.triptych.load.report;

import dev.triptych.load.Figures;
import dev.triptych.load.Trouble.Kind;
import java.util.List;
import java.util.Locale;

/** Figures as comma-separated values: a head, then a line for each level; times are milliseconds, rates items a second. */
public final class CsvReport {
    private static final String HEAD = "way,level,items_per_s,good_per_s,p50_ms,p90_ms,p95_ms,p99_ms,p99_9_ms,max_ms,"
            + "mean_ms,requests,answered,refused,late,failed,refusal_p50_ms,refusal_p99_ms,send_lag_p99_ms";

    /** The percentiles that every report has. */
    public static final List<Double> PERCENTILES = List.of(50.0, 90.0, 95.0, 99.0, 99.9, 100.0);

    private CsvReport() {}

    /** The whole text, its last line ended. */
    public static String text(List<Measured> all) {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        for (Measured one : all) {
            Figures found = one.figures();
            text.append(one.level().way().name().toLowerCase(Locale.ROOT))
                    .append(',')
                    .append(one.level().number());
            number(text, found.rate());
            number(text, found.goodput());
            PERCENTILES.forEach(percentile -> number(text, found.millis(percentile)));
            number(text, found.latencies().getMean() / 1e6);
            text.append(',').append(found.requests()).append(',').append(found.answered());
            for (Kind kind : Kind.values()) {
                text.append(',').append(found.ended(kind));
            }
            number(text, Figures.millis(found.refusals(), 50));
            number(text, Figures.millis(found.refusals(), 99));
            number(text, Figures.millis(found.lags(), 99));
            text.append('\n');
        }
        return text.toString();
    }

    private static void number(StringBuilder text, double value) {
        text.append(String.format(Locale.ROOT, ",%.3f", value));
    }
}

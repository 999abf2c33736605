package dev.triptych.app.cli.measure;

import dev.triptych.app.cli.Json;
import dev.triptych.app.cli.Table;
import dev.triptych.load.Figures;
import dev.triptych.load.Trouble;
import dev.triptych.load.Trouble.Kind;
import dev.triptych.load.report.CsvReport;
import dev.triptych.load.report.Level;
import dev.triptych.load.report.Measured;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of a bench as people and programs read them. */
final class BenchReport {
    private BenchReport() {}

    /** A table, then a line for each reason that kept answers away. */
    static void table(List<Measured> all, PrintWriter out) {
        Table table = new Table(
                "LOAD",
                "ITEMS/S",
                "GOOD/S",
                "P50",
                "P90",
                "P95",
                "P99",
                "P99.9",
                "MAX MS",
                "REQUESTS",
                "REFUSED",
                "LATE",
                "FAILED");
        for (Measured one : all) {
            Figures found = one.figures();
            List<String> cells = new ArrayList<>();
            cells.add(one.level().toString());
            cells.add(rate(found.rate()));
            cells.add(rate(found.goodput()));
            CsvReport.PERCENTILES.forEach(percentile -> cells.add(Times.millis(found.millis(percentile))));
            cells.add(Long.toString(found.requests()));
            for (Kind kind : Kind.values()) {
                cells.add(Long.toString(found.ended(kind)));
            }
            table.row(cells.toArray(String[]::new));
        }
        table.print(out);
        for (Measured one : all) {
            one.figures()
                    .troubles()
                    .forEach((trouble, items) -> out.println(
                            one.level() + ": " + items + " items " + word(trouble.kind()) + ", " + trouble.reason()));
            if (one.figures().refusals().getTotalCount() > 0) {
                out.println(one.level() + ": refusals took " + Times.millis(refusal(one, 50)) + " ms at p50, "
                        + Times.millis(refusal(one, 99)) + " ms at p99");
            }
        }
        out.flush();
    }

    /** One document: {@code {"results":[...]}}, times in milliseconds. */
    static String json(List<Measured> all) {
        List<Object> results = new ArrayList<>();
        for (Measured one : all) {
            Figures found = one.figures();
            Map<String, Object> result = new LinkedHashMap<>();
            result.put(
                    one.level().way() == Level.Way.RATE ? "rate" : "concurrency",
                    one.level().value());
            result.put("items_per_s", found.rate());
            result.put("good_per_s", found.goodput());
            result.put("latency_ms", latencies(found));
            result.put("requests", found.requests());
            result.put("answered", found.answered());
            for (Kind kind : Kind.values()) {
                result.put(word(kind), found.ended(kind));
            }
            result.put("refusal_p99_ms", refusal(one, 99));
            result.put("send_lag_p99_ms", Figures.millis(found.lags(), 99));
            result.put("errors", errors(found));
            results.add(result);
        }
        return Json.text(Map.of("results", results));
    }

    private static Map<String, Object> latencies(Figures found) {
        Map<String, Object> latencies = new LinkedHashMap<>();
        CsvReport.PERCENTILES.forEach(percentile -> latencies.put(name(percentile), found.millis(percentile)));
        return latencies;
    }

    private static String name(double percentile) {
        return percentile == 100
                ? "max"
                : "p" + (percentile == Math.rint(percentile) ? (int) percentile + "" : percentile);
    }

    private static List<Object> errors(Figures found) {
        List<Object> errors = new ArrayList<>();
        for (Map.Entry<Trouble, Long> one : found.troubles().entrySet()) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("kind", word(one.getKey().kind()));
            error.put("reason", one.getKey().reason());
            error.put("items", one.getValue());
            errors.add(error);
        }
        return errors;
    }

    private static double refusal(Measured one, double percentile) {
        return Figures.millis(one.figures().refusals(), percentile);
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String rate(double rate) {
        return String.format(Locale.ROOT, rate < 100 ? "%.2f" : "%.0f", rate);
    }
}

package dev.triptych.app.cli.measure;

import dev.triptych.app.cli.Json;
import dev.triptych.app.cli.Table;
import dev.triptych.load.Figures;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an analysis found, and what to do with it.
 *
 * @param findings each way that was tried
 * @param bound of the 99th percentile; null for none
 * @param models as {@code serve} takes them
 */
record AnalyzeReport(List<Finding> findings, @Nullable Duration bound, List<String> models) {
    private Finding best() {
        return Finding.best(findings, bound != null);
    }

    void table(PrintWriter out) {
        Table table = new Table(
                "CONFIGURATION", "ALONE P50", "ALONE P99 MS", "MOST ITEMS/S", "ITEMS/S IN BOUND", "P50", "P99 MS");
        for (Finding one : findings) {
            table.row(
                    one.choice().toString(),
                    Times.millis(one.single().figures().millis(50)),
                    Times.millis(one.single().figures().millis(99)),
                    rate(one.most().figures().rate()),
                    one.bounded().map(found -> rate(found.figures().rate())).orElse("-"),
                    bounded(one, 50),
                    bounded(one, 99));
        }
        table.print(out);
        out.println();
        out.println(verdict());
        out.println("  bin/triptych serve " + String.join(" ", options()));
        out.println("or in triptych.yaml:");
        best().choice().yaml().forEach(line -> out.println("  " + line));
        out.flush();
    }

    private List<String> options() {
        List<String> options = new ArrayList<>();
        models.forEach(model -> options.addAll(List.of("--models", model)));
        options.addAll(best().choice().flags());
        return options;
    }

    private String verdict() {
        Finding best = best();
        if (bound == null) {
            return "Most items a second: " + best.choice() + ".";
        }
        String limit = Times.millis(bound.toNanos() / 1e6) + " ms";
        return best.bounded()
                .map(found -> "Most items a second with p99 within " + limit + ": " + best.choice() + ", "
                        + rate(found.figures().rate()) + " items/s.")
                .orElseGet(() -> "No configuration keeps p99 within " + limit + "; " + best.choice()
                        + " comes closest, with a p99 of "
                        + Times.millis(best.single().figures().millis(99)) + " ms alone.");
    }

    String json() {
        List<Object> all = new ArrayList<>();
        for (Finding one : findings) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("device_mode", one.choice().mode());
            entry.put("decode_lanes", one.choice().decodeLanes());
            entry.put("device_cores", one.choice().deviceCores());
            entry.put("max_batch", one.choice().maxBatch());
            entry.put("alone", figures(one.single().figures()));
            entry.put("most", figures(one.most().figures()));
            one.bounded().ifPresent(found -> entry.put("in_bound", figures(found.figures())));
            all.add(entry);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("results", all);
        document.put("within_bound", bound == null || best().bounded().isPresent());
        document.put("use", options());
        document.put("config", best().choice().yaml());
        return Json.text(document);
    }

    private static Map<String, Object> figures(Figures found) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("items_per_s", found.rate());
        figures.put("p50_ms", found.millis(50));
        figures.put("p99_ms", found.millis(99));
        figures.put("requests", found.requests());
        return figures;
    }

    private static String bounded(Finding one, double percentile) {
        return one.bounded()
                .map(found -> Times.millis(found.figures().millis(percentile)))
                .orElse("-");
    }

    private static String rate(double rate) {
        return String.format(Locale.ROOT, rate < 100 ? "%.2f" : "%.0f", rate);
    }
}

package dev.triptych.load.report;

import dev.triptych.load.Figures;
import java.util.ArrayList;
import java.util.List;

/**
 * Figures as a picture in SVG: latency by percentile, a line for each level, and where there are several levels, latency
 * and answered items by level.
 *
 * <p>Percentiles lie on an axis of {@code log10(1 / (1 - p))}, as far as a level has requests to tell them.
 */
public final class Plot {
    private static final double[] TICKS = {0, 50, 90, 99, 99.9, 99.99};
    private static final int POINTS = 60;

    private Plot() {}

    /** A whole file. */
    public static String svg(String title, List<Measured> all) {
        Svg svg = new Svg(title, all.size() > 1 ? 3 : 1);
        svg.panel(0, percentiles(all));
        if (all.size() > 1) {
            svg.panel(1, latencies(all));
            svg.panel(2, rates(all));
        }
        return svg.end();
    }

    private static Chart percentiles(List<Measured> all) {
        List<Chart.Tick> ticks = new ArrayList<>();
        for (double percentile : TICKS) {
            ticks.add(new Chart.Tick(nines(percentile), percentile == 0 ? "0" : "p" + trimmed(percentile)));
        }
        List<Chart.Line> lines = new ArrayList<>();
        for (Measured one : all) {
            Figures found = one.figures();
            double last = found.answered() < 2 ? 0 : Math.min(4, Math.log10((double) found.answered()));
            List<Chart.Point> points = new ArrayList<>();
            for (int i = 0; i <= POINTS && found.answered() > 0; i++) {
                double x = last * i / POINTS;
                points.add(new Chart.Point(x, found.millis(100 * (1 - Math.pow(10, -x)))));
            }
            lines.add(new Chart.Line(one.level().toString(), points));
        }
        return new Chart("Latency by percentile", "percentile of answered requests", "ms", ticks, lines);
    }

    private static double nines(double percentile) {
        return -Math.log10(1 - percentile / 100);
    }

    private static String trimmed(double percentile) {
        return percentile == Math.rint(percentile) ? Integer.toString((int) percentile) : Double.toString(percentile);
    }

    private static Chart latencies(List<Measured> all) {
        List<Chart.Line> lines = new ArrayList<>();
        for (double percentile : new double[] {50, 99}) {
            lines.add(new Chart.Line(
                    "p" + trimmed(percentile),
                    all.stream()
                            .map(one -> new Chart.Point(
                                    one.level().value(), one.figures().millis(percentile)))
                            .toList()));
        }
        return new Chart("Latency by load", axis(all), "ms", levels(all), lines);
    }

    private static Chart rates(List<Measured> all) {
        List<Chart.Point> answered = all.stream()
                .map(one -> new Chart.Point(one.level().value(), one.figures().rate()))
                .toList();
        List<Chart.Point> good = all.stream()
                .map(one -> new Chart.Point(one.level().value(), one.figures().goodput()))
                .toList();
        return new Chart(
                "Throughput by load",
                axis(all),
                "items/s",
                levels(all),
                List.of(new Chart.Line("answered", answered), new Chart.Line("within the deadline", good)));
    }

    private static String axis(List<Measured> all) {
        return all.get(0).level().way() == Level.Way.RATE ? "requests/s offered" : "requests under way";
    }

    private static List<Chart.Tick> levels(List<Measured> all) {
        return all.stream()
                .map(one -> new Chart.Tick(one.level().value(), one.level().number()))
                .toList();
    }
}

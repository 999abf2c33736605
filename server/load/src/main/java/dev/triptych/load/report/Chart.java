package dev.triptych.load.report;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Lines over two axes, before they are drawn. The y axis begins at 0.
 *
 * @param title above it
 * @param xAxis what x is
 * @param yAxis unit of y
 * @param xTicks where x is labelled
 * @param lines drawn over each other, each in a colour of its own
 */
record Chart(String title, String xAxis, String yAxis, List<Tick> xTicks, List<Line> lines) {
    /** A label on the x axis. */
    record Tick(double x, String label) {}

    /** A point of a line. */
    record Point(double x, double y) {}

    /** A line; its points from left to right. */
    record Line(String name, List<Point> points) {}

    double leastX() {
        return xs(true);
    }

    /** The largest x, above the least. */
    double mostX() {
        double most = xs(false);
        return most > leastX() ? most : leastX() + 1;
    }

    private double xs(boolean least) {
        var all = DoubleStream.concat(
                lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Point::x),
                xTicks.stream().mapToDouble(Tick::x));
        return (least ? all.min() : all.max()).orElse(0);
    }

    /** The largest y, above 0, rounded up to 1, 2 or 5 times a power of ten. */
    double mostY() {
        double most = lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::y)
                .max()
                .orElse(0);
        if (most <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        for (double step : new double[] {1, 2, 5}) {
            if (most <= step * power) {
                return step * power;
            }
        }
        return 10 * power;
    }
}

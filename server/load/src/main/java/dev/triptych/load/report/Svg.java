package dev.triptych.load.report;

import java.util.Locale;

/** Writes charts below each other; not thread-safe. */
final class Svg {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 300;
    private static final int LEFT = 70;
    private static final int RIGHT = 560;
    private static final int TOP = 40;
    private static final int BOTTOM = 250;
    private static final int HEAD = 34;
    private static final int STEPS = 4;

    // Told apart by people who see red and green alike, too.
    private static final String[] COLOURS = {
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#999999"
    };

    private final StringBuilder text = new StringBuilder();

    Svg(String title, int panels) {
        int height = HEAD + panels * HEIGHT;
        text.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n",
                WIDTH,
                height,
                WIDTH,
                height));
        text.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        label(LEFT, 22, "start", title, " font-size=\"15\"");
    }

    /** Draws a chart at its place, from 0. */
    void panel(int place, Chart chart) {
        int top = HEAD + place * HEIGHT;
        label(LEFT, top + TOP - 14, "start", chart.title(), " font-weight=\"bold\"");
        label((LEFT + RIGHT) / 2, top + BOTTOM + 36, "middle", chart.xAxis(), "");
        label(LEFT - 8, top + TOP - 14, "end", chart.yAxis(), "");
        for (int i = 0; i <= STEPS; i++) {
            double y = chart.mostY() * i / STEPS;
            line(LEFT, y(chart, top, y), RIGHT, y(chart, top, y));
            label(LEFT - 8, (int) y(chart, top, y) + 4, "end", number(y), "");
        }
        for (Chart.Tick tick : chart.xTicks()) {
            line(x(chart, tick.x()), top + BOTTOM, x(chart, tick.x()), top + BOTTOM + 5);
            label((int) x(chart, tick.x()), top + BOTTOM + 19, "middle", tick.label(), "");
        }
        for (int i = 0; i < chart.lines().size(); i++) {
            draw(chart, top, i);
        }
    }

    private void draw(Chart chart, int top, int place) {
        Chart.Line line = chart.lines().get(place);
        String colour = COLOURS[place % COLOURS.length];
        StringBuilder points = new StringBuilder();
        for (Chart.Point point : line.points()) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(chart, point.x()), y(chart, top, point.y())));
        }
        text.append(String.format(
                Locale.ROOT,
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>%n",
                colour,
                points.toString().strip()));
        label(RIGHT + 14, top + TOP + 6 + place * 18, "start", line.name(), " fill=\"" + colour + "\"");
    }

    private static double x(Chart chart, double x) {
        return LEFT + (RIGHT - LEFT) * (x - chart.leastX()) / (chart.mostX() - chart.leastX());
    }

    private static double y(Chart chart, int top, double y) {
        return top + BOTTOM - (BOTTOM - TOP) * y / chart.mostY();
    }

    private void line(double fromX, double fromY, double toX, double toY) {
        text.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>%n",
                fromX,
                fromY,
                toX,
                toY));
    }

    private void label(int x, int y, String anchor, String words, String more) {
        text.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\"%s>%s</text>%n",
                x,
                y,
                anchor,
                more,
                escaped(words)));
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3g", value);
    }

    String end() {
        return text.append("</svg>\n").toString();
    }
}

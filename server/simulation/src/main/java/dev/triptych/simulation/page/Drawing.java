package dev.triptych.simulation.page;

import java.util.ArrayList;
import java.util.List;

/** Draws one plot as SVG. */
final class Drawing {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 340;
    private static final int LEFT = 64;
    private static final int RIGHT = 560;
    private static final int TOP = 36;
    private static final int BOTTOM = 290;
    private static final String[] COLOURS = {"#0b6e4f", "#c1121f", "#e09f3e", "#335c9e", "#7b2d8e", "#6c757d", "#111111"
    };

    private final Plot plot;
    private final StringBuilder svg = new StringBuilder();
    private final double lowX;
    private final double highX;
    private final double lowY;
    private final double highY;

    Drawing(Plot plot) {
        this.plot = plot;
        lowX = plot.xs().stream().mapToDouble(Double::doubleValue).min().orElse(0);
        highX = plot.xs().stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double top = values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double least = values().stream()
                .filter(value -> value > 0)
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(1);
        lowY = plot.logarithmic() ? StrictMath.floor(StrictMath.log10(least)) : 0;
        highY = plot.logarithmic() ? StrictMath.ceil(StrictMath.log10(top)) : nice(top);
    }

    private List<Double> values() {
        List<Double> all = new ArrayList<>();
        plot.series().forEach(line -> all.addAll(line.values()));
        return all;
    }

    /** The next of 1, 2, 3, 5 or 10 times a power of ten. */
    private static double nice(double top) {
        double power = StrictMath.pow(10, StrictMath.floor(StrictMath.log10(top)));
        for (double step : new double[] {1, 1.2, 1.5, 2, 3, 4, 5, 6, 8}) {
            if (step * power >= top) {
                return step * power;
            }
        }
        return 10 * power;
    }

    String svg() {
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" font-family=\"sans-serif\" font-size=\"12\">\n")
                .append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        text(LEFT, 20, "start", plot.title(), "#111111");
        axes();
        for (int i = 0; i < plot.series().size(); i++) {
            line(plot.series().get(i), COLOURS[i % COLOURS.length], TOP + 14 + 20 * i);
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes() {
        if (plot.logarithmic()) {
            for (double power = lowY; power <= highY; power++) {
                tickY(power, label(StrictMath.pow(10, power)));
            }
        } else {
            for (int i = 0; i <= 5; i++) {
                tickY(highY * i / 5, label(highY * i / 5));
            }
        }
        for (double value : plot.xs()) {
            text(x(value), BOTTOM + 18, "middle", label(value), "#444444");
        }
        text((LEFT + RIGHT) / 2, BOTTOM + 38, "middle", plot.across(), "#111111");
        text(RIGHT + 16, BOTTOM + 18, "start", "up: " + plot.up(), "#111111");
    }

    private void tickY(double value, String label) {
        int y = y(value);
        svg.append("<path d=\"M").append(LEFT).append(' ').append(y).append("H").append(RIGHT);
        svg.append("\" stroke=\"#dddddd\"/>\n");
        text(LEFT - 6, y + 4, "end", label, "#444444");
    }

    private void line(Plot.Series line, String colour, int legendY) {
        svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                .append(colour)
                .append("\" points=\"");
        for (int i = 0; i < plot.xs().size(); i++) {
            double value = line.values().get(i);
            double shown = plot.logarithmic() ? StrictMath.log10(Math.max(value, StrictMath.pow(10, lowY))) : value;
            svg.append(i == 0 ? "" : " ")
                    .append(x(plot.xs().get(i)))
                    .append(',')
                    .append(y(shown));
        }
        svg.append("\"/>\n");
        text(RIGHT + 16, legendY, "start", line.name(), colour);
    }

    private int x(double value) {
        double span = highX > lowX ? highX - lowX : 1;
        return (int) Math.round(LEFT + 8 + (value - lowX) / span * (RIGHT - LEFT - 16));
    }

    private int y(double shown) {
        double span = highY > lowY ? highY - lowY : 1;
        return (int) Math.round(BOTTOM - (shown - lowY) / span * (BOTTOM - TOP));
    }

    private static String label(double value) {
        String text = Figures.two(value);
        while (text.endsWith("0")) {
            text = text.substring(0, text.length() - 1);
        }
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private void text(int x, int y, String anchor, String text, String colour) {
        svg.append("<text x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\" text-anchor=\"")
                .append(anchor);
        svg.append("\" fill=\"")
                .append(colour)
                .append("\">")
                .append(escaped(text))
                .append("</text>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

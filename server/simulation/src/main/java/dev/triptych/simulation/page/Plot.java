package dev.triptych.simulation.page;

import java.util.ArrayList;
import java.util.List;

/** A line chart. */
public final class Plot {
    /** One line: its name, and a value for each x. */
    public record Series(String name, List<Double> values) {
        /** Copies the values in. */
        public Series {
            values = List.copyOf(values);
        }
    }

    private final String file;
    private final String title;
    private final String across;
    private final String up;
    private final boolean logarithmic;
    private final List<Double> xs;
    private final List<Series> series = new ArrayList<>();

    /**
     * A chart without lines.
     *
     * @param file its name, with its ending
     * @param across what the x axis shows
     * @param up what the y axis shows
     * @param logarithmic whether the y axis is
     */
    public Plot(String file, String title, String across, String up, boolean logarithmic, List<Double> xs) {
        this.file = file;
        this.title = title;
        this.across = across;
        this.up = up;
        this.logarithmic = logarithmic;
        this.xs = List.copyOf(xs);
    }

    /** Adds a line with one value for each x. */
    public Plot line(String name, List<Double> values) {
        if (values.size() != xs.size()) {
            throw new IllegalArgumentException("values: got " + values.size() + ", there are " + xs.size() + " x");
        }
        series.add(new Series(name, values));
        return this;
    }

    /** The file's name. */
    public String file() {
        return file;
    }

    /** The title. */
    public String title() {
        return title;
    }

    String across() {
        return across;
    }

    String up() {
        return up;
    }

    boolean logarithmic() {
        return logarithmic;
    }

    List<Double> xs() {
        return xs;
    }

    List<Series> series() {
        return series;
    }

    /** The chart as an SVG document. */
    public String svg() {
        return new Drawing(this).svg();
    }
}

package dev.triptych.simulation.page;

import java.util.ArrayList;
import java.util.List;

/** What one scenario has to say: text, tables, plots and claims. */
public final class Section {
    private final String title;
    private final StringBuilder body = new StringBuilder();
    private final List<Plot> plots = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();

    /** A section without content. */
    public Section(String title) {
        this.title = title;
    }

    /** Adds a paragraph. */
    public Section text(String paragraph) {
        body.append(paragraph.strip()).append("\n\n");
        return this;
    }

    /** Adds a table. */
    public Section table(Table table) {
        body.append(table.markdown()).append('\n');
        return this;
    }

    /** Adds a plot. */
    public Section plot(Plot plot) {
        plots.add(plot);
        body.append("![").append(plot.title()).append("](").append(plot.file()).append(")\n\n");
        return this;
    }

    /** Adds a claim. */
    public Section claim(Claim claim) {
        claims.add(claim);
        return this;
    }

    /** The title. */
    public String title() {
        return title;
    }

    /** The plots, in order. */
    public List<Plot> plots() {
        return List.copyOf(plots);
    }

    /** The claims, in order. */
    public List<Claim> claims() {
        return List.copyOf(claims);
    }

    /** The section in Markdown. */
    public String markdown() {
        return "## " + title + "\n" + body.toString().stripTrailing() + "\n";
    }
}

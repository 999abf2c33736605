package dev.triptych.simulation.page;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What one scenario has to say: text, tables, plots and claims. */
public final class Section {
    private final String title;
    private final List<Supplier<String>> blocks = new ArrayList<>();
    private final List<Plot> plots = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();

    /** A section without content. */
    public Section(String title) {
        this.title = title;
    }

    /** Adds a paragraph. */
    public Section text(String paragraph) {
        blocks.add(() -> paragraph.strip() + "\n");
        return this;
    }

    /** Adds a table, which may still get rows. */
    public Section table(Table table) {
        blocks.add(table::markdown);
        return this;
    }

    /** Adds a plot. */
    public Section plot(Plot plot) {
        plots.add(plot);
        blocks.add(() -> "![" + plot.title() + "](" + plot.file() + ")\n");
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
        return "## " + title + "\n" + blocks.stream().map(Supplier::get).collect(Collectors.joining("\n"));
    }
}

package dev.triptych.load.report;

import dev.triptych.load.Figures;

/** What was found at a level. */
public record Measured(Level level, Figures figures) {}

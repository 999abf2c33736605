/**
 * Tables, plots and claims as text that is the same on every machine.
 *
 * <p>Starting points: {@link dev.triptych.simulation.page.Section} is what a scenario has to say,
 * {@link dev.triptych.simulation.page.Figures} writes numbers, {@link dev.triptych.simulation.page.Plot} draws.
 */
@NullMarked
package dev.triptych.simulation.page;

import org.jspecify.annotations.NullMarked;

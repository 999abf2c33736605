/**
 * What is played: one class for each question, each with its seed.
 *
 * <p>Starting points: {@link dev.triptych.simulation.scenario.Scenario} lists them in the order of the report,
 * {@link dev.triptych.simulation.scenario.LightLoad} is the simplest.
 */
@NullMarked
package dev.triptych.simulation.scenario;

import org.jspecify.annotations.NullMarked;

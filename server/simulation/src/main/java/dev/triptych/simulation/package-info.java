/**
 * The scheduler on virtual time: scenarios in, a committed report out.
 *
 * <p>Starting points: {@link dev.triptych.simulation.Report} is all of it, {@code scenario} holds what is played,
 * {@code engine} plays it on the real classes of {@code dev.triptych.scheduling} and checks each step, {@code page} writes
 * it down. {@code report.md} at the module's root is the result; a change of the scheduler that moves a number there
 * fails the build until the new report is committed with it.
 */
@NullMarked
package dev.triptych.simulation;

import org.jspecify.annotations.NullMarked;

/**
 * Virtual time, simulated devices and callers, and the invariants that are checked while they run.
 *
 * <p>Starting points: {@link dev.triptych.simulation.engine.Simulation} is one run,
 * {@link dev.triptych.simulation.engine.Policy} is what decides which work runs next - the real dispatcher in
 * {@link dev.triptych.simulation.engine.SharedPolicy}, other servers' ways in
 * {@link dev.triptych.simulation.engine.PeerPolicy} - and {@link dev.triptych.simulation.engine.Auditor} is what must
 * hold at each step. Everything here belongs to one thread and is seeded: equal seeds give equal runs on every machine.
 */
@NullMarked
package dev.triptych.simulation.engine;

import org.jspecify.annotations.NullMarked;

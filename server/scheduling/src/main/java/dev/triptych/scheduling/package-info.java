/**
 * Admission, queues, batches and lanes, generic in the work: what runs next on which device, and what never runs.
 *
 * <p>Starting points: {@link dev.triptych.scheduling.Work} is what callers hand in,
 * {@link dev.triptych.scheduling.Dispatcher} is the core without threads, {@link dev.triptych.scheduling.LaneThread}
 * drives it on real threads, {@link dev.triptych.scheduling.HostLanes} runs decoding and post-processing under the same
 * rules. {@link dev.triptych.scheduling.ByteBudget} and {@link dev.triptych.scheduling.RequestLedger} guard what lies
 * around a request. {@code docs/synchronization.md} says which lock guards what and where callbacks run.
 */
@NullMarked
package dev.triptych.scheduling;

import org.jspecify.annotations.NullMarked;

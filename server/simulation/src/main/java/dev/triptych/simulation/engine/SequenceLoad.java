package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Flow;

/**
 * What one kind of caller asks a decoder for.
 *
 * @param flow who asks for what
 * @param arrivals when
 * @param until no more from this time on, in nanoseconds
 * @param beams slots of a sequence
 * @param shortest tokens of the shortest sequence
 * @param longest tokens of the longest; all between are as likely
 * @param patience how long it may wait for its slots, in nanoseconds; {@link Long#MAX_VALUE} for ever
 * @param cancels how many in a thousand are cancelled, at any time in the first second
 */
public record SequenceLoad(
        Flow flow, Arrivals arrivals, long until, int beams, int shortest, int longest, long patience, int cancels) {
    /** Patient callers that cancel nothing, one beam. */
    public static SequenceLoad of(String tenant, double perSecond, long until, int shortest, int longest) {
        Flow flow = new Flow(tenant, "captioner");
        return new SequenceLoad(flow, Arrivals.poisson(perSecond), until, 1, shortest, longest, Long.MAX_VALUE, 0);
    }

    /** The same with so many beams. */
    public SequenceLoad beams(int slots) {
        return new SequenceLoad(flow, arrivals, until, slots, shortest, longest, patience, cancels);
    }

    /** The same with callers that give up. */
    public SequenceLoad impatient(long nanos, int cancelsPerMille) {
        return new SequenceLoad(flow, arrivals, until, beams, shortest, longest, nanos, cancelsPerMille);
    }
}

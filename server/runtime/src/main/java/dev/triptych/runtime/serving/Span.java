package dev.triptych.runtime.serving;

/**
 * A running total: how often something happened and how long it took in all.
 *
 * @param count how often
 * @param nanos how long in all, in nanoseconds
 */
public record Span(long count, long nanos) {
    /** Nothing yet. */
    public static final Span NONE = new Span(0, 0);

    /** Both together. */
    public Span plus(Span other) {
        return new Span(count + other.count, nanos + other.nanos);
    }
}

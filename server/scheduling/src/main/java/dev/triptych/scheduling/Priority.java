package dev.triptych.scheduling;

/**
 * How much of its tenant's share a request takes: a weight among the tenant's own flows, never an order that starves.
 *
 * <p>It moves nothing between tenants: who calls everything urgent gains nothing.
 */
public enum Priority {
    /** Four times the share of {@link #NORMAL}. */
    HIGH(4),
    /** The share of whoever says nothing. */
    NORMAL(1),
    /** A quarter of the share of {@link #NORMAL}. */
    LOW(0.25);

    private final double weight;

    Priority(double weight) {
        this.weight = weight;
    }

    /** The factor by which it scales its flow's weight. */
    public double weight() {
        return weight;
    }
}

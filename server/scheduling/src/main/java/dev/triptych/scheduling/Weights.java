package dev.triptych.scheduling;

/**
 * The shares that tenants and models are entitled to: of two that are always busy, one of weight 3 gets three times the
 * device time of one of weight 1.
 *
 * <p>Weights are above 0, and 1 unless the operator says otherwise; figures outside 1e-6 to 1e6 are taken as the nearer
 * end. They are looked up whenever time is charged, so a change takes effect at once.
 *
 * <p><b>Threading.</b> Called with the dispatcher's lock held: quick, no blocking, no throwing.
 */
public interface Weights {
    /** Everyone has the same. */
    Weights EQUAL = new Weights() {};

    /** The tenant's weight among tenants. */
    default double tenant(String tenant) {
        return 1;
    }

    /** The model's weight among the models of one tenant. */
    default double model(String model) {
        return 1;
    }
}

package dev.triptych.scheduling;

/**
 * Hears of defects that a thread of this module survived.
 *
 * <p>Called on the thread that met the defect, without a lock held; must not throw.
 */
@FunctionalInterface
public interface FaultListener {
    /**
     * Told of one defect.
     *
     * @param where the lane or the part that met it
     * @param fault what was thrown
     */
    void fault(String where, Throwable fault);
}

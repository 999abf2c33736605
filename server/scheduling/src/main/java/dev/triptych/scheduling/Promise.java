package dev.triptych.scheduling;

/**
 * Device time that an admitted item will still ask for, so that work on its way to a device counts among what waits there.
 *
 * <p>Kept until the item's work is offered to the device, or the item ends. Safe for use by many threads.
 */
public interface Promise extends AutoCloseable {
    /** A promise of nothing. */
    Promise NONE = () -> {};

    /** The time is asked for now, or never will be. Closing again is harmless. */
    @Override
    void close();
}

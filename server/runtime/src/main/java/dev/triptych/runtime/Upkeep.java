package dev.triptych.runtime;

import dev.triptych.runtime.tenant.Tenants;

/** What is done now and then beside the deadlines, counted in the timer's ticks. Belongs to the timer's thread. */
final class Upkeep {
    /** Ticks between two looks at which tenants use nothing any more: a second. */
    private static final int TENANTS_EVERY = 100;
    /** Ticks between two writings of what stages learned: a minute. */
    private static final int SAVE_EVERY = 6000;

    private final Tenants tenants;
    private final Runnable save;
    private int ticks;

    /**
     * @param save begins to write what stages learned; must not block
     */
    Upkeep(Tenants tenants, Runnable save) {
        this.tenants = tenants;
        this.save = save;
    }

    void tick() {
        ticks++;
        if (ticks % TENANTS_EVERY == 0) {
            tenants.sweep();
        }
        if (ticks == SAVE_EVERY) {
            ticks = 0;
            save.run();
        }
    }
}

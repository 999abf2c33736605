package dev.triptych.spi.backend;

/** Hears how far long work has come. Implementations are thread-safe and return quickly. */
public interface Progress {
    /**
     * @param phase what is being done, for people
     * @param fraction how much of it is done, 0 to 1; negative when unknown
     */
    void report(String phase, double fraction);

    /** Hears nothing. */
    Progress NONE = (phase, fraction) -> {};
}

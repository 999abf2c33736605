package dev.triptych.runtime.serving;

/**
 * A model as a caller names it.
 *
 * @param name the served name; empty to mean the one model that has the task
 * @param version the version; empty to mean the newest that is ready
 */
public record ModelRef(String name, String version) {
    /** The one model that has the task. */
    public static final ModelRef ANY = new ModelRef("", "");
}

package dev.triptych.client;

/**
 * A model as callers name it: {@code NAME}, {@code NAME/VERSION}, or empty for the one served model that has the task.
 *
 * @param name the name, may be empty
 * @param version the version; empty for the default one
 */
record ModelName(String name, String version) {
    static ModelName of(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? new ModelName(text, "") : new ModelName(text.substring(0, slash), text.substring(slash + 1));
    }
}

package dev.triptych.app.cli.client;

/**
 * One input before it is read.
 *
 * @param kind {@link Argument.Kind#TEXT} or {@link Argument.Kind#FILE}
 * @param name how results call it: the file's name as given, or the text itself
 */
record Source(Argument.Kind kind, String name) {}
